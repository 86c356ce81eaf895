/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-session-connection.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/rt-tcp-info.h"

/* libsoup closes connections from within, with bytes that nobody has counted yet. Where
 * no stream of ours is told of it, a second descriptor keeps the kernel's side of the
 * connection, and with it its counters, until they have been read for the last time. */
RtSessionConnection *
rt_session_connection_new (GSocketConnection *connection,
                           gboolean           has_stream)
{
  RtSessionConnection *self = g_new0 (RtSessionConnection, 1);

  self->socket = g_object_ref (g_socket_connection_get_socket (connection));
  self->header_bytes = g_socket_get_family (self->socket) == G_SOCKET_FAMILY_IPV6
                       ? RT_HEADER_BYTES_IPV6
                       : RT_HEADER_BYTES_IPV4;
  self->fd = -1;
  if (has_stream)
    self->stream = rt_peer_stream_new_client (connection);
  else
    self->fd = fcntl (g_socket_get_fd (self->socket), F_DUPFD_CLOEXEC, 0);

  return self;
}

void
rt_session_connection_free (RtSessionConnection *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_object (&self->stream);
  g_object_unref (self->socket);
  g_free (self);
}

void
rt_session_connection_read (RtSessionConnection *self)
{
  int fd = self->fd;

  if (self->stream != NULL)
    {
      rt_peer_stream_read_wire (self->stream, &self->wire);
      return;
    }

  if (fd < 0 && !g_socket_is_closed (self->socket))
    fd = g_socket_get_fd (self->socket);
  if (fd >= 0)
    rt_tcp_info_read (fd, &self->wire);
}

gboolean
rt_session_connection_is_closed (RtSessionConnection *self)
{
  return g_socket_is_closed (self->socket);
}

void
rt_session_connection_end (RtSessionConnection *self)
{
  if (self->stream != NULL)
    rt_peer_stream_end (self->stream, NULL);
  else if (self->fd >= 0)
    shutdown (self->fd, SHUT_RDWR);
  rt_session_connection_read (self);
}

guint64
rt_session_connection_get_header_bytes (RtSessionConnection *self)
{
  return (self->wire.segments_in + self->wire.segments_out) * self->header_bytes;
}
