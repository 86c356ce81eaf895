/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-access.h"

#include <gio/gio.h>
#include <string.h>

struct _RtAccess {
  GObject     parent_instance;
  GHashTable *hosts;    /* as normalize_host() writes them */
  GHashTable *origins;  /* as normalize_origin() writes them */
};

G_DEFINE_FINAL_TYPE (RtAccess, rt_access, G_TYPE_OBJECT)

/* RFC 3986 section 3.2.2, what a registered name consists of; underscores are
 * in use, percent signs are in none that we would let in. */
static gboolean
is_name (const char *name)
{
  if (*name == '\0' || *name == '.' || strstr (name, "..") != NULL)
    return FALSE;

  for (const char *p = name; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("-._~", *p) == NULL)
        return FALSE;
    }

  return TRUE;
}

/* One way to write each: lower case, no brackets, no final dot, addresses in
 * their shortest form. NULL when it is neither a name nor an address. */
static char *
normalize_host (const char *host)
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

static gboolean
is_loopback (const char *normalized)
{
  g_autoptr (GInetAddress) address = NULL;

  /* RFC 6761 section 6.3: it and the names below it are always loopback. */
  if (g_str_equal (normalized, "localhost") || g_str_has_suffix (normalized, ".localhost"))
    return TRUE;

  address = g_inet_address_new_from_string (normalized);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
is_port (const char *port)
{
  guint64 number;

  return *port == '\0' || g_ascii_string_to_unsigned (port, 10, 0, G_MAXUINT16, &number, NULL);
}

/* RFC 9110 section 7.2: uri-host [ ":" port ]. */
static char *
host_of_field (const char *value)
{
  const char *after_address = value[0] == '[' ? strchr (value, ']') : value;
  const char *colon;
  g_autofree char *host = NULL;

  if (after_address == NULL)
    return NULL;
  colon = strchr (after_address, ':');
  if (colon == NULL)
    return normalize_host (value);
  if (!is_port (colon + 1))
    return NULL;
  host = g_strndup (value, colon - value);

  return normalize_host (host);
}

/* RFC 6454 section 6.2: scheme "://" host [ ":" port ], nothing else; a port that
 * is the scheme's own is not written. */
static char *
normalize_origin (const char  *origin,
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
  name = normalize_host (bracketed != NULL ? bracketed : g_uri_get_host (uri));
  if (name == NULL)
    return NULL;

  normalized = g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), name, g_uri_get_port (uri));
  *host = g_steal_pointer (&name);

  return normalized;
}

static void
rt_access_finalize (GObject *object)
{
  RtAccess *self = RT_ACCESS (object);

  g_clear_pointer (&self->hosts, g_hash_table_unref);
  g_clear_pointer (&self->origins, g_hash_table_unref);

  G_OBJECT_CLASS (rt_access_parent_class)->finalize (object);
}

static void
rt_access_class_init (RtAccessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_access_finalize;
}

static void
rt_access_init (RtAccess *self)
{
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->origins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * rt_access_new:
 *
 * Returns: (transfer full): access for loopback alone
 */
RtAccess *
rt_access_new (void)
{
  return g_object_new (RT_TYPE_ACCESS, NULL);
}

/**
 * rt_access_set_hosts:
 * @self: an access
 * @hosts: (nullable) (array zero-terminated=1): names or addresses without scheme
 *   or port, in place of those set before
 *
 * Lets these hosts in beside loopback. What is neither a name nor an address is
 * left out.
 */
void
rt_access_set_hosts (RtAccess           *self,
                     const char * const *hosts)
{
  g_return_if_fail (RT_IS_ACCESS (self));

  g_hash_table_remove_all (self->hosts);
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    {
      g_autofree char *host = NULL;

      /* An address of IPv6 is also understood without its brackets. */
      if (hosts[i][0] != '[' && strchr (hosts[i], ':') != NULL)
        {
          g_autofree char *bracketed = g_strdup_printf ("[%s]", hosts[i]);

          host = normalize_host (bracketed);
        }
      else
        {
          host = normalize_host (hosts[i]);
        }
      if (host != NULL)
        g_hash_table_add (self->hosts, g_steal_pointer (&host));
    }
}

/**
 * rt_access_set_origins:
 * @self: an access
 * @origins: (nullable) (array zero-terminated=1): origins as RFC 6454 section 6.2
 *   writes them, in place of those set before
 *
 * Lets these origins in beside loopback. What is no origin is left out, "null" too.
 */
void
rt_access_set_origins (RtAccess           *self,
                       const char * const *origins)
{
  g_return_if_fail (RT_IS_ACCESS (self));

  g_hash_table_remove_all (self->origins);
  for (guint i = 0; origins != NULL && origins[i] != NULL; i++)
    {
      g_autofree char *host = NULL;
      char *origin = normalize_origin (origins[i], &host);

      if (origin != NULL)
        g_hash_table_add (self->origins, origin);
    }
}

/**
 * rt_access_allows_host:
 * @self: an access
 * @host: (nullable): the Host field's value (RFC 9110 section 7.2), %NULL when
 *   there was none
 *
 * Tells whether a request for @host is for us: names of others that resolve to
 * our address (DNS rebinding) are not.
 *
 * Returns: %TRUE for loopback with any port, for hosts that are listed, and for none
 */
gboolean
rt_access_allows_host (RtAccess   *self,
                       const char *host)
{
  g_autofree char *normalized = NULL;

  g_return_val_if_fail (RT_IS_ACCESS (self), FALSE);

  if (host == NULL)
    return TRUE;
  normalized = host_of_field (host);

  return normalized != NULL &&
         (is_loopback (normalized) || g_hash_table_contains (self->hosts, normalized));
}

/**
 * rt_access_allows_origin:
 * @self: an access
 * @origin: (nullable): the Origin field's value (RFC 6454 section 7), %NULL when
 *   there was none
 *
 * Tells whether a page of @origin may ask and read the answer.
 *
 * Returns: %TRUE for loopback with any port, for origins that are listed, and for
 *   none; %FALSE for "null"
 */
gboolean
rt_access_allows_origin (RtAccess   *self,
                         const char *origin)
{
  g_autofree char *normalized = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (RT_IS_ACCESS (self), FALSE);

  if (origin == NULL)
    return TRUE;
  normalized = normalize_origin (origin, &host);
  if (normalized == NULL)
    return FALSE;
  if (g_hash_table_contains (self->origins, normalized))
    return TRUE;

  return is_loopback (host) && (g_str_has_prefix (normalized, "http://") || g_str_has_prefix (normalized, "https://"));
}
