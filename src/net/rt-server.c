/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-priority.h"
#include "net/rt-exchange-private.h"
#include "net/rt-listener.h"
#include "net/rt-peer-list.h"
#include "net/rt-server.h"
#include "net/rt-soup-keep.h"

typedef struct {
  RtRoute  route;
  gpointer user_data;
} Entry;

typedef struct {
  RtServer   *server; /* (unowned) */
  RtListener *listener;
  SoupServer *soup;
  guint16     number;
} Port;

struct _RtServer {
  GObject     parent_instance;

  Port        ports[RT_N_PORTS];
  GArray     *entries;
  RtAccess   *access;
  RtLedger   *ledger;
  RtPeerList *peers;
  guint       max_connections;
  guint       tick;
  double      speed;
};

G_DEFINE_FINAL_TYPE (RtServer, rt_server, G_TYPE_OBJECT)

static GQuark peer_quark;
static GQuark exchange_quark;

static void
rt_server_finalize (GObject *object)
{
  RtServer *self = RT_SERVER (object);

  rt_server_stop (self);
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_object (&self->access);
  g_clear_object (&self->peers);
  g_clear_pointer (&self->ledger, rt_ledger_free);

  G_OBJECT_CLASS (rt_server_parent_class)->finalize (object);
}

static void
rt_server_class_init (RtServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_server_finalize;
  peer_quark = g_quark_from_static_string ("rt-peer");
  exchange_quark = g_quark_from_static_string ("rt-exchange");
}

static void
rt_server_init (RtServer *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->access = rt_access_new ();
  self->ledger = rt_ledger_new ();
  self->peers = rt_peer_list_new ();
  self->max_connections = rt_listener_get_connection_limit ();
  self->speed = 1;
}

RtServer *
rt_server_new (void)
{
  return g_object_new (RT_TYPE_SERVER, NULL);
}

RtAccess *
rt_server_get_access (RtServer *self)
{
  return self->access;
}

RtLedger *
rt_server_get_ledger (RtServer *self)
{
  return self->ledger;
}

GListModel *
rt_server_get_peers (RtServer *self)
{
  return G_LIST_MODEL (self->peers);
}

void
rt_server_set_speed (RtServer *self,
                     double    speed)
{
  self->speed = speed;
}

double
rt_server_get_speed (RtServer *self)
{
  return self->speed;
}

void
rt_server_set_max_connections (RtServer *self,
                               guint     max_connections)
{
  self->max_connections = max_connections;
}

void
rt_server_add_route (RtServer      *self,
                     const RtRoute *route,
                     gpointer       user_data)
{
  Entry entry = { *route, user_data };

  g_array_append_val (self->entries, entry);
}

static Entry *
find_entry (RtServer   *self,
            const char *path)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);
      gsize length = strlen (entry->route.path);

      if (g_str_equal (entry->route.path, path) ||
          (length > 1 && entry->route.path[length - 1] == '/' && g_str_has_prefix (path, entry->route.path)))
        return entry;
    }

  return NULL;
}

static gboolean
method_is_listed (const char *methods,
                  const char *method)
{
  g_auto (GStrv) list = g_strsplit (methods, ", ", -1);

  return g_strv_contains ((const char * const *) list, g_str_equal (method, "HEAD") ? "GET" : method);
}

static void
allow_origin (RtExchange *exchange,
              const char *origin)
{
  rt_exchange_set_header (exchange, "Access-Control-Allow-Origin", origin);
  rt_exchange_set_header (exchange, "Access-Control-Expose-Headers", "ETag, Location, Preference-Applied, Retry-After");
  rt_exchange_set_header (exchange, "Vary", "Origin");
}

