/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-priority.h"
#include "net/rt-accept.h"
#include "net/rt-server-private.h"
#include "net/rt-soup-keep.h"

/* So many who find all connections taken are answered at a time; the others are
 * turned away without a word. */
#define MAX_REFUSED 64

#define TICK_MS 1000

/* Between the slices in which all peers are looked at: others have their turn. */
#define SLICE_PAUSE_MS 1

/* So many connections are laid to rest in one tick. */
#define MAX_RESTS 1000

static void
forget_gone_peers (RtServer *self)
{
  gint64 since = g_get_real_time () - RT_SERVER_GONE_SECONDS * G_USEC_PER_SEC;
  guint n_gone = g_list_model_get_n_items (G_LIST_MODEL (self->gone));
  guint n_old = n_gone > RT_SERVER_MAX_GONE ? n_gone - RT_SERVER_MAX_GONE : 0;

  for (; n_old < n_gone; n_old++)
    {
      g_autoptr (RtPeer) peer = g_list_model_get_item (G_LIST_MODEL (self->gone), n_old);

      if (rt_peer_get_until (peer) > since)
        break;
    }
  if (n_old > 0)
    g_list_store_splice (self->gone, 0, n_old, NULL, 0);
}

/* From the end, because those who are closed meanwhile leave the list. */
static gboolean
check_slice (RtServer *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 end = now + RT_SLICE_US;
  guint n_rests = 0;

  while (self->n_unchecked > 0)
    {
      RtPeerStream *stream;

      self->n_unchecked = MIN (self->n_unchecked, rt_peer_list_length (self->peers));
      if (self->n_unchecked == 0)
        break;
      stream = rt_peer_get_stream (rt_peer_list_peek (self->peers, --self->n_unchecked));
      if (n_rests < MAX_RESTS && rt_peer_stream_rest (stream, now))
        n_rests++;
      rt_peer_stream_check_deadlines (stream, now);
      if (g_get_monotonic_time () >= end)
        break;
    }

  return self->n_unchecked == 0;
}

void
rt_server_check_peers (gpointer user_data)
{
  RtServer *self = user_data;

  if (self->n_unchecked == 0)
    self->n_unchecked = rt_peer_list_length (self->peers);
  if (!check_slice (self))
    {
      rt_poller_start_timer (self->poller, &self->tick, SLICE_PAUSE_MS);
      return;
    }

  rt_callers_forget (self->callers, g_get_monotonic_time ());
  forget_gone_peers (self);
  if (rt_peer_list_length (self->peers) > 0 || rt_callers_length (self->callers) > 0 ||
      g_list_model_get_n_items (G_LIST_MODEL (self->gone)) > 0)
    rt_poller_start_timer (self->poller, &self->tick, TICK_MS);
}

static void
leave (RtPeer *peer)
{
  if (rt_peer_get_caller (peer) == NULL)
    return;

  rt_caller_leave (rt_peer_get_caller (peer), g_get_monotonic_time ());
  rt_peer_set_caller (peer, NULL);
}

static void
peer_closed_cb (RtServer *self,
                RtPeer   *peer)
{
  g_autoptr (GSocketAddress) remote = rt_accept_dup_remote_address (rt_peer_stream_get_connection (rt_peer_get_stream (peer)));

  if (remote != NULL)
    rt_server_know_peer (remote, NULL);
  leave (peer);
  g_list_store_append (self->gone, peer);
  forget_gone_peers (self);
  rt_peer_list_remove (self->peers, peer);
  rt_trimmer_note (self->trimmer, rt_peer_list_length (self->peers));
}

static void
refused_closed_cb (RtServer *self,
                   RtPeer   *peer)
{
  g_list_store_append (self->gone, peer);
  forget_gone_peers (self);
  g_hash_table_remove (self->refused, peer);
}

static const char too_many[] =
  "HTTP/1.1 503 Service Unavailable\r\n"
  "Content-Type: application/problem+json\r\n"
  "Retry-After: 1\r\n"
  "Connection: close\r\n"
  "\r\n"
  "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
  "\"detail\":\"All connections are taken. Try again later.\"}\n";

