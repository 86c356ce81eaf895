/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-exchange-private.h"
#include "net/rt-server-private.h"

#define CORS_MAX_AGE_S "600"

static GQuark
peer_quark (void)
{
  static GQuark quark = 0;

  if (G_UNLIKELY (quark == 0))
    quark = g_quark_from_static_string ("rt-peer");

  return quark;
}

static GQuark
exchange_quark (void)
{
  static GQuark quark = 0;

  if (G_UNLIKELY (quark == 0))
    quark = g_quark_from_static_string ("rt-exchange");

  return quark;
}

void
rt_server_know_peer (GSocketAddress *address,
                     RtPeer         *peer)
{
  g_object_set_qdata_full (G_OBJECT (address), peer_quark (),
                           peer != NULL ? g_object_ref (peer) : NULL, g_object_unref);
}

static RtPeer *
find_peer (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return address != NULL ? g_object_get_qdata (G_OBJECT (address), peer_quark ()) : NULL;
}

/**
 * rt_server_add_route:
 * @self: a server
 * @route: a route; its strings are to be static
 * @user_data: for its handler
 *
 * Adds a route. Of several that match a request the first one added is taken, of those
 * that claim it if there are any.
 */
void
rt_server_add_route (RtServer      *self,
                     const RtRoute *route,
                     gpointer       user_data)
{
  RtServerEntry entry = { *route, user_data };

  g_array_append_val (self->entries, entry);
}

static gboolean
route_matches (const RtRoute *route,
               RtServerPort  *port,
               const char    *path)
{
  gsize length = strlen (route->path);

  if (route->ports != 0 && (route->ports & RT_PORT_BIT (port - port->server->ports)) == 0)
    return FALSE;

  return g_str_equal (route->path, path) ||
         (length > 1 && route->path[length - 1] == '/' && g_str_has_prefix (path, route->path));
}

static RtServerEntry *
find_entry (RtServerPort *port,
            RtExchange   *exchange,
            const char   *path)
{
  GArray *entries = port->server->entries;
  RtServerEntry *plain = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      RtServerEntry *entry = &g_array_index (entries, RtServerEntry, i);

      if (!route_matches (&entry->route, port, path))
        continue;
      if (entry->route.claims == NULL)
        plain = plain != NULL ? plain : entry;
      else if (entry->route.claims (exchange))
        return entry;
    }

  return plain;
}

/* "/channels" is none of the routes below "/channels/", but speaks as they do. */
static gboolean
speaks_in_problems (RtServerPort  *port,
                    RtExchange    *exchange,
                    RtServerEntry *entry,
                    const char    *path)
{
  g_autofree char *folder = NULL;

  if (entry == NULL)
    {
      folder = g_strconcat (path, "/", NULL);
      entry = find_entry (port, exchange, folder);
    }

  return entry != NULL && entry->route.problems;
}

static gboolean
method_is_listed (const char *methods,
                  const char *method)
{
  g_auto (GStrv) list = g_strsplit (methods, ", ", -1);

  return g_strv_contains ((const char * const *) list, g_str_equal (method, "HEAD") ? "GET" : method);
}

/* What can be asked for beside what the route lists (RFC 9110 section 10.2.1). */
static char *
dup_allow (const char *methods)
{
  return g_strconcat (methods, method_is_listed (methods, "GET") ? ", HEAD" : "", ", OPTIONS", NULL);
}

