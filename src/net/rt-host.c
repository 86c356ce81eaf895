/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-host.h"

#include <gio/gio.h>
#include <string.h>

/* RFC 3986 section 3.2.2, what a registered name consists of, without its final dot;
 * underscores are in use, percent signs are in none that we would let in. */
static gboolean
is_name (const char *name)
{
  if (*name == '\0' || *name == '.' || strstr (name, "..") != NULL || g_str_has_suffix (name, "."))
    return FALSE;

  for (const char *p = name; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("-._~", *p) == NULL)
        return FALSE;
    }

  return TRUE;
}

/**
 * rt_host_normalize:
 * @host: uri-host, RFC 3986 section 3.2.2
 *
 * Writes what can be written in several ways in one: lower case, no brackets, no final dot,
 * addresses in their shortest form.
 *
 * Returns: (transfer full) (nullable): the host; %NULL when it is neither a name nor an
 *   address
 */
char *
rt_host_normalize (const char *host)
{
  g_autofree char *name = NULL;
  g_autoptr (GInetAddress) address = NULL;
  gsize length = strlen (host);

  if (host[0] == '[')
    {
      if (length < 3 || host[length - 1] != ']')
        return NULL;
      name = g_strndup (host + 1, length - 2);
      address = g_inet_address_new_from_string (name);
      if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
        return NULL;

      return g_inet_address_to_string (address);
    }

  name = g_ascii_strdown (host, -1);
  if (length > 1 && name[length - 1] == '.')
    name[length - 1] = '\0';
  address = g_inet_address_new_from_string (name);
  if (address != NULL)
    return g_inet_address_to_string (address);
  if (!is_name (name))
    return NULL;

  return g_steal_pointer (&name);
}

/**
 * rt_host_normalize_typed:
 * @text: as somebody typed it
 *
 * The same, where an address of IPv6 is also understood without its brackets.
 *
 * Returns: (transfer full) (nullable): the host
 */
char *
rt_host_normalize_typed (const char *text)
{
  g_autofree char *bracketed = NULL;

  if (text[0] != '[' && strchr (text, ':') != NULL)
    bracketed = g_strdup_printf ("[%s]", text);

  return rt_host_normalize (bracketed != NULL ? bracketed : text);
}

static gboolean
is_port (const char *port)
{
  guint64 number;

  return *port == '\0' || g_ascii_string_to_unsigned (port, 10, 0, G_MAXUINT16, &number, NULL);
}

/**
 * rt_host_normalize_field:
 * @value: the value of a Host field, RFC 9110 section 7.2: uri-host [ ":" port ]
 *
 * Returns: (transfer full) (nullable): the host as rt_host_normalize() writes it
 */
char *
rt_host_normalize_field (const char *value)
{
  const char *after_address = value[0] == '[' ? strchr (value, ']') : value;
  const char *colon;
  g_autofree char *host = NULL;

  if (after_address == NULL)
    return NULL;
  colon = strchr (after_address, ':');
  if (colon == NULL)
    return rt_host_normalize (value);
  if (!is_port (colon + 1))
    return NULL;
  host = g_strndup (value, colon - value);

  return rt_host_normalize (host);
}

/**
 * rt_origin_normalize:
 * @origin: an origin, RFC 6454 section 6.2: scheme "://" host [ ":" port ], nothing else
 * @host: (out) (transfer full): its host as rt_host_normalize() writes it; untouched when
 *   it is no origin
 *
 * Returns: (transfer full) (nullable): the origin, with its port where it says one or its
 *   scheme has one; %NULL when it is none
 */
char *
rt_origin_normalize (const char  *origin,
                     char       **host)
{
  g_autoptr (GUri) uri = g_uri_parse (origin, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autofree char *bracketed = NULL;
  g_autofree char *name = NULL;
  char *normalized;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      !g_str_has_prefix (origin + strlen (g_uri_get_scheme (uri)), "://") ||
      strpbrk (strstr (origin, "://") + 3, "/?#@\\") != NULL)
    return NULL;

  /* GUri drops the brackets of an IPv6 address. */
  if (strchr (g_uri_get_host (uri), ':') != NULL)
    bracketed = g_strdup_printf ("[%s]", g_uri_get_host (uri));
  name = rt_host_normalize (bracketed != NULL ? bracketed : g_uri_get_host (uri));
  if (name == NULL)
    return NULL;

  normalized = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, name, g_uri_get_port (uri), "", NULL, NULL);
  *host = g_steal_pointer (&name);

  return normalized;
}
