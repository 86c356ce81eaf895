/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON from strangers: what the check lets pass, json-glib survives and the scan takes
 * apart completely; every text becomes a string that passes, and comes back from it. */

#include "config.h"

#include <json-glib/json-glib.h>

#include "core/rt-json.h"
#include "fuzz.h"
#include "patterns/rt-json-scan.h"

static void
walk (const RtJsonSlice *slice,
      const char        *end)
{
  RtJsonScan scan;
  RtJsonSlice name, value;
  guint64 number;
  g_autofree char *string = rt_json_slice_dup_string (slice);
  g_autofree char *words = rt_json_slice_dup_words (slice);

  g_assert_true (slice->text + slice->length <= end);
  g_assert_true (string == NULL || g_utf8_validate (string, -1, NULL));
  g_assert_true (words == NULL || g_utf8_validate (words, -1, NULL));
  if (rt_json_slice_get_number (slice, &number))
    g_assert_true (g_ascii_isdigit (*slice->text));
  if (rt_json_slice_is_null (slice))
    g_assert_cmpuint (slice->length, ==, 4);

  /* A slice of a text that passed the check passes it. */
  g_assert_true (rt_json_check (slice->text, slice->length, NULL));
  if (rt_json_scan_object (&scan, slice))
    {
      while (rt_json_scan_member (&scan, &name, &value))
        {
          walk (&name, end);
          walk (&value, end);
        }
    }
  else if (rt_json_scan_array (&scan, slice))
    {
      while (rt_json_scan_element (&scan, &value))
        walk (&value, end);
    }
}

static void
write_and_read (const char *text,
                gsize       size)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autofree char *copy = g_strndup (text, size);
  g_autofree char *back = NULL;
  RtJsonSlice slice;

  if (!g_utf8_validate (copy, -1, NULL))
    return;

  rt_json_append_string (json, copy, -1);
  g_assert_true (rt_json_check (json->str, json->len, NULL));
  slice = (RtJsonSlice) { json->str, json->len };
  back = rt_json_slice_dup_string (&slice);
  g_assert_cmpstr (back, ==, copy);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  /* A copy of its own size, so that a sanitizer sees who reads past the end. */
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;

  write_and_read ((const char *) data, size);
  if (rt_json_check (text, size, &error))
    {
      const RtJsonSlice slice = { text, size };
      g_autoptr (JsonParser) parser = json_parser_new ();

      g_assert_true (g_utf8_validate_len (text, size, NULL));
      json_parser_load_from_data (parser, text, size, NULL);
      walk (&slice, text + size);
    }
  else
    {
      g_assert_nonnull (error);
    }

  return 0;
}