static void
answer_options (RtExchange *exchange,
                const char *methods)
{
  g_autofree char *allow = g_strdup_printf ("%s, OPTIONS", methods);
  const char *asked = rt_exchange_get_header (exchange, "Access-Control-Request-Headers");

  rt_exchange_set_header (exchange, "Allow", allow);
  rt_exchange_set_header (exchange, "Access-Control-Allow-Methods", allow);
  if (asked != NULL)
    rt_exchange_set_header (exchange, "Access-Control-Allow-Headers", asked);
  rt_exchange_set_header (exchange, "Access-Control-Max-Age", "600");
  rt_exchange_respond (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

static void
refuse (RtExchange *exchange,
        Entry      *entry,
        guint       status,
        const char *text)
{
  if (entry != NULL && entry->route.problems)
    rt_exchange_respond_problem (exchange, status, "%s", text);
  else
    rt_exchange_respond_text (exchange, status, text);
}

static void
judge (RtServer          *self,
       RtExchange        *exchange,
       Entry             *entry,
       SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *origin = rt_exchange_get_header (exchange, "Origin");
  const char *method = rt_exchange_get_method (exchange);

  if (!rt_access_allows_host (self->access, rt_exchange_get_header (exchange, "Host")) ||
      !rt_access_allows_origin (self->access, origin))
    {
      refuse (exchange, entry, SOUP_STATUS_FORBIDDEN, "This host or origin may not ask here; add it to the allowed ones.");
      return;
    }

  if (origin != NULL)
    allow_origin (exchange, origin);
  if (entry == NULL)
    refuse (exchange, NULL, SOUP_STATUS_NOT_FOUND, "Not Found");
  else if (g_str_equal (method, "OPTIONS"))
    answer_options (exchange, entry->route.methods);
  else if (!method_is_listed (entry->route.methods, method))
    {
      rt_exchange_set_header (exchange, "Allow", entry->route.methods);
      refuse (exchange, entry, SOUP_STATUS_METHOD_NOT_ALLOWED, "Method Not Allowed");
    }
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
           soup_message_headers_get_content_length (headers) > (goffset) entry->route.max_body)
    rt_exchange_refuse (exchange, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "text/plain; charset=utf-8", "The body is too large.\n");
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              RtExchange        *exchange)
{
  gsize max_body = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (exchange), "max-body"));

  if (rt_exchange_is_answered (exchange))
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  else if ((gsize) soup_server_message_get_request_body (message)->length > max_body)
    rt_exchange_refuse (exchange, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "text/plain; charset=utf-8", "The body is too large.\n");
}

static void
early_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  Port *port = user_data;
  GSocketAddress *address = soup_server_message_get_remote_address (message);
  RtPeer *peer = g_object_get_qdata (G_OBJECT (address), peer_quark);
  Entry *entry = find_entry (port->server, path);
  RtExchange *exchange;

  exchange = rt_exchange_new (message, peer, entry != NULL ? entry->route.pattern : RT_LEDGER_OTHER);
  g_object_set_qdata_full (G_OBJECT (message), exchange_quark, exchange, g_object_unref);
  g_object_set_data (G_OBJECT (exchange), "max-body", GSIZE_TO_POINTER (entry != NULL ? entry->route.max_body : 0));
  rt_peer_set_user_agent (peer, rt_exchange_get_header (exchange, "User-Agent"));
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk_cb), exchange, 0);
  judge (port->server, exchange, entry, message);
}

static void
handler_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Port *port = user_data;
  RtExchange *exchange = g_object_get_qdata (G_OBJECT (message), exchange_quark);
  Entry *entry = find_entry (port->server, path);
  g_autoptr (RtExchange) hold = NULL;

  if (exchange == NULL || entry == NULL || rt_exchange_is_answered (exchange))
    return;

  hold = g_object_ref (exchange);
  entry->route.handler (exchange, entry->user_data);
}

