/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-json.h"

static const char *
short_escape (guchar byte)
{
  switch (byte)
    {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return NULL;
    }
}

/**
 * rt_json_append_string:
 * @json: where to append
 * @text: a text
 * @length: its bytes, or -1 where a NUL ends it
 *
 * Appends @text as a JSON string, quotes included (RFC 8259 section 7). Bytes
 * that are not UTF-8, NUL among them, become U+FFFD, so that the result always is.
 */
void
rt_json_append_string (GString    *json,
                       const char *text,
                       gssize      length)
{
  g_autofree char *repaired = NULL;
  const char *plain;
  const char *end;

  g_return_if_fail (json != NULL);
  g_return_if_fail (text != NULL);

  if (!g_utf8_validate (text, length, NULL))
    {
      text = repaired = g_utf8_make_valid (text, length);
      length = -1;
    }

  end = text + (length >= 0 ? (gsize) length : strlen (text));
  plain = text;
  g_string_append_c (json, '"');
  for (const char *at = text; at < end; at++)
    {
      const char *escape = short_escape ((guchar) *at);

      if (escape == NULL && (guchar) *at >= 0x20)
        continue;
      g_string_append_len (json, plain, at - plain);
      if (escape != NULL)
        g_string_append (json, escape);
      else
        g_string_append_printf (json, "\\u%04x", (guchar) *at);
      plain = at + 1;
    }
  g_string_append_len (json, plain, end - plain);
  g_string_append_c (json, '"');
}
