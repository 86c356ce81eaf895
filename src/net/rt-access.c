/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-access.h"

#include "net/rt-host.h"
#include "net/rt-loopback.h"
#include "net/rt-token.h"

struct _RtAccess {
  GObject     parent_instance;
  GHashTable *hosts;    /* as rt-host.h writes them */
  GHashTable *origins;  /* likewise */
  GHashTable *names;    /* this machine's, like hosts; none while it serves itself alone */
  char       *token;    /* NULL: nobody has one */
};

G_DEFINE_FINAL_TYPE (RtAccess, rt_access, G_TYPE_OBJECT)

static void
rt_access_finalize (GObject *object)
{
  RtAccess *self = RT_ACCESS (object);

  g_clear_pointer (&self->hosts, g_hash_table_unref);
  g_clear_pointer (&self->origins, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->token, g_free);

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
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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

static void
set_hosts (GHashTable         *set,
           const char * const *hosts)
{
  g_hash_table_remove_all (set);
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    {
      char *host = rt_host_normalize_typed (hosts[i]);

      if (host != NULL)
        g_hash_table_add (set, host);
    }
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

  set_hosts (self->hosts, hosts);
}

/**
 * rt_access_set_names:
 * @self: an access
 * @names: (nullable) (array zero-terminated=1): what this machine is called, in place of
 *   what was set before
 *
 * Lets requests in that call this machine by its names, and pages that came from it by
 * these names. For servers that listen beyond loopback.
 */
void
rt_access_set_names (RtAccess           *self,
                     const char * const *names)
{
  g_return_if_fail (RT_IS_ACCESS (self));

  set_hosts (self->names, names);
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
      char *origin = rt_origin_normalize (origins[i], &host);

      if (origin != NULL)
        g_hash_table_add (self->origins, origin);
    }
}

/**
 * rt_access_is_host:
 * @text: what somebody typed
 *
 * Returns: whether rt_access_set_hosts() would take it: a name or an address, without
 *   scheme or port
 */
gboolean
rt_access_is_host (const char *text)
{
  g_autofree char *host = rt_host_normalize_typed (text);

  return host != NULL;
}

/**
 * rt_access_is_origin:
 * @text: what somebody typed
 *
 * Returns: whether rt_access_set_origins() would take it: scheme, host, and perhaps a port
 */
gboolean
rt_access_is_origin (const char *text)
{
  g_autofree char *host = NULL;
  g_autofree char *origin = rt_origin_normalize (text, &host);

  return origin != NULL;
}

/**
 * rt_access_set_token:
 * @self: an access
 * @token: (nullable): what peers beyond loopback must show; %NULL lets none of them in
 *
 * Sets the access token in place of the one before, which is worth nothing from now on.
 */
void
rt_access_set_token (RtAccess   *self,
                     const char *token)
{
  g_autofree char *copy = g_strdup (token);

  g_return_if_fail (RT_IS_ACCESS (self));

  g_free (self->token);
  self->token = g_steal_pointer (&copy);
}

/* What this machine was called by in a request that came to @local. */
static gboolean
is_own (RtAccess     *self,
        const char   *normalized,
        GInetAddress *local)
{
  g_autofree char *address = local != NULL ? g_inet_address_to_string (local) : NULL;

  return g_hash_table_contains (self->names, normalized) || g_strcmp0 (address, normalized) == 0;
}

/**
 * rt_access_allows_host:
 * @self: an access
 * @host: (nullable): the Host field's value (RFC 9110 section 7.2), %NULL when
 *   there was none
 * @local: (nullable): the address of ours that was connected to
 *
 * Tells whether a request for @host is for us: names of others that resolve to
 * our address (DNS rebinding) are not.
 *
 * Returns: %TRUE for loopback with any port, for @local, for our names, for hosts that
 *   are listed, and for none
 */
gboolean
rt_access_allows_host (RtAccess     *self,
                       const char   *host,
                       GInetAddress *local)
{
  g_autofree char *normalized = NULL;

  g_return_val_if_fail (RT_IS_ACCESS (self), FALSE);

  if (host == NULL)
    return TRUE;
  normalized = rt_host_normalize_field (host);

  return normalized != NULL &&
         (rt_host_is_loopback (normalized) || g_hash_table_contains (self->hosts, normalized) ||
          is_own (self, normalized, local));
}

/**
 * rt_access_allows_origin:
 * @self: an access
 * @origin: (nullable): the Origin field's value (RFC 6454 section 7), %NULL when
 *   there was none
 * @local: (nullable): the address of ours that was connected to
 *
 * Tells whether a page of @origin may ask and read the answer.
 *
 * Returns: %TRUE for loopback, @local and our names with any port, for origins that are
 *   listed, and for none; %FALSE for "null"
 */
gboolean
rt_access_allows_origin (RtAccess     *self,
                         const char   *origin,
                         GInetAddress *local)
{
  g_autofree char *normalized = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (RT_IS_ACCESS (self), FALSE);

  if (origin == NULL)
    return TRUE;
  normalized = rt_origin_normalize (origin, &host);
  if (normalized == NULL)
    return FALSE;
  if (g_hash_table_contains (self->origins, normalized))
    return TRUE;

  return (rt_host_is_loopback (host) || is_own (self, host, local)) &&
         (g_str_has_prefix (normalized, "http://") || g_str_has_prefix (normalized, "https://"));
}

/* RFC 6750 section 2.1; the scheme's case does not matter (RFC 9110 section 11.1). */
static const char *
token_of_field (const char *authorization)
{
  const char *token;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    return NULL;
  for (token = authorization + 7; *token == ' '; token++)
    ;

  return token;
}

/**
 * rt_access_allows_peer:
 * @self: an access
 * @remote: (nullable): who asks; %NULL when that is not known
 * @authorization: (nullable): the Authorization field's value
 * @token: (nullable): the query's `token`, for those who cannot set fields: EventSource
 *   and WebSocket in browsers (RFC 6750 section 2.3)
 *
 * Returns: %TRUE for loopback, and for whoever shows the token in either place
 */
gboolean
rt_access_allows_peer (RtAccess     *self,
                       GInetAddress *remote,
                       const char   *authorization,
                       const char   *token)
{
  const char *bearer = token_of_field (authorization);

  g_return_val_if_fail (RT_IS_ACCESS (self), FALSE);

  if (remote != NULL && g_inet_address_get_is_loopback (remote))
    return TRUE;
  if (self->token == NULL)
    return FALSE;

  return (bearer != NULL && rt_token_equal (self->token, bearer)) ||
         (token != NULL && rt_token_equal (self->token, token));
}
