/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-json-scan.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
skip_space (RtJsonScan *scan)
{
  while (scan->at < scan->end && strchr (" \t\n\r", *scan->at) != NULL && *scan->at != '\0')
    scan->at++;
}

static void
skip_string (RtJsonScan *scan)
{
  for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
    {
      if (*scan->at == '\\')
        scan->at++;
    }
  scan->at++;
}

static void
skip_nested (RtJsonScan *scan)
{
  guint depth = 0;

  while (scan->at < scan->end)
    {
      char c = *scan->at;

      if (c == '"')
        {
          skip_string (scan);
          continue;
        }

      scan->at++;
      if (c == '{' || c == '[')
        depth++;
      else if ((c == '}' || c == ']') && --depth == 0)
        return;
    }
}

static void
skip_value (RtJsonScan  *scan,
            RtJsonSlice *value)
{
  skip_space (scan);
  value->text = scan->at;

  if (scan->at < scan->end && *scan->at == '"')
    skip_string (scan);
  else if (scan->at < scan->end && (*scan->at == '{' || *scan->at == '['))
    skip_nested (scan);
  else
    while (scan->at < scan->end && strchr (",]} \t\n\r", *scan->at) == NULL)
      scan->at++;

  value->length = scan->at - value->text;
}

static gboolean
enter (RtJsonScan        *scan,
       const RtJsonSlice *value,
       char               bracket)
{
  scan->at = value->text;
  scan->end = value->text + value->length;
  skip_space (scan);
  if (scan->at == scan->end || *scan->at != bracket)
    return FALSE;

  scan->at++;

  return TRUE;
}

/* Whether another item begins here. */
static gboolean
next (RtJsonScan *scan)
{
  skip_space (scan);
  if (scan->at < scan->end && *scan->at == ',')
    {
      scan->at++;
      skip_space (scan);
    }

  return scan->at < scan->end && *scan->at != '}' && *scan->at != ']';
}

/**
 * rt_json_scan_object:
 * @scan: (out caller-allocates): what walks
 * @value: a JSON value, checked before
 *
 * Returns: %FALSE when @value is no object
 */
gboolean
rt_json_scan_object (RtJsonScan        *scan,
                     const RtJsonSlice *value)
{
  return enter (scan, value, '{');
}

/**
 * rt_json_scan_array:
 * @scan: (out caller-allocates): what walks
 * @value: a JSON value, checked before
 *
 * Returns: %FALSE when @value is no array
 */
gboolean
rt_json_scan_array (RtJsonScan        *scan,
                    const RtJsonSlice *value)
{
  return enter (scan, value, '[');
}

/**
 * rt_json_scan_member:
 * @scan: what walks over an object
 * @name: (out caller-allocates): the member's name
 * @value: (out caller-allocates): the member's value
 *
 * Returns: %FALSE at the end of the object
 */
gboolean
rt_json_scan_member (RtJsonScan  *scan,
                     RtJsonSlice *name,
                     RtJsonSlice *value)
{
  if (!next (scan))
    return FALSE;

  skip_value (scan, name);
  skip_space (scan);
  scan->at++;
  skip_value (scan, value);

  return TRUE;
}

/**
 * rt_json_scan_element:
 * @scan: what walks over an array
 * @value: (out caller-allocates): the element
 *
 * Returns: %FALSE at the end of the array
 */
gboolean
rt_json_scan_element (RtJsonScan  *scan,
                      RtJsonSlice *value)
{
  if (!next (scan))
    return FALSE;

  skip_value (scan, value);

  return TRUE;
}

static guint
read_code_unit (const char *at)
{
  guint unit = 0;

  for (guint i = 2; i < 6; i++)
    unit = unit << 4 | (guint) g_ascii_xdigit_value (at[i]);

  return unit;
}

/* In a JSON string, puts U+FFFD in the place of a NUL and of half a surrogate pair (RFC
 * 8259 sections 7 and 8.2). Returns whether there was any. */
static gboolean
replace_what_utf8_cannot (char *json)
{
  gboolean replaced = FALSE;

  for (char *at = json; *at != '\0'; at++)
    {
      guint unit;

      if (*at != '\\')
        continue;
      if (at[1] != 'u')
        {
          at++;
          continue;
        }
      unit = read_code_unit (at);
      if (unit >= 0xd800 && unit <= 0xdbff && at[6] == '\\' && at[7] == 'u' &&
          read_code_unit (at + 6) >= 0xdc00 && read_code_unit (at + 6) <= 0xdfff)
        {
          at += 11;
          continue;
        }
      if (unit == 0 || (unit >= 0xd800 && unit <= 0xdfff))
        {
          memcpy (at, "\\ufffd", 6);
          replaced = TRUE;
        }
      at += 5;
    }

  return replaced;
}

static char *
dup_string (const RtJsonSlice *slice,
            gboolean           always)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (slice->length < 2 || slice->text[0] != '"')
    return NULL;
  if (memchr (slice->text, '\\', slice->length) == NULL)
    return g_strndup (slice->text + 1, slice->length - 2);

  text = g_strndup (slice->text, slice->length);
  if (replace_what_utf8_cannot (text) && !always)
    return NULL;
  node = json_from_string (text, NULL);

  return node != NULL ? json_node_dup_string (node) : NULL;
}

/**
 * rt_json_slice_dup_string:
 * @slice: a value
 *
 * Returns: (transfer full) (nullable): what the string says; %NULL when it is no string,
 *   or says what UTF-8 cannot, such as half a surrogate pair or a NUL
 */
char *
rt_json_slice_dup_string (const RtJsonSlice *slice)
{
  return dup_string (slice, FALSE);
}

/**
 * rt_json_slice_dup_words:
 * @slice: a value
 *
 * Returns: (transfer full) (nullable): what the string says, with U+FFFD in the place of
 *   what UTF-8 in C cannot say; %NULL when it is no string
 */
char *
rt_json_slice_dup_words (const RtJsonSlice *slice)
{
  return dup_string (slice, TRUE);
}

/**
 * rt_json_slice_is_string:
 * @slice: a value
 * @string: what it should say
 *
 * Returns: whether @slice is a string that says @string
 */
gboolean
rt_json_slice_is_string (const RtJsonSlice *slice,
                         const char        *string)
{
  gsize length = strlen (string);
  g_autofree char *decoded = NULL;

  if (slice->length == length + 2 && memcmp (slice->text + 1, string, length) == 0)
    return slice->text[0] == '"';
  if (slice->length == 0 || memchr (slice->text, '\\', slice->length) == NULL)
    return FALSE;

  decoded = rt_json_slice_dup_string (slice);

  return g_strcmp0 (decoded, string) == 0;
}

/**
 * rt_json_slice_is_null:
 * @slice: a value
 *
 * Returns: whether it is null
 */
gboolean
rt_json_slice_is_null (const RtJsonSlice *slice)
{
  return slice->length == 4 && memcmp (slice->text, "null", 4) == 0;
}

/**
 * rt_json_slice_get_number:
 * @slice: a value
 * @number: (out): the number, untouched when it is none
 *
 * Returns: whether @slice is a whole number from 0 to 2⁶⁴ − 1, written without fraction or
 *   exponent
 */
gboolean
rt_json_slice_get_number (const RtJsonSlice *slice,
                          guint64           *number)
{
  char digits[21];

  if (slice->length == 0 || slice->length >= sizeof digits)
    return FALSE;

  memcpy (digits, slice->text, slice->length);
  digits[slice->length] = '\0';

  return g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT64, number, NULL);
}
