/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-json.h"

G_STATIC_ASSERT (RT_JSON_MAX_DEPTH <= 64);

G_DEFINE_QUARK (rt-json-error-quark, rt_json_error)

typedef struct {
  const guchar *start;
  const guchar *at;
  const guchar *end;
  guint64       objects;  /* one bit a level: set where it is an object */
  guint         depth;
} Scanner;

/* What the next token may be. */
typedef enum {
  STATE_VALUE,
  STATE_FIRST_ELEMENT,  /* a value, or the end of the array */
  STATE_FIRST_KEY,      /* a name, or the end of the object */
  STATE_KEY,
  STATE_COLON,
  STATE_AFTER_VALUE,
} State;

static gboolean
fail (const Scanner  *scanner,
      const char     *expected,
      GError        **error)
{
  gsize offset = (gsize) (scanner->at - scanner->start);

  if (scanner->at >= scanner->end)
    g_set_error (error, RT_JSON_ERROR, RT_JSON_ERROR_SYNTAX,
                 "Not JSON: it ends at byte %" G_GSIZE_FORMAT " where %s was expected", offset, expected);
  else if (*scanner->at > 0x20 && *scanner->at < 0x7f)
    g_set_error (error, RT_JSON_ERROR, RT_JSON_ERROR_SYNTAX,
                 "Not JSON: at byte %" G_GSIZE_FORMAT " there is “%c” where %s was expected",
                 offset, *scanner->at, expected);
  else
    g_set_error (error, RT_JSON_ERROR, RT_JSON_ERROR_SYNTAX,
                 "Not JSON: at byte %" G_GSIZE_FORMAT " there is 0x%02X where %s was expected",
                 offset, *scanner->at, expected);

  return FALSE;
}

static inline guchar
look (const Scanner *scanner)
{
  return scanner->at < scanner->end ? *scanner->at : 0;
}

static void
skip_blank (Scanner *scanner)
{
  while (scanner->at < scanner->end &&
         (*scanner->at == ' ' || *scanner->at == '\n' || *scanner->at == '\r' || *scanner->at == '\t'))
    scanner->at++;
}

static gboolean
scan_escape (Scanner  *scanner,
             GError  **error)
{
  guchar kind = look (scanner);

  if (kind == '\0' || strchr ("\"\\/bfnrtu", kind) == NULL)
    return fail (scanner, "one of \"\\/bfnrtu", error);
  scanner->at++;

  for (guint i = 0; kind == 'u' && i < 4; i++)
    {
      if (!g_ascii_isxdigit (look (scanner)))
        return fail (scanner, "a hexadecimal digit", error);
      scanner->at++;
    }

  return TRUE;
}

/* RFC 8259 section 7; begins at the quote. A surrogate alone is grammatical. */
static gboolean
scan_string (Scanner  *scanner,
             GError  **error)
{
  scanner->at++;

  while (scanner->at < scanner->end)
    {
      guchar byte = *scanner->at;

      if (byte < 0x20)
        return fail (scanner, "a character that may stand in a string (others are escaped)", error);
      scanner->at++;
      if (byte == '"')
        return TRUE;
      if (byte == '\\' && !scan_escape (scanner, error))
        return FALSE;
    }

  return fail (scanner, "the end of a string (\")", error);
}

static gboolean
scan_digits (Scanner  *scanner,
             GError  **error)
{
  if (!g_ascii_isdigit (look (scanner)))
    return fail (scanner, "a digit", error);

  while (g_ascii_isdigit (look (scanner)))
    scanner->at++;

  return TRUE;
}

