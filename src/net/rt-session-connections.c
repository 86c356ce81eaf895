/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-session-private.h"

#include "net/rt-client-proxy.h"
#include "net/rt-session-connection.h"
#include "net/rt-soup-keep.h"

/* Takes the last counts of connection @i, and forgets it. */
static void
retire (RtSession *self,
        guint      i)
{
  RtSessionConnection *connection = g_ptr_array_index (self->connections, i);

  rt_session_connection_read (connection);
  rt_wire_add (&self->closed, &connection->wire);
  self->closed_header_bytes += rt_session_connection_get_header_bytes (connection);
  g_ptr_array_remove_index_fast (self->connections, i);
}

void
rt_session_retire_closed (RtSession *self)
{
  for (guint i = self->connections->len; i > 0; i--)
    {
      if (rt_session_connection_is_closed (g_ptr_array_index (self->connections, i - 1)))
        retire (self, i - 1);
    }
}

static RtSessionConnection *
add (RtSession         *self,
     GSocketConnection *connection,
     gboolean           has_stream)
{
  RtSessionConnection *added = rt_session_connection_new (connection, has_stream);

  g_ptr_array_add (self->connections, added);
  added->number = ++self->opened;

  return added;
}

static void
add_with_stream (RtSession         *self,
                 GSocketConnection *connection)
{
  RtSessionConnection *added = add (self, connection, TRUE);

  rt_client_proxy_set_stream (connection, added->stream);
  g_signal_connect_object (added->stream, "closed", G_CALLBACK (rt_session_retire_closed), self, G_CONNECT_SWAPPED);
  if (self->tap != NULL)
    rt_peer_stream_set_tap (added->stream, self->tap, added->number, self->tap_data);
  if (self->faults != NULL)
    rt_peer_stream_set_faults (added->stream, self->faults);
}

static void
on_network_event (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *stream,
                  RtSession          *self)
{
  gboolean is_ours;

  if ((event != G_SOCKET_CLIENT_CONNECTED && event != G_SOCKET_CLIENT_PROXY_NEGOTIATING) ||
      !G_IS_SOCKET_CONNECTION (stream))
    return;

  is_ours = rt_client_proxy_wants (G_SOCKET_CONNECTION (stream));
  if (event == G_SOCKET_CLIENT_CONNECTED && !is_ours)
    add (self, G_SOCKET_CONNECTION (stream), FALSE);
  else if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING && is_ours && self->faults != NULL &&
           rt_faults_refuse (self->faults))
    rt_client_proxy_refuse (G_SOCKET_CONNECTION (stream));
  else if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING && is_ours)
    add_with_stream (self, G_SOCKET_CONNECTION (stream));
}

static gboolean
on_accept_certificate (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       RtSession            *self)
{
  return self->pinned != NULL && g_tls_certificate_is_same (certificate, self->pinned);
}

/**
 * rt_session_pin:
 * @self: a session that has sent nothing
 * @certificate: (nullable): the one a server may have that no authority vouches for; %NULL: none
 *
 * Trusts who shows this very certificate over TLS, beside those an authority vouches for.
 */
void
rt_session_pin (RtSession       *self,
                GTlsCertificate *certificate)
{
  g_return_if_fail (RT_IS_SESSION (self));

  g_set_object (&self->pinned, certificate);
}

/**
 * rt_session_follow:
 * @self: a session
 * @message: a message that is about to be sent with it
 *
 * Follows the connections that @message opens, whether it is redirected or tried again.
 */
void
rt_session_follow (RtSession   *self,
                   SoupMessage *message)
{
  g_return_if_fail (RT_IS_SESSION (self));
  g_return_if_fail (SOUP_IS_MESSAGE (message));

  rt_soup_keep_connection_of (message);
  g_signal_connect_object (message, "network-event", G_CALLBACK (on_network_event), self, 0);
  self->is_secure |= g_str_equal (g_uri_get_scheme (soup_message_get_uri (message)), "https");
  if (self->pinned != NULL)
    g_signal_connect_object (message, "accept-certificate", G_CALLBACK (on_accept_certificate), self, 0);
}

/**
 * rt_session_set_tap:
 * @self: a session
 * @hooks: (nullable): who is told of each byte from now on, static; %NULL: nobody
 * @user_data: for @hooks; outlives the session, or the tap is taken away in time
 *
 * Lets somebody listen to all connections, those that are open and those to come; their
 * numbers are from 1, in the order in which they were opened. Those that lead to a proxy
 * of the desktop's are not heard.
 */
void
rt_session_set_tap (RtSession        *self,
                    const RtTapHooks *hooks,
                    gpointer          user_data)
{
  g_return_if_fail (RT_IS_SESSION (self));

  self->tap = hooks;
  self->tap_data = user_data;
  for (guint i = 0; i < self->connections->len; i++)
    {
      RtSessionConnection *connection = g_ptr_array_index (self->connections, i);

      if (connection->stream != NULL)
        rt_peer_stream_set_tap (connection->stream, hooks, connection->number, user_data);
    }
}