static void
finished_cb (SoupServer        *soup,
             SoupServerMessage *message,
             gpointer           user_data)
{
  RtExchange *exchange = g_object_get_qdata (G_OBJECT (message), exchange_quark);

  if (exchange != NULL)
    {
      rt_exchange_begin (exchange);
      rt_exchange_end (exchange);
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  RtServer *self = user_data;
  gint64 now = g_get_monotonic_time ();
  guint n_peers = rt_peer_list_length (self->peers);

  for (guint i = n_peers; i > 0; i--)
    {
      if (i <= rt_peer_list_length (self->peers))
        rt_peer_stream_check_deadlines (rt_peer_get_stream (rt_peer_list_peek (self->peers, i - 1)), now);
    }

  if (rt_peer_list_length (self->peers) > 0)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
peer_closed_cb (RtServer *self,
                RtPeer   *peer)
{
  rt_peer_list_remove (self->peers, peer);
}

static void
refuse_connection (RtPeerStream *stream)
{
  static const char answer[] =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n"
    "Connection: close\r\n\r\n"
    "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"detail\":\"All connections are taken. Try again later.\"}\n";

  rt_outbox_append_control (rt_peer_stream_get_outbox (stream), answer, strlen (answer));
  rt_peer_stream_set_raw (stream, TRUE);
  rt_peer_stream_flush (stream);
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

static void
accepted_cb (RtListener        *listener,
             GSocketConnection *connection,
             Port              *port)
{
  RtServer *self = port->server;
  g_autoptr (RtPeerStream) stream = rt_peer_stream_new (connection, &rt_guard_default_limits);
  g_autoptr (RtPeer) peer = rt_peer_new (stream, self->ledger, port->number);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect_object (peer, "closed", G_CALLBACK (peer_closed_cb), self, G_CONNECT_SWAPPED);
  rt_peer_list_add (self->peers, peer);
  if (self->tick == 0)
    self->tick = g_timeout_add_seconds_full (RT_PRIORITY_IO, 1, tick_cb, self, NULL);

  if (rt_peer_list_length (self->peers) > self->max_connections || remote == NULL)
    {
      refuse_connection (stream);
      return;
    }

  g_object_set_qdata (G_OBJECT (remote), peer_quark, peer);
  if (!soup_server_accept_iostream (port->soup, G_IO_STREAM (stream), local, remote, &error))
    {
      g_message ("A connection could not be served: %s", error->message);
      rt_peer_stream_abort (stream);
    }
}

/**
 * rt_server_listen:
 * @self: a server
 * @role: which of its ports
 * @port: the port's number, 0 for a free one
 * @error: return location for an error
 *
 * Returns: %FALSE with %G_IO_ERROR_ADDRESS_IN_USE when the port is taken
 */
gboolean
rt_server_listen (RtServer    *self,
                  RtPortRole   role,
                  guint16      port,
                  GError     **error)
{
  Port *slot = &self->ports[role];
  g_autoptr (RtListener) listener = rt_listener_new (NULL, port, error);

  if (listener == NULL)
    return FALSE;

  slot->soup = soup_server_new ("server-header", "Roundtrip/" PACKAGE_VERSION, NULL);
  soup_server_remove_websocket_extension (slot->soup, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  if (!rt_soup_keep_connections (slot->soup, error))
    {
      g_clear_object (&slot->soup);
      return FALSE;
    }

  slot->server = self;
  slot->listener = g_steal_pointer (&listener);
  slot->number = rt_listener_get_port (slot->listener);
  soup_server_add_early_handler (slot->soup, NULL, early_cb, slot, NULL);
  soup_server_add_handler (slot->soup, NULL, handler_cb, slot, NULL);
  g_signal_connect (slot->soup, "request-finished", G_CALLBACK (finished_cb), NULL);
  g_signal_connect (slot->soup, "request-aborted", G_CALLBACK (finished_cb), NULL);
  g_signal_connect (slot->listener, "accepted", G_CALLBACK (accepted_cb), slot);

  return TRUE;
}

guint16
rt_server_get_port (RtServer   *self,
                    RtPortRole  role)
{
  return self->ports[role].listener != NULL ? self->ports[role].number : 0;
}

char *
rt_server_dup_uri (RtServer   *self,
                   RtPortRole  role)
{
  return self->ports[role].listener != NULL ? rt_listener_dup_uri (self->ports[role].listener) : NULL;
}

gboolean
rt_server_is_listening (RtServer *self)
{
  for (guint i = 0; i < RT_N_PORTS; i++)
    {
      if (self->ports[i].listener != NULL)
        return TRUE;
    }

  return FALSE;
}

void
rt_server_stop (RtServer *self)
{
  for (guint i = 0; i < RT_N_PORTS; i++)
    {
      if (self->ports[i].listener != NULL)
        rt_listener_close (self->ports[i].listener);
      g_clear_object (&self->ports[i].listener);
    }

  while (rt_peer_list_length (self->peers) > 0)
    {
      g_autoptr (RtPeer) peer = g_object_ref (rt_peer_list_peek (self->peers, 0));

      rt_peer_stream_abort (rt_peer_get_stream (peer));
      rt_peer_list_remove (self->peers, peer);
    }

  for (guint i = 0; i < RT_N_PORTS; i++)
    {
      if (self->ports[i].soup != NULL)
        soup_server_disconnect (self->ports[i].soup);
      g_clear_object (&self->ports[i].soup);
    }
  g_clear_handle_id (&self->tick, g_source_remove);
}

static gboolean
settle_slice (gpointer user_data)
{
  GTask *task = user_data;
  RtServer *self = g_task_get_source_object (task);
  guint done = GPOINTER_TO_UINT (g_task_get_task_data (task));
  gint64 end = g_get_monotonic_time () + RT_SLICE_US;

  while (done < rt_peer_list_length (self->peers) && g_get_monotonic_time () < end)
    rt_peer_settle (rt_peer_list_peek (self->peers, done++));

  g_task_set_task_data (task, GUINT_TO_POINTER (done), NULL);
  if (done < rt_peer_list_length (self->peers))
    return G_SOURCE_CONTINUE;

  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

void
rt_server_settle_async (RtServer            *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, RT_PRIORITY_IO);
  g_task_attach_source (task, source, settle_slice);
}

gboolean
rt_server_settle_finish (RtServer      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rt_server_get_total (RtServer  *self,
                     RtTraffic *total)
{
  const char * const *patterns = rt_ledger_get_patterns (self->ledger);

  rt_traffic_reset (total);
  for (guint i = 0; patterns[i] != NULL; i++)
    rt_traffic_add (total, rt_ledger_get (self->ledger, patterns[i]));
}
