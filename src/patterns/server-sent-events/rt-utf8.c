/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* How many bytes follow @lead, and within what bounds the first of them must be, so that
 * neither overlong forms nor surrogates nor what is above U+10FFFF pass. */
static int
get_needed (guchar  lead,
            guchar *lower,
            guchar *upper)
{
  *lower = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  *upper = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;

  if (lead >= 0xC2 && lead <= 0xDF)
    return 1;
  if (lead >= 0xE0 && lead <= 0xEF)
    return 2;
  if (lead >= 0xF0 && lead <= 0xF4)
    return 3;

  return -1;
}

/* The length of the character at @bytes, or with @valid %FALSE that of what stands there
 * instead of one. */
static gsize
get_part (const guchar *bytes,
          gsize         length,
          gboolean     *valid)
{
  guchar lower, upper;
  int needed;

  *valid = TRUE;
  if (bytes[0] < 0x80)
    return 1;

  *valid = FALSE;
  needed = get_needed (bytes[0], &lower, &upper);
  if (needed < 0)
    return 1;

  for (int i = 1; i <= needed; i++)
    {
      if ((gsize) i >= length || bytes[i] < lower || bytes[i] > upper)
        return i;
      lower = 0x80;
      upper = 0xBF;
    }

  *valid = TRUE;
  return needed + 1;
}

/**
 * rt_utf8_append_decoded:
 * @text: where to append
 * @bytes: (array length=length): what should be UTF-8; NULs are characters
 * @length: how many bytes
 *
 * The "UTF-8 decode without BOM" of the WHATWG Encoding standard: what is not UTF-8
 * becomes one U+FFFD for each maximal part that could have begun a character.
 */
void
rt_utf8_append_decoded (GString    *text,
                        const char *bytes,
                        gsize       length)
{
  gsize good = 0;
  gsize i = 0;

  if (g_utf8_validate_len (bytes, length, NULL))
    {
      g_string_append_len (text, bytes, length);
      return;
    }

  while (i < length)
    {
      gboolean valid;
      gsize part = get_part ((const guchar *) bytes + i, length - i, &valid);

      if (!valid)
        {
          g_string_append_len (text, bytes + good, i - good);
          g_string_append_len (text, REPLACEMENT, 3);
          good = i + part;
        }
      i += part;
    }

  g_string_append_len (text, bytes + good, length - good);
}
