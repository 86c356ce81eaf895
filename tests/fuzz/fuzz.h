/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* What libFuzzer calls for each input, and corpus.c for each file of the corpus. Whatever
 * the bytes are, it returns 0; what must not be ends the program. */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* GLib's own takes no NUL for text. */
static inline gboolean
fuzz_is_text (const char *bytes,
              gsize       length)
{
  const char *end = length > 0 ? bytes + length : bytes;

  while (bytes < end && !g_utf8_validate_len (bytes, end - bytes, &bytes))
    {
      if (*bytes++ != '\0')
        return FALSE;
    }

  return TRUE;
}

/* How an input is cut into pieces: its first byte says it, and is none of it. */
static inline gsize
fuzz_take_step (const guint8 **data,
                gsize         *size)
{
  gsize step = 1;

  if (*size > 0)
    {
      step = (gsize) **data % 32 + 1;
      (*data)++;
      (*size)--;
    }

  return step;
}
