/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-name.h"

#include <string.h>

#define UNNAMED "upload"

/* Of UTF-8: what can be seen of it and turns no direction around it, so many bytes at the
 * most. */
static char *
clean (const char *text)
{
  g_autoptr (GString) kept = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_isprint (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        continue;
      if (kept->len + (gsize) g_unichar_to_utf8 (c, NULL) > RT_UPLOAD_NAME_MAX_BYTES)
        break;
      g_string_append_unichar (kept, c);
    }
  g_strstrip (kept->str);

  return g_strdup (*kept->str != '\0' ? kept->str : UNNAMED);
}

/**
 * rt_upload_name_clean:
 * @name: (nullable): what somebody says a file is called, any bytes
 *
 * Makes a name of it: what follows the last slash or backslash, as UTF-8, without what
 * cannot be seen or turns the direction of what is around it, %RT_UPLOAD_NAME_MAX_BYTES at
 * the most.
 *
 * Returns: (transfer full): a name; `upload` where nothing is left, or `.` or `..`
 */
char *
rt_upload_name_clean (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  g_autofree char *kept = NULL;
  const char *base = valid;

  for (const char *at = valid; *at != '\0'; at++)
    {
      if (*at == '/' || *at == '\\')
        base = at + 1;
    }
  kept = clean (base);
  if (g_str_equal (kept, ".") || g_str_equal (kept, ".."))
    return g_strdup (UNNAMED);

  return g_steal_pointer (&kept);
}

/**
 * rt_upload_title_clean:
 * @title: what somebody calls an upload that is played, as UTF-8
 *
 * Returns: (transfer full): it as rt_upload_name_clean() would leave it, but slashes and
 *   backslashes stay
 */
char *
rt_upload_title_clean (const char *title)
{
  return clean (title);
}

/**
 * rt_upload_id_is_valid:
 * @id: an id
 *
 * Returns: whether a client may choose it: 1 to 64 ASCII letters, digits, dots, underscores,
 *   hyphens and tildes, what a URI needs no escapes for (RFC 3986 section 2.3)
 */
gboolean
rt_upload_id_is_valid (const char *id)
{
  gsize length = strnlen (id, RT_UPLOAD_ID_MAX_LENGTH + 1);

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (id[i]) && strchr ("._-~", id[i]) == NULL)
        return FALSE;
    }

  return length > 0 && length <= RT_UPLOAD_ID_MAX_LENGTH;
}