/* As the other end names it: see rt_peer_get_address(). */
static char *
dup_address (RtSessionConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (connection->socket, NULL);
  g_autofree char *host = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  host = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));

  return g_strdup_printf (g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? "[%s]:%u" : "%s:%u",
                          host, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

/**
 * rt_session_add_addresses:
 * @self: a session
 * @addresses: (element-type utf8 utf8): a set that frees its keys
 *
 * Adds to @addresses this end's of each connection that is open, as the server names its
 * peers.
 */
void
rt_session_add_addresses (RtSession  *self,
                          GHashTable *addresses)
{
  g_return_if_fail (RT_IS_SESSION (self));

  for (guint i = 0; i < self->connections->len; i++)
    {
      RtSessionConnection *connection = g_ptr_array_index (self->connections, i);
      char *address = rt_session_connection_is_closed (connection) ? NULL : dup_address (connection);

      if (address != NULL)
        g_hash_table_add (addresses, address);
    }
}

/**
 * rt_session_set_faults:
 * @self: a session
 * @faults: (nullable): what is broken on purpose on all connections that are opened from
 *   now on, made with rt_faults_new_for_client(); %NULL for nothing
 *
 * Connections that lead to a proxy of the desktop's stay whole.
 */
void
rt_session_set_faults (RtSession *self,
                       RtFaults  *faults)
{
  g_return_if_fail (RT_IS_SESSION (self));

  g_set_object (&self->faults, faults);
  if (faults != NULL)
    return;

  for (guint i = 0; i < self->connections->len; i++)
    {
      RtSessionConnection *connection = g_ptr_array_index (self->connections, i);

      if (connection->stream != NULL)
        rt_peer_stream_set_faults (connection->stream, NULL);
    }
}

/**
 * rt_session_cut:
 * @self: a session
 *
 * Cuts all connections, with a reset, at once.
 */
void
rt_session_cut (RtSession *self)
{
  g_return_if_fail (RT_IS_SESSION (self));

  /* Each that ends leaves the list. */
  for (guint i = self->connections->len; i > 0; i--)
    {
      RtSessionConnection *connection = i <= self->connections->len ? g_ptr_array_index (self->connections, i - 1) : NULL;

      if (connection != NULL && connection->stream != NULL)
        rt_peer_stream_abort (connection->stream);
    }
}

/**
 * rt_session_set_answers_first:
 * @self: a session
 * @answers_first: whether nothing is read while something waits to be written
 *
 * The same for the connections that are open, as rt_peer_stream_set_answers_first() says.
 */
void
rt_session_set_answers_first (RtSession *self,
                              gboolean   answers_first)
{
  g_return_if_fail (RT_IS_SESSION (self));

  for (guint i = 0; i < self->connections->len; i++)
    {
      RtSessionConnection *connection = g_ptr_array_index (self->connections, i);

      if (connection->stream != NULL)
        rt_peer_stream_set_answers_first (connection->stream, answers_first);
    }
}

/**
 * rt_session_settle:
 * @self: a session
 *
 * Reads the kernel's counters of every open connection, and the last ones of those that
 * were closed. It happens by itself when a message ends; when a connection that was taken
 * from libsoup (a WebSocket's) is closed, call it.
 */
void
rt_session_settle (RtSession *self)
{
  g_return_if_fail (RT_IS_SESSION (self));

  rt_session_retire_closed (self);
  for (guint i = 0; i < self->connections->len; i++)
    rt_session_connection_read (g_ptr_array_index (self->connections, i));
}

/**
 * rt_session_get_wire:
 * @self: a session
 * @wire: (out caller-allocates): return location
 *
 * Gives what the kernel counted on all connections since the session was made, as of the
 * last settling.
 */
void
rt_session_get_wire (RtSession *self,
                     RtWire    *wire)
{
  g_return_if_fail (RT_IS_SESSION (self));
  g_return_if_fail (wire != NULL);

  *wire = self->closed;
  for (guint i = 0; i < self->connections->len; i++)
    rt_wire_add (wire, &((RtSessionConnection *) g_ptr_array_index (self->connections, i))->wire);
}

/**
 * rt_session_get_bytes_out:
 * @self: a session
 *
 * Returns: how many bytes the kernel has sent on all connections, as of now
 */
guint64
rt_session_get_bytes_out (RtSession *self)
{
  RtWire wire;

  rt_session_settle (self);
  rt_session_get_wire (self, &wire);

  return wire.bytes_out;
}

/**
 * rt_session_get_header_bytes:
 * @self: a session
 *
 * Estimates the bytes of the TCP/IP headers of the segments that carried data.
 *
 * Returns: bytes, as of the last settling
 */
guint64
rt_session_get_header_bytes (RtSession *self)
{
  guint64 sum;

  g_return_val_if_fail (RT_IS_SESSION (self), 0);

  sum = self->closed_header_bytes;
  for (guint i = 0; i < self->connections->len; i++)
    sum += rt_session_connection_get_header_bytes (g_ptr_array_index (self->connections, i));

  return sum;
}

/**
 * rt_session_get_connections_opened:
 * @self: a session
 *
 * Returns: how many connections were made since the session was
 */
guint64
rt_session_get_connections_opened (RtSession *self)
{
  g_return_val_if_fail (RT_IS_SESSION (self), 0);

  return self->opened;
}

/**
 * rt_session_get_connections_open:
 * @self: a session
 *
 * Returns: how many of them are open, as of the last settling
 */
guint64
rt_session_get_connections_open (RtSession *self)
{
  g_return_val_if_fail (RT_IS_SESSION (self), 0);

  return self->connections->len;
}

/**
 * rt_session_abort:
 * @self: a session
 *
 * Reads all counters for the last time, then ends every connection, at once for the
 * servers, while libsoup clears up behind. The session can be used again.
 */
void
rt_session_abort (RtSession *self)
{
  g_return_if_fail (RT_IS_SESSION (self));

  while (self->connections->len > 0)
    {
      guint i = self->connections->len - 1;
      RtSessionConnection *connection = g_ptr_array_index (self->connections, i);

      if (connection->stream != NULL)
        g_signal_handlers_disconnect_by_data (connection->stream, self);
      rt_session_connection_end (connection);
      retire (self, i);
    }

  soup_session_abort (self->soup);
}
