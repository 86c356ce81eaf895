/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-uri.h"

#include <libsoup/soup.h>
#include <string.h>

/**
 * rt_uri_with_parameter:
 * @uri: a URI, parsed with %SOUP_HTTP_URI_FLAGS
 * @name: a name that needs no encoding
 * @value: what it says, UTF-8
 *
 * Adds a parameter to the query, in the place of one of that name if there is; the rest of
 * the query stays as it is written.
 *
 * Returns: (transfer full): the new URI
 */
GUri *
rt_uri_with_parameter (GUri       *uri,
                       const char *name,
                       const char *value)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *encoded = g_uri_escape_string (value, NULL, FALSE);
  g_auto (GStrv) parts = NULL;
  const char *old = g_uri_get_query (uri);

  parts = g_strsplit (old != NULL ? old : "", "&", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gsize length = strcspn (parts[i], "=");

      if (parts[i][0] == '\0' || (length == strlen (name) && strncmp (parts[i], name, length) == 0))
        continue;
      g_string_append_printf (query, "%s&", parts[i]);
    }
  g_string_append_printf (query, "%s=%s", name, encoded);

  return soup_uri_copy (uri, SOUP_URI_QUERY, query->str, SOUP_URI_NONE);
}

/**
 * rt_uri_is_encrypted:
 * @scheme: (nullable): the scheme of a URI, in small letters
 *
 * Returns: whether it is HTTP or WebSocket over TLS (RFC 9110 section 4.2.2, RFC 6455 section 3)
 */
gboolean
rt_uri_is_encrypted (const char *scheme)
{
  return g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "wss") == 0;
}

/**
 * rt_uri_with_number:
 * @uri: a URI, parsed with %SOUP_HTTP_URI_FLAGS
 * @name: a name that needs no encoding
 * @value: a number
 *
 * Adds a number to the query, as rt_uri_with_parameter() does.
 *
 * Returns: (transfer full): the new URI
 */
GUri *
rt_uri_with_number (GUri       *uri,
                    const char *name,
                    guint64     value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  return rt_uri_with_parameter (uri, name, text);
}

/**
 * rt_uri_move:
 * @text: an address
 * @from: where a server was
 * @to: where it is now
 *
 * Finds what was at a server that has moved. Scheme, path and query stay.
 *
 * Returns: (transfer full) (nullable): the new address; %NULL where @text is none, or is
 *   that of another server
 */
char *
rt_uri_move (const char *text,
             const char *from,
             const char *to)
{
  g_autoptr (GUri) uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) before = g_uri_parse (from, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) now = g_uri_parse (to, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) moved = NULL;

  if (uri == NULL || before == NULL || now == NULL ||
      g_strcmp0 (g_uri_get_host (uri), g_uri_get_host (before)) != 0 ||
      g_uri_get_port (uri) != g_uri_get_port (before))
    return NULL;

  moved = soup_uri_copy (uri, SOUP_URI_HOST, g_uri_get_host (now), SOUP_URI_PORT, g_uri_get_port (now), SOUP_URI_NONE);

  return g_uri_to_string (moved);
}

/* What was typed may be no URI, and have one all the same. */
static char *
drop_password (const char *text)
{
  const char *authority = text + strcspn (text, ":/?#");
  const char *at, *colon;

  authority = g_str_has_prefix (authority, "://") ? authority + strlen ("://") : text;
  at = g_strrstr_len (authority, strcspn (authority, "/?#"), "@");
  colon = at != NULL ? memchr (authority, ':', at - authority) : NULL;

  return colon != NULL ? g_strdup_printf ("%.*s%s", (int) (colon - text), text, at) : g_strdup (text);
}

/* Where the value begins of the parameter that begins at @text, if it is a secret one;
 * whoever wrote TOKEN had it, even where no server takes it. */
static gsize
find_secret (const char *text)
{
  gsize length = strcspn (text, "=&#");
  g_autofree char *name = text[length] == '=' ? g_uri_unescape_segment (text, text + length, NULL) : NULL;

  return name != NULL && g_ascii_strcasecmp (name, "token") == 0 ? length + 1 : 0;
}

/**
 * rt_uri_dup_shown:
 * @text: an address, or what somebody typed for one
 *
 * Writes an address as people may see it, and whoever reads what they copy into a message
 * or a log: without a password, and without the access token in its query, however the
 * parameter's name is written.
 *
 * Returns: (transfer full): the address, "…" in the place of a token
 */
char *
rt_uri_dup_shown (const char *text)
{
  g_autofree char *open = drop_password (text);
  GString *shown = g_string_new (NULL);

  for (const char *rest = open; *rest != '\0'; rest++)
    {
      gsize begin = *rest == '?' || *rest == '&' ? find_secret (rest + 1) : 0;
      gsize length = begin > 0 ? strcspn (rest + 1 + begin, "&#") : 0;

      g_string_append_c (shown, *rest);
      if (length == 0)
        continue;
      g_string_append_len (shown, rest + 1, begin);
      g_string_append (shown, "…");
      rest += begin + length;
    }

  return g_string_free (shown, FALSE);
}

/**
 * rt_uri_cover_passwords:
 * @text: (inout): any text, changed in its place
 *
 * Writes over the passwords in the URIs of @text (RFC 3986 section 3.2.1), each character by a star.
 */
void
rt_uri_cover_passwords (char *text)
{
  for (char *at = strstr (text, "://"); at != NULL; at = strstr (at, "://"))
    {
      char *at_sign;
      gsize length;

      at += strlen ("://");
      length = strcspn (at, "/?# ");
      at_sign = g_strrstr_len (at, (gssize) length, "@");
      if (at_sign == NULL)
        continue;

      for (char *colon = memchr (at, ':', (gsize) (at_sign - at)); colon != NULL && ++colon < at_sign;)
        *colon = '*';
    }
}