static void
answer_options (RtExchange *exchange,
                const char *methods)
{
  g_autofree char *allow = dup_allow (methods);
  const char *asked = rt_exchange_get_header (exchange, "Access-Control-Request-Headers");

  rt_exchange_set_header (exchange, "Allow", allow);
  if (rt_exchange_get_header (exchange, "Origin") != NULL)
    {
      rt_exchange_set_header (exchange, "Access-Control-Allow-Methods", allow);
      if (asked != NULL)
        rt_exchange_set_header (exchange, "Access-Control-Allow-Headers", asked);
      rt_exchange_set_header (exchange, "Access-Control-Max-Age", CORS_MAX_AGE_S);
    }
  rt_exchange_respond (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

static gsize
get_max_body (RtServerPort  *port,
              RtServerEntry *entry)
{
  return MIN (entry->route.max_body, rt_limits_get (port->server->limits, RT_LIMIT_BODY_BYTES));
}

static gboolean
body_is_too_large (SoupServerMessage *message,
                   gsize              max_body)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         (guint64) soup_message_headers_get_content_length (headers) > max_body;
}

static void
refuse_method (RtExchange *exchange,
               const char *methods)
{
  g_autofree char *allow = dup_allow (methods);
  g_autofree char *words = g_strdup_printf ("This address takes %s.", allow);

  rt_exchange_set_header (exchange, "Allow", allow);
  rt_exchange_refuse (exchange, SOUP_STATUS_METHOD_NOT_ALLOWED, words);
}

static void
refuse_body (RtExchange *exchange,
             gsize       max_body)
{
  g_autofree char *words =
    max_body > 0 ? g_strdup_printf ("The body is too large. This address takes %" G_GSIZE_FORMAT " bytes at most.", max_body)
                 : g_strdup ("This address takes no body.");

  rt_peer_strike (rt_exchange_get_peer (exchange), RT_LIMIT_BODY_BYTES);
  rt_exchange_refuse (exchange, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, words);
}

/* The address may be one above others alone, as "/channels" is. */
static void
refuse_path (RtServerPort *port,
             RtExchange   *exchange,
             const char   *path)
{
  g_autofree char *folder = g_strconcat (path, "/", NULL);
  RtServerEntry *below = find_entry (port, exchange, folder);
  g_autofree char *words = NULL;

  if (below != NULL && below->route.problems)
    words = g_strdup_printf ("There is nothing at %s itself: ask for %sNAME.", path, below->route.path);

  rt_exchange_refuse (exchange, SOUP_STATUS_NOT_FOUND, words != NULL ? words : "Not Found");
}

/* Answers what needs no handler. */
static void
judge (RtServerPort      *port,
       RtExchange        *exchange,
       RtServerEntry     *entry,
       SoupServerMessage *message,
       const char        *path)
{
  const char *method = rt_exchange_get_method (exchange);
  gboolean asks_options = g_str_equal (method, "OPTIONS");

  if (!rt_server_admit_rate (port->server, exchange) ||
      !rt_server_admit (port->server, exchange, message, entry != NULL && entry->route.is_public) ||
      rt_server_break_request (port->server, exchange))
    return;
  if (entry == NULL)
    refuse_path (port, exchange, path);
  else if (!asks_options && !method_is_listed (entry->route.methods, method))
    refuse_method (exchange, entry->route.methods);
  else if (entry->route.begin == NULL && body_is_too_large (message, get_max_body (port, entry)))
    refuse_body (exchange, get_max_body (port, entry));
  else if (asks_options)
    answer_options (exchange, entry->route.methods);
  else if (!rt_server_admit_coding (exchange))
    return;
  else if (rt_exchange_has_bad_query (exchange))
    rt_exchange_refuse (exchange, SOUP_STATUS_BAD_REQUEST, "The query is not well-formed.");
  else if (entry->route.begin != NULL)
    rt_idempotency_admit_no_key (exchange);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              RtServerPort      *port)
{
  RtExchange *exchange = g_object_get_qdata (G_OBJECT (message), exchange_quark ());
  RtServerEntry *entry = find_entry (port, exchange, rt_exchange_get_path (exchange));

  if (entry != NULL && !rt_exchange_is_answered (exchange) &&
      (gsize) soup_server_message_get_request_body (message)->length > get_max_body (port, entry))
    refuse_body (exchange, get_max_body (port, entry));
}

/* A body that nobody takes as it arrives is kept, within bounds. */
static void
begin_body (RtServerPort      *port,
            RtExchange        *exchange,
            RtServerEntry     *entry,
            SoupServerMessage *message)
{
  if (entry->route.begin != NULL)
    entry->route.begin (exchange, entry->user_data);
  if (rt_exchange_is_answered (exchange) || rt_exchange_has_sink (exchange))
    return;

  if (body_is_too_large (message, get_max_body (port, entry)))
    refuse_body (exchange, get_max_body (port, entry));
  else if (rt_exchange_get_body_length (exchange) < 0)
    g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), port);
}