static const char too_many_of_one[] =
  "HTTP/1.1 429 Too Many Requests\r\n"
  "Content-Type: application/problem+json\r\n"
  "Retry-After: 1\r\n"
  "Connection: close\r\n"
  "\r\n"
  "{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,"
  "\"detail\":\"All connections for one address are taken. Try again later.\"}\n";

/* Counts like any other, but takes no place among the peers, nor its caller's. */
static void
refuse_connection (RtServer    *self,
                   RtPeer      *peer,
                   RtLimitKind  kind)
{
  const char *answer = kind == RT_LIMIT_CONNECTIONS ? too_many : too_many_of_one;
  RtPeerStream *stream = rt_peer_get_stream (peer);

  rt_peer_strike (peer, kind);
  leave (peer);
  g_signal_connect_object (peer, "closed", G_CALLBACK (refused_closed_cb), self, G_CONNECT_SWAPPED);
  g_hash_table_add (self->refused, g_object_ref (peer));
  if (g_hash_table_size (self->refused) > MAX_REFUSED)
    {
      rt_peer_stream_abort (stream);
      return;
    }

  rt_outbox_append_control (rt_peer_stream_get_outbox (stream), answer, strlen (answer));
  rt_peer_stream_set_raw (stream, TRUE);
  rt_peer_stream_flush (stream);
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

static guint
get_max_connections (RtServer *self)
{
  guint64 max = rt_limits_get (self->limits, RT_LIMIT_CONNECTIONS);

  return max > 0 ? max : self->max_connections;
}

/* Which limit is in the way of one more, RT_N_LIMITS where none is. */
static RtLimitKind
judge_connection (RtServer       *self,
                  RtPeer         *peer,
                  GSocketAddress *remote)
{
  RtCaller *caller;
  RtLimitKind kind;
  guint64 max;

  if (rt_peer_list_length (self->peers) >= get_max_connections (self))
    return RT_LIMIT_CONNECTIONS;
  if (!G_IS_INET_SOCKET_ADDRESS (remote))
    return RT_N_LIMITS;

  caller = rt_callers_enter (self->callers, g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  rt_peer_set_caller (peer, caller);
  kind = rt_caller_is_loopback (caller) ? RT_LIMIT_CONNECTIONS_BY_LOOPBACK : RT_LIMIT_CONNECTIONS_BY_ADDRESS;
  max = rt_limits_get (self->limits, kind);

  return max > 0 && rt_caller_get_connections (caller) > max ? kind : RT_N_LIMITS;
}

static SoupServer *
find_soup (RtServer       *self,
           GSocketAddress *local)
{
  guint16 number = G_IS_INET_SOCKET_ADDRESS (local) ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)) : 0;

  for (guint i = 0; i < RT_N_PORTS; i++)
    if (self->ports[i].number == number)
      return self->ports[i].soup;

  return NULL;
}

/* Not before there is something for it to do: whatever waits in libsoup costs every turn of
 * the loop. */
static void
request_cb (RtPeerStream *stream,
            RtServer     *self)
{
  GSocketConnection *connection = rt_peer_stream_get_connection (stream);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = rt_accept_dup_remote_address (connection);
  g_autoptr (GError) error = NULL;
  SoupServer *soup = find_soup (self, local);

  if (soup == NULL)
    {
      rt_peer_stream_abort (stream);
    }
  else if (!soup_server_accept_iostream (soup, G_IO_STREAM (stream), local, remote, &error))
    {
      g_message ("A connection could not be served: %s", error->message);
      rt_peer_stream_abort (stream);
    }
}

