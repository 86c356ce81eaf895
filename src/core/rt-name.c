/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-name.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_QUARK (rt-name-error-quark, rt_name_error)

/* The name without blank space around it, of any script. */
static char *
strip (const char *text)
{
  const char *end = text + strlen (text);

  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);

  return g_strndup (text, end - text);
}

/* What would break a line or turn the direction of the rest counts as well. */
static gboolean
is_control (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (is_control (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

/**
 * rt_name_check:
 * @text: as somebody typed it, or as it came
 * @error: return location
 *
 * Checks what somebody wants to be called.
 *
 * Returns: (transfer full) (nullable): the name without blank space around it; %NULL with
 *   an error of %RT_NAME_ERROR in words for people
 */
char *
rt_name_check (const char  *text,
               GError     **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, RT_NAME_ERROR, RT_NAME_ERROR_ENCODING,
                           _("The name is not UTF-8 text: type it again."));
      return NULL;
    }

  name = strip (text);
  if (*name == '\0')
    g_set_error_literal (error, RT_NAME_ERROR, RT_NAME_ERROR_EMPTY,
                         _("A name needs at least one character."));
  else if (g_utf8_strlen (name, -1) > RT_NAME_MAX_LENGTH)
    g_set_error (error, RT_NAME_ERROR, RT_NAME_ERROR_TOO_LONG,
                 _("The name is longer than %d characters: choose a shorter one."), RT_NAME_MAX_LENGTH);
  else if (has_control (name))
    g_set_error_literal (error, RT_NAME_ERROR, RT_NAME_ERROR_CONTROL,
                         _("The name has characters that cannot be seen, such as a line break: leave them out."));
  else
    return g_steal_pointer (&name);

  return NULL;
}