static void
drop_exchange (gpointer data)
{
  rt_exchange_drop (data);
}

static void
early_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  RtServerPort *port = user_data;
  RtPeer *peer = find_peer (message);
  RtServerEntry *entry;
  RtExchange *exchange;

  if (peer == NULL)
    return;

  exchange = rt_exchange_new (message, peer);
  entry = find_entry (port, exchange, path);
  rt_exchange_expect (exchange, entry != NULL ? entry->route.pattern : RT_LEDGER_OTHER,
                      speaks_in_problems (port, exchange, entry, path));
  g_object_set_qdata_full (G_OBJECT (message), exchange_quark (), exchange, drop_exchange);
  rt_peer_set_user_agent (peer, rt_exchange_get_header (exchange, "User-Agent"));
  /* libsoup would cut an answer into what is asked for, as often as it is asked for;
   * the counters would not know. It may be ignored (RFC 9110 section 14.2). */
  soup_message_headers_remove (soup_server_message_get_request_headers (message), "Range");
  judge (port, exchange, entry, message, path);
  if (!rt_exchange_is_answered (exchange))
    begin_body (port, exchange, entry, message);
}

static void
handler_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  RtServerPort *port = user_data;
  RtExchange *exchange = g_object_get_qdata (G_OBJECT (message), exchange_quark ());
  g_autoptr (RtExchange) hold = NULL;
  RtServerEntry *entry;

  if (exchange == NULL || rt_exchange_is_answered (exchange))
    return;
  entry = find_entry (port, exchange, path);
  if (entry == NULL)
    return;

  hold = g_object_ref (exchange);
  /* libsoup forgets the answer's fields with the 100 (Continue) that it wrote. */
  if (rt_exchange_get_header (exchange, "Expect") != NULL && rt_exchange_get_header (exchange, "Origin") != NULL)
    rt_server_allow_origin (exchange, rt_exchange_get_header (exchange, "Origin"));
  if (rt_exchange_has_sink (exchange))
    rt_exchange_end_body (exchange);
  else if (rt_idempotency_admit (port->server->idempotency, exchange))
    entry->route.handler (exchange, entry->user_data);
  if (!rt_exchange_is_answered (exchange) && !rt_exchange_is_held (exchange))
    {
      g_critical ("The route %s answered nothing", entry->route.path);
      rt_exchange_respond_text (exchange, SOUP_STATUS_INTERNAL_SERVER_ERROR, "Internal Server Error");
    }
}

static void
end_request (SoupServerMessage *message,
             gboolean           is_whole)
{
  RtExchange *exchange = g_object_get_qdata (G_OBJECT (message), exchange_quark ());
  const RtPeerAnswer nothing = { FALSE };
  RtPeer *peer;

  if (exchange != NULL)
    {
      rt_exchange_end (exchange, is_whole);
      return;
    }

  /* libsoup refused it before any route was looked for. */
  peer = find_peer (message);
  if (peer != NULL)
    {
      rt_peer_begin_request (peer, RT_LEDGER_OTHER);
      rt_peer_end_request (peer, is_whole ? &nothing : NULL);
    }
}

static void
finished_cb (SoupServer        *soup,
             SoupServerMessage *message,
             gpointer           user_data)
{
  end_request (message, TRUE);
}

static void
aborted_cb (SoupServer        *soup,
            SoupServerMessage *message,
            gpointer           user_data)
{
  end_request (message, FALSE);
}

void
rt_server_serve_port (RtServerPort *port)
{
  soup_server_add_early_handler (port->soup, NULL, early_cb, port, NULL);
  soup_server_add_handler (port->soup, NULL, handler_cb, port, NULL);
  g_signal_connect (port->soup, "request-finished", G_CALLBACK (finished_cb), port);
  g_signal_connect (port->soup, "request-aborted", G_CALLBACK (aborted_cb), port);
}
