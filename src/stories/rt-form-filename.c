/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-form-filename.h"

#include <string.h>

#define PARAMETER "filename"

static const struct {
  const char *escaped;
  char        c;
} escapes[] = {
  { "%22", '"' },
  { "%0D", '\r' },
  { "%0A", '\n' },
};

static gboolean
append_escaped (GString    *name,
                const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    {
      if (g_ascii_strncasecmp (at, escapes[i].escaped, strlen (escapes[i].escaped)) == 0)
        {
          g_string_append_c (name, escapes[i].c);
          return TRUE;
        }
    }

  return FALSE;
}

/* In quotation marks, or a token as programs that are no browsers write it. */
static char *
read_value (const char *value)
{
  const char *begin = *value == '"' ? value + 1 : value;
  const char *end = begin + strcspn (begin, *value == '"' ? "\"" : "; \t");
  GString *name = g_string_new (NULL);

  while (begin < end)
    {
      if (append_escaped (name, begin))
        begin += strlen (escapes[0].escaped);
      else
        g_string_append_c (name, *begin++);
    }

  return g_string_free (name, FALSE);
}

static const char *
skip_blanks (const char *at)
{
  return at + strspn (at, " \t");
}

/* To the semicolon behind it, or the end. */
static const char *
skip_value (const char *value)
{
  if (*value == '"')
    {
      value += 1 + strcspn (value + 1, "\"");
      value += *value == '"';
    }

  return value + strcspn (value, ";");
}

/**
 * rt_form_filename_read:
 * @disposition: the value of a part's Content-Disposition
 *
 * Reads what the part's file is called as browsers write it (WHATWG HTML, “Multipart form data”):
 * in quotation marks, where only these, CR and LF are escaped, as %22, %0D and %0A. A
 * backslash is one; as the quoted-pair of other fields (RFC 9110 section 5.6.4) it would be
 * lost.
 *
 * Returns: (transfer full) (nullable): it, which may be empty; %NULL where there is none
 */
char *
rt_form_filename_read (const char *disposition)
{
  const char *at = disposition + strcspn (disposition, ";");

  while (*at == ';')
    {
      const char *name = skip_blanks (at + 1);
      gsize length = strcspn (name, "=; \t");
      const char *value = skip_blanks (name + length);

      if (*value == '=')
        value = skip_blanks (value + 1);
      if (length == strlen (PARAMETER) && g_ascii_strncasecmp (name, PARAMETER, length) == 0)
        return read_value (value);
      at = skip_value (value);
    }

  return NULL;
}