/* RFC 8259 section 6. */
static gboolean
scan_number (Scanner  *scanner,
             GError  **error)
{
  if (look (scanner) == '-')
    scanner->at++;

  if (look (scanner) == '0')
    scanner->at++;
  else if (!scan_digits (scanner, error))
    return FALSE;

  if (look (scanner) == '.')
    {
      scanner->at++;
      if (!scan_digits (scanner, error))
        return FALSE;
    }

  if (look (scanner) == 'e' || look (scanner) == 'E')
    {
      scanner->at++;
      if (look (scanner) == '+' || look (scanner) == '-')
        scanner->at++;
      if (!scan_digits (scanner, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
scan_word (Scanner     *scanner,
           const char  *word,
           GError     **error)
{
  for (const char *letter = word; *letter != '\0'; letter++)
    {
      if (look (scanner) != (guchar) *letter)
        return fail (scanner, word, error);
      scanner->at++;
    }

  return TRUE;
}

static gboolean
enter (Scanner  *scanner,
       State    *state,
       GError  **error)
{
  gboolean object = *scanner->at == '{';

  if (scanner->depth == RT_JSON_MAX_DEPTH)
    {
      g_set_error (error, RT_JSON_ERROR, RT_JSON_ERROR_TOO_DEEP,
                   "At byte %" G_GSIZE_FORMAT " the JSON is nested deeper than %d: make it flatter",
                   (gsize) (scanner->at - scanner->start), RT_JSON_MAX_DEPTH);
      return FALSE;
    }

  scanner->at++;
  scanner->objects = (scanner->objects << 1) | (object ? 1 : 0);
  scanner->depth++;
  *state = object ? STATE_FIRST_KEY : STATE_FIRST_ELEMENT;

  return TRUE;
}

static void
leave (Scanner *scanner,
       State   *state)
{
  scanner->at++;
  scanner->objects >>= 1;
  scanner->depth--;
  *state = STATE_AFTER_VALUE;
}

static gboolean
scan_value (Scanner  *scanner,
            State    *state,
            GError  **error)
{
  guchar byte = look (scanner);

  if (byte == '{' || byte == '[')
    return enter (scanner, state, error);

  *state = STATE_AFTER_VALUE;
  if (byte == '"')
    return scan_string (scanner, error);
  if (byte == '-' || g_ascii_isdigit (byte))
    return scan_number (scanner, error);
  if (byte == 't')
    return scan_word (scanner, "true", error);
  if (byte == 'f')
    return scan_word (scanner, "false", error);
  if (byte == 'n')
    return scan_word (scanner, "null", error);

  return fail (scanner, "a value", error);
}

static gboolean
scan_after_value (Scanner  *scanner,
                  State    *state,
                  GError  **error)
{
  gboolean object = (scanner->objects & 1) != 0;

  if (look (scanner) == (object ? '}' : ']'))
    {
      leave (scanner, state);

      return TRUE;
    }

  if (look (scanner) != ',')
    return fail (scanner, object ? "“,” or “}”" : "“,” or “]”", error);

  scanner->at++;
  *state = object ? STATE_KEY : STATE_VALUE;

  return TRUE;
}

static gboolean
scan_key (Scanner  *scanner,
          State    *state,
          GError  **error)
{
  if (*state == STATE_FIRST_KEY && look (scanner) == '}')
    {
      leave (scanner, state);

      return TRUE;
    }

  if (look (scanner) != '"')
    return fail (scanner, *state == STATE_FIRST_KEY ? "a name in quotes or “}”" : "a name in quotes", error);

  *state = STATE_COLON;

  return scan_string (scanner, error);
}

static gboolean
scan_token (Scanner  *scanner,
            State    *state,
            GError  **error)
{
  switch (*state)
    {
    case STATE_FIRST_ELEMENT:
      if (look (scanner) == ']')
        {
          leave (scanner, state);

          return TRUE;
        }
      return scan_value (scanner, state, error);

    case STATE_VALUE:
      return scan_value (scanner, state, error);

    case STATE_FIRST_KEY:
    case STATE_KEY:
      return scan_key (scanner, state, error);

    case STATE_COLON:
      if (look (scanner) != ':')
        return fail (scanner, "“:”", error);
      scanner->at++;
      *state = STATE_VALUE;
      return TRUE;

    case STATE_AFTER_VALUE:
      return scan_after_value (scanner, state, error);

    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * rt_json_check:
 * @text: bytes, perhaps from a stranger
 * @length: how many
 * @error: return location for a #GError
 *
 * Checks that the bytes are one JSON text as RFC 8259 has it, in UTF-8, nested at
 * most %RT_JSON_MAX_DEPTH deep, and nothing else. Takes time linear in @length
 * and no memory.
 *
 * Returns: whether they are; else @error is %RT_JSON_ERROR_SYNTAX,
 *   %RT_JSON_ERROR_TOO_DEEP or %RT_JSON_ERROR_ENCODING, with the byte offset
 */
gboolean
rt_json_check (const char  *text,
               gsize        length,
               GError     **error)
{
  Scanner scanner = { 0 };
  State state = STATE_VALUE;
  const char *invalid = NULL;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  scanner.start = scanner.at = (const guchar *) (text != NULL ? text : "");
  scanner.end = scanner.start + length;

  /* A NUL stops the validation, but is the grammar's to refuse. */
  if (length > 0 && !g_utf8_validate_len (text, length, &invalid) && *invalid != '\0')
    {
      g_set_error (error, RT_JSON_ERROR, RT_JSON_ERROR_ENCODING,
                   "Not JSON: byte %" G_GSIZE_FORMAT " is not UTF-8, the only encoding it travels in",
                   (gsize) (invalid - text));
      return FALSE;
    }

  do
    {
      skip_blank (&scanner);
      if (!scan_token (&scanner, &state, error))
        return FALSE;
    }
  while (state != STATE_AFTER_VALUE || scanner.depth > 0);

  skip_blank (&scanner);
  if (scanner.at < scanner.end)
    return fail (&scanner, "the end", error);

  return TRUE;
}
