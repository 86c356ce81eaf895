/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-accept.h"
#include "net/rt-exchange-private.h"
#include "net/rt-server-private.h"

void
rt_server_allow_origin (RtExchange *exchange,
                        const char *origin)
{
  rt_exchange_set_header (exchange, "Access-Control-Allow-Origin", origin);
  rt_exchange_set_header (exchange, "Access-Control-Expose-Headers",
                          "Allow, ETag, Idempotent-Replayed, Last-Event-ID, Location, Preference-Applied, Retry-After");
  rt_exchange_set_header (exchange, "Vary", "Origin");
}

/* An absolute request target names a host of its own (RFC 9112 section 3.2.2). */
static gboolean
host_is_allowed (RtServer          *self,
                 RtExchange        *exchange,
                 SoupServerMessage *message,
                 GInetAddress      *local)
{
  const char *field = rt_exchange_get_header (exchange, "Host");
  const char *host = g_uri_get_host (soup_server_message_get_uri (message));
  g_autofree char *bracketed = NULL;

  if (field == NULL || !rt_access_allows_host (self->access, field, local))
    return FALSE;
  if (strchr (host, ':') != NULL)
    bracketed = g_strdup_printf ("[%s]", host);

  return rt_access_allows_host (self->access, bracketed != NULL ? bracketed : host, local);
}

static GInetAddress *
dup_inet_address (GSocketAddress *address)
{
  return G_IS_INET_SOCKET_ADDRESS (address)
    ? g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))
    : NULL;
}

/* Where the peer is, and, for one that is not on this machine, which address of ours it
 * came to. */
static GInetAddress *
dup_addresses (RtPeer        *peer,
               GInetAddress **local)
{
  GSocketConnection *connection = rt_peer_stream_get_connection (rt_peer_get_stream (peer));
  g_autoptr (GSocketAddress) remote_address = rt_accept_dup_remote_address (connection);
  g_autoptr (GSocketAddress) local_address = NULL;
  GInetAddress *remote = dup_inet_address (remote_address);

  if (remote != NULL && !g_inet_address_get_is_loopback (remote))
    {
      local_address = g_socket_connection_get_local_address (connection, NULL);
      *local = dup_inet_address (local_address);
    }

  return remote;
}

/* Nobody can have a preflight carry a token (Fetch, CORS-preflight fetch): it is answered
 * without one, and says nothing but that the origin may ask. */
static gboolean
is_preflight (RtExchange *exchange)
{
  return g_str_equal (rt_exchange_get_method (exchange), "OPTIONS") &&
         rt_exchange_get_header (exchange, "Origin") != NULL &&
         rt_exchange_get_header (exchange, "Access-Control-Request-Method") != NULL;
}

/* RFC 6750 section 3. */
static void
ask_for_token (RtExchange *exchange)
{
  gboolean gave_one = rt_exchange_get_header (exchange, "Authorization") != NULL ||
                      rt_exchange_get_query (exchange, "token") != NULL;

  rt_exchange_set_header (exchange, "WWW-Authenticate",
                          gave_one ? "Bearer realm=\"Roundtrip\", error=\"invalid_token\"" : "Bearer realm=\"Roundtrip\"");
  rt_exchange_refuse (exchange, SOUP_STATUS_UNAUTHORIZED,
                      gave_one ? "This is not the access token; its owner finds it in the preferences."
                               : "Other machines need the access token: \"Authorization: Bearer TOKEN\" or ?token=TOKEN.");
}

/* Answers who may not ask, and lets a page read the answers that it may have. FALSE: it
 * is answered. */
gboolean
rt_server_admit (RtServer          *self,
                 RtExchange        *exchange,
                 SoupServerMessage *message,
                 gboolean           is_public)
{
  const char *origin = rt_exchange_get_header (exchange, "Origin");
  g_autoptr (GInetAddress) local = NULL;
  g_autoptr (GInetAddress) remote = dup_addresses (rt_exchange_get_peer (exchange), &local);

  if (!host_is_allowed (self, exchange, message, local) || !rt_access_allows_origin (self->access, origin, local))
    {
      rt_exchange_refuse (exchange, SOUP_STATUS_FORBIDDEN, "This host or origin may not ask here; add it to the allowed ones.");
      return FALSE;
    }

  if (origin != NULL)
    rt_server_allow_origin (exchange, origin);
  if (is_public || is_preflight (exchange) ||
      rt_access_allows_peer (self->access, remote, rt_exchange_get_header (exchange, "Authorization"),
                             rt_exchange_get_query (exchange, "token")))
    return TRUE;

  ask_for_token (exchange);

  return FALSE;
}

/* Before anything of the request was judged: a page that may ask is to learn why it was not
 * answered, else it sees no more than that the network failed. */
static void
let_page_read (RtServer   *self,
               RtExchange *exchange)
{
  const char *origin = rt_exchange_get_header (exchange, "Origin");
  g_autoptr (GInetAddress) local = NULL;
  g_autoptr (GInetAddress) remote = NULL;

  if (origin == NULL)
    return;

  remote = dup_addresses (rt_exchange_get_peer (exchange), &local);
  if (rt_access_allows_origin (self->access, origin, local))
    rt_server_allow_origin (exchange, origin);
}

/* RFC 6585 section 4. */
gboolean
rt_server_admit_rate (RtServer   *self,
                      RtExchange *exchange)
{
  RtPeer *peer = rt_exchange_get_peer (exchange);
  RtCaller *caller = rt_peer_get_caller (peer);
  RtLimitKind kind;

  if (caller == NULL)
    return TRUE;

  kind = rt_caller_is_loopback (caller) ? RT_LIMIT_REQUESTS_BY_LOOPBACK : RT_LIMIT_REQUESTS_BY_ADDRESS;
  if (rt_caller_may_ask (caller, rt_limits_get (self->limits, kind), g_get_monotonic_time ()))
    return TRUE;

  rt_peer_strike (peer, kind);
  let_page_read (self, exchange);
  rt_exchange_set_header (exchange, "Retry-After", "1");
  rt_exchange_refuse (exchange, 429, "Too many requests come from this address. Try again later.");

  return FALSE;
}

/* What is compressed may be a thousand times what it looks like: it is not read at all
 * (RFC 9110 section 15.5.16). */
gboolean
rt_server_admit_coding (RtExchange *exchange)
{
  const char *coding = rt_exchange_get_header (exchange, "Content-Encoding");

  if (coding == NULL || g_ascii_strcasecmp (coding, "identity") == 0 || rt_exchange_get_body_length (exchange) == 0)
    return TRUE;

  rt_peer_strike (rt_exchange_get_peer (exchange), RT_LIMIT_COMPRESSION);
  rt_exchange_set_header (exchange, "Accept-Encoding", "identity");
  rt_exchange_refuse (exchange, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "No Content-Encoding is taken here: send the body as it is.");

  return FALSE;
}
