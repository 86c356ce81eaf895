/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms with files: however they are cut, the same files come out. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "stories/rt-form-filename.h"
#include "stories/rt-form-parts.h"

static RtFormPartsItem
read_all (RtFormParts *parts,
          GString     *log)
{
  RtFormPartsItem item;
  const char *data;
  gsize size;

  while ((item = rt_form_parts_read (parts, &data, &size)) == RT_FORM_PARTS_FILE || item == RT_FORM_PARTS_DATA)
    {
      if (item == RT_FORM_PARTS_DATA)
        g_string_append_len (log, data, size);
      else
        {
          const char *name = rt_form_parts_get_filename (parts);

          g_assert_true (name == NULL || g_utf8_validate (name, -1, NULL));
          g_string_append_printf (log, "[%s]", name != NULL ? name : "");
        }
    }

  return item;
}

static GString *
take_apart (const guint8 *data,
            gsize         size,
            gsize         step)
{
  g_autoptr (RtFormParts) parts = rt_form_parts_new ("b-o-b");
  GString *log = g_string_new (NULL);

  for (gsize i = 0; i < size; i += step)
    {
      gsize n = MIN (step, size - i);
      g_autofree guint8 *piece = g_memdup2 (data + i, n);
      RtFormPartsItem item;

      rt_form_parts_push (parts, piece, n);
      item = read_all (parts, log);
      if (item != RT_FORM_PARTS_MORE)
        {
          g_string_append (log, item == RT_FORM_PARTS_END ? "end" : "bad");
          break;
        }
    }

  return log;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  gsize step = fuzz_take_step (&data, &size);
  g_autoptr (GString) whole = take_apart (data, size, MAX (size, 1));
  g_autoptr (GString) pieces = take_apart (data, size, step);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *filename = g_utf8_validate (text, -1, NULL) ? rt_form_filename_read (text) : NULL;

  g_assert_cmpmem (whole->str, whole->len, pieces->str, pieces->len);
  g_assert_true (filename == NULL || g_utf8_validate (filename, -1, NULL));

  return 0;
}