static void
accepted_cb (RtListener        *listener,
             GSocketConnection *connection,
             RtServerPort      *port)
{
  RtServer *self = port->server;
  RtGuardLimits guard;
  g_autoptr (RtPeerStream) stream = NULL;
  g_autoptr (RtPeer) peer = NULL;
  g_autoptr (GSocketAddress) remote = rt_accept_dup_remote_address (connection);
  RtLimitKind obstacle;

  rt_limits_fill_guard (self->limits, &guard);
  stream = rt_peer_stream_new (connection, &guard);
  peer = rt_peer_new (stream, self->ledger, port->number);
  rt_peer_set_limits (peer, self->limits);
  obstacle = judge_connection (self, peer, remote);
  if (obstacle != RT_N_LIMITS)
    {
      refuse_connection (self, peer, obstacle);
      return;
    }

  g_signal_connect_object (peer, "closed", G_CALLBACK (peer_closed_cb), self, G_CONNECT_SWAPPED);
  rt_peer_list_add (self->peers, peer);
  rt_peer_stream_set_faults (stream, self->faults);
  rt_trimmer_note (self->trimmer, rt_peer_list_length (self->peers));
  if (!self->tick.queued)
    rt_poller_start_timer (self->poller, &self->tick, TICK_MS);

  rt_server_know_peer (remote, peer);
  g_signal_connect_object (stream, "request", G_CALLBACK (request_cb), self, 0);
  rt_peer_stream_await_request (stream);
}

gboolean
rt_server_begin_listening (RtServerPort  *port,
                           guint16        number,
                           GError       **error)
{
  port->listener = rt_listener_new (port->server->is_open ? rt_listener_everywhere : NULL, number, error);
  if (port->listener == NULL)
    return FALSE;

  port->number = rt_listener_get_port (port->listener);
  g_free (port->uri);
  port->uri = rt_listener_dup_uri (port->listener);
  g_signal_connect (port->listener, "accepted", G_CALLBACK (accepted_cb), port);

  return TRUE;
}

/**
 * rt_server_listen:
 * @self: a server
 * @role: which of its ports; one that does not listen
 * @port: the port's number, 0 for a free one
 * @error: return location for an error
 *
 * Listens on the loopback addresses, or on all where rt_server_set_open() says so, with
 * a SoupServer of its own. May be called again after rt_server_stop().
 *
 * Returns: %FALSE with %G_IO_ERROR_ADDRESS_IN_USE when the port is taken
 */
gboolean
rt_server_listen (RtServer    *self,
                  RtPortRole   role,
                  guint16      port,
                  GError     **error)
{
  RtServerPort *slot = &self->ports[role];
  g_autoptr (SoupServer) soup = NULL;

  g_return_val_if_fail (RT_IS_SERVER (self), FALSE);
  g_return_val_if_fail (slot->soup == NULL, FALSE);

  soup = soup_server_new ("server-header", "Roundtrip/" PACKAGE_VERSION, NULL);
  soup_server_remove_websocket_extension (soup, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  slot->server = self;
  if (!rt_soup_keep_connections (soup, error) || !rt_server_begin_listening (slot, port, error))
    return FALSE;

  slot->soup = g_steal_pointer (&soup);
  rt_server_serve_port (slot);
  rt_server_update_faults (self);

  return TRUE;
}

/**
 * rt_server_get_port:
 * @self: a server
 * @role: which of its ports
 *
 * Returns: its number; 0 while it does not listen
 */
guint16
rt_server_get_port (RtServer   *self,
                    RtPortRole  role)
{
  return self->ports[role].soup != NULL ? self->ports[role].number : 0;
}

/**
 * rt_server_dup_uri:
 * @self: a server
 * @role: which of its ports
 *
 * Returns: (transfer full) (nullable): "http://127.0.0.1:2000/"; %NULL while it does
 *   not listen
 */
char *
rt_server_dup_uri (RtServer   *self,
                   RtPortRole  role)
{
  return self->ports[role].soup != NULL ? g_strdup (self->ports[role].uri) : NULL;
}

void
rt_server_stop_listening (RtServerPort *port)
{
  if (port->listener == NULL)
    return;

  g_signal_handlers_disconnect_by_data (port->listener, port);
  rt_listener_close (port->listener);
  g_clear_object (&port->listener);
}
