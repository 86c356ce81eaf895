/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-json-pointer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/rt-json.h"
#include "lab/rt-format.h"
#include "patterns/rt-json-scan.h"

/* No number that means anything is written in more characters. */
#define MAX_NUMBER 400

G_DEFINE_QUARK (rt-json-pointer-error-quark, rt_json_pointer_error)

/**
 * rt_json_pointer_check:
 * @pointer: what may be a JSON Pointer
 * @error: %RT_JSON_POINTER_ERROR_SYNTAX, in words that say what one looks like
 *
 * Returns: whether it is one (RFC 6901 section 3), of at most
 *   %RT_JSON_POINTER_MAX_LENGTH bytes
 */
gboolean
rt_json_pointer_check (const char  *pointer,
                       GError     **error)
{
  const char *tilde = strchr (pointer, '~');

  while (tilde != NULL && (tilde[1] == '0' || tilde[1] == '1'))
    tilde = strchr (tilde + 1, '~');

  if (strlen (pointer) > RT_JSON_POINTER_MAX_LENGTH)
    g_set_error (error, RT_JSON_POINTER_ERROR, RT_JSON_POINTER_ERROR_SYNTAX,
                 _("The path is longer than %d bytes."), RT_JSON_POINTER_MAX_LENGTH);
  else if (*pointer != '\0' && *pointer != '/')
    g_set_error (error, RT_JSON_POINTER_ERROR, RT_JSON_POINTER_ERROR_SYNTAX,
                 _("A path begins with “/”, such as /data/price."));
  else if (tilde != NULL)
    g_set_error (error, RT_JSON_POINTER_ERROR, RT_JSON_POINTER_ERROR_SYNTAX,
                 _("In a path “~” is written ~0, and “/” in a name ~1."));
  else
    return TRUE;

  return FALSE;
}

/* RFC 6901 section 4: first ~1, then ~0, so that ~01 is ~1. */
static char *
unescape (const char *token)
{
  GString *name = g_string_new (token);

  g_string_replace (name, "~1", "/", 0);
  g_string_replace (name, "~0", "~", 0);
  return g_string_free (name, FALSE);
}

static gboolean
step_into_array (RtJsonScan  *scan,
                 RtJsonSlice *value,
                 const char  *token)
{
  guint64 index;

  /* Leading zeros are none of the grammar. */
  if ((token[0] == '0' && token[1] != '\0') ||
      !g_ascii_string_to_unsigned (token, 10, 0, G_MAXUINT, &index, NULL))
    return FALSE;
  for (guint64 i = 0; rt_json_scan_element (scan, value); i++)
    if (i == index)
      return TRUE;
  return FALSE;
}

static gboolean
step (RtJsonSlice *value,
      const char  *token)
{
  g_autofree char *wanted = unescape (token);
  RtJsonScan scan;
  RtJsonSlice name;

  if (rt_json_scan_array (&scan, value))
    return step_into_array (&scan, value, token);
  if (!rt_json_scan_object (&scan, value))
    return FALSE;
  while (rt_json_scan_member (&scan, &name, value))
    if (rt_json_slice_is_string (&name, wanted))
      return TRUE;
  return FALSE;
}

static void
strip (RtJsonSlice *value)
{
  while (value->length > 0 && g_ascii_isspace (value->text[0]))
    {
      value->text++;
      value->length--;
    }
  while (value->length > 0 && g_ascii_isspace (value->text[value->length - 1]))
    value->length--;
}

static gboolean
walk (const char  *pointer,
      RtJsonSlice *value)
{
  g_auto (GStrv) tokens = g_strsplit (pointer, "/", -1);

  /* What stands before the first “/” is nothing. */
  for (guint i = 1; *pointer != '\0' && tokens[i] != NULL; i++)
    if (!step (value, tokens[i]))
      return FALSE;
  return TRUE;
}

/* Many servers write numbers as strings, so that nobody rounds them. */
static gboolean
read_number (const RtJsonSlice *value,
             double            *number)
{
  g_autofree char *text = NULL;
  double nearest;

  if (value->length > MAX_NUMBER)
    return FALSE;
  text = value->text[0] == '"' ? rt_json_slice_dup_string (value)
                               : g_strndup (value->text, value->length);
  if (text == NULL || (*text != '-' && !g_ascii_isdigit (*text)) ||
      !rt_json_check (text, strlen (text), NULL))
    return FALSE;
  nearest = g_ascii_strtod (text, NULL);
  if (!isfinite (nearest))
    return FALSE;
  *number = nearest;
  return TRUE;
}

static const char *
describe (const RtJsonSlice *value)
{
  switch (value->text[0])
    {
    case '{':
      /* Translators: the end of "There is no number at …, but " */
      return _("an object");
    case '[':
      /* Translators: the end of "There is no number at …, but " */
      return _("a list");
    case '"':
      /* Translators: the end of "There is no number at …, but " */
      return _("text");
    default:
      /* Translators: the end of "There is no number at …, but " */
      return _("something else");
    }
}

static void
fail_large (gsize    size,
            GError **error)
{
  g_autofree char *has = rt_format_bytes (size);
  g_autofree char *most = rt_format_bytes (RT_JSON_POINTER_MAX_TEXT);

  /* Translators: two sizes, such as "3.00 MB" */
  g_set_error (error, RT_JSON_POINTER_ERROR, RT_JSON_POINTER_ERROR_TOO_LARGE,
               _("The answer has %s; a number is looked for in %s at most."), has, most);
}

/**
 * rt_json_pointer_get_number:
 * @pointer: a JSON Pointer that was checked
 * @text: what anybody sent, at most %RT_JSON_POINTER_MAX_TEXT bytes of it
 * @number: (out): the number, untouched when there is none
 * @error: of #RtJsonError where @text is not JSON, else of #RtJsonPointerError
 *
 * Looks up a number, or a string that is one, and reads it as the nearest double. Of
 * several members of one name it takes the first. Takes a time that grows with the text
 * and the pointer together, but for hostile texts some hundred times as much: what is
 * large is better looked through in a thread.
 *
 * Returns: whether there is a number
 */
gboolean
rt_json_pointer_get_number (const char  *pointer,
                            GBytes      *text,
                            double      *number,
                            GError     **error)
{
  g_autoptr (GError) local = NULL;
  RtJsonSlice value;

  value.text = g_bytes_get_data (text, &value.length);
  if (value.length > RT_JSON_POINTER_MAX_TEXT)
    {
      fail_large (value.length, error);
      return FALSE;
    }
  if (!rt_json_check (value.text, value.length, &local))
    {
      /* Elsewhere a sentence goes on after it. */
      g_set_error (error, local->domain, local->code, "%s.", local->message);
      return FALSE;
    }

  strip (&value);
  if (!walk (pointer, &value))
    g_set_error (error, RT_JSON_POINTER_ERROR, RT_JSON_POINTER_ERROR_MISSING,
                 _("The answer has nothing at %s."), pointer);
  else if (read_number (&value, number))
    return TRUE;
  else if (*pointer == '\0')
    g_set_error (error, RT_JSON_POINTER_ERROR, RT_JSON_POINTER_ERROR_TYPE,
                 /* Translators: "text", "a list" … */
                 _("The answer is not a number, but %s."), describe (&value));
  else
    g_set_error (error, RT_JSON_POINTER_ERROR, RT_JSON_POINTER_ERROR_TYPE,
                 /* Translators: a path, and "text", "a list" … */
                 _("There is no number at %s, but %s."), pointer, describe (&value));
  return FALSE;
}
