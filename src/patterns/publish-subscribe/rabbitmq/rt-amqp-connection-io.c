/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-connection-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>

#include <glib/gi18n.h>

#include "core/rt-priority.h"
#include "net/rt-tcp-info.h"
#include "patterns/publish-subscribe/rt-bus.h"

/* What librabbitmq makes of the protocol header that a broker of another version answers with. */
#define PROTOCOL_HEADER_FRAME 'A'

/* What a turn may take, so that two connections stay within a slice. */
#define TURN_US (RT_SLICE_US / 2)

/* As much as is given to TLS at a time: one record, which it may want to be given again. */
#define RECORD_BYTES 16384

/* What is thrown away at the close, so that the broker reads all of what it was sent last:
 * a socket closed with bytes unread resets the connection. */
#define MAX_DISCARDED_BYTES (1024 * 1024)

static int
get_fd (RtAmqpConnection *self)
{
  return g_socket_get_fd (g_socket_connection_get_socket (self->tcp));
}

/* A port for TLS answers plain AMQP with an alert, or with a reset. */
static GError *
make_tls_error (RtAmqpConnection *self)
{
  return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_CONNECT,
                      _("%s ends the connection without a word of RabbitMQ’s: if it wants TLS, let the address "
                        "begin with amqps:."), self->where);
}

static void
fail_io (RtAmqpConnection *self,
         const GError     *cause)
{
  g_autoptr (GError) error = NULL;

  if (self->stage == RT_AMQP_STARTING && !self->address->tls)
    error = make_tls_error (self);
  else
    error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_CONNECT, _("The connection to RabbitMQ at %s is lost: %s"),
                         self->where, cause->message);
  rt_amqp_connection_fail (self, error);
}

static void
fail_end (RtAmqpConnection *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, _("it ended the connection"));

  fail_io (self, error);
}

void
rt_amqp_connection_fail_protocol (RtAmqpConnection *self)
{
  gboolean is_alert = self->stage == RT_AMQP_STARTING && self->input_end >= 2
                      && self->input[0] == 0x15 && self->input[1] == 0x03;
  g_autoptr (GError) error = NULL;

  if (is_alert)
    error = make_tls_error (self);
  else
    error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_CONNECT,
                         _("What answers at %s is not RabbitMQ: correct the address."), self->where);
  rt_amqp_connection_fail (self, error);
}

/* FALSE: nothing more to read now, or dead. */
static gboolean
fill (RtAmqpConnection *self)
{
  GPollableInputStream *in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (in, self->input, RT_AMQP_INPUT_BYTES, NULL, &error);

  if (n > 0)
    {
      self->input_at = 0;
      self->input_end = (gsize) n;
      self->heard = g_get_monotonic_time ();
      return TRUE;
    }

  if (n == 0)
    fail_end (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    fail_io (self, error);

  return FALSE;
}

/* One frame, or a part of one. FALSE: nothing more to read now, or dead. */
static gboolean
take_input (RtAmqpConnection *self)
{
  amqp_frame_t frame;
  amqp_bytes_t rest;
  int n;

  if (self->input_at == self->input_end && !fill (self))
    return FALSE;

  rest = (amqp_bytes_t) { .len = self->input_end - self->input_at, .bytes = self->input + self->input_at };
  n = amqp_handle_input (self->codec, rest, &frame);
  if (n < 0)
    {
      rt_amqp_connection_fail_protocol (self);
      return FALSE;
    }

  self->input_at += (gsize) n;
  if (frame.frame_type == PROTOCOL_HEADER_FRAME)
    rt_amqp_connection_fail_protocol (self);
  else if (frame.frame_type != 0)
    rt_amqp_connection_handle_frame (self, &frame);

  return self->stage != RT_AMQP_DEAD;
}

/* TRUE: time is up, and a channel has more to do. */
static gboolean
work (RtAmqpConnection *self,
      gint64            until)
{
  for (guint i = 1; self->n_working > 0 && i < self->channels->len; i++)
    {
      RtAmqpChannel *channel = g_ptr_array_index (self->channels, i);

      if (channel != NULL && rt_amqp_channel_work (channel, until))
        return TRUE;
    }

  return FALSE;
}

static void
check_drained (RtAmqpConnection *self)
{
  if (!self->is_full || rt_amqp_writer_get_pending (&self->writer, NULL) > RT_AMQP_MAX_PENDING_BYTES / 2)
    return;

  self->is_full = FALSE;
  if (self->events != NULL)
    self->events->drained (self, self->user_data);
}

/* FALSE: the connection is broken. */
gboolean
rt_amqp_connection_write (RtAmqpConnection  *self,
                          GError           **error)
{
  GPollableOutputStream *out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream));
  gsize most = self->stream == G_IO_STREAM (self->tcp) ? RT_AMQP_MAX_PENDING_BYTES : RECORD_BYTES;
  const guint8 *data;
  gsize pending;

  while ((pending = rt_amqp_writer_get_pending (&self->writer, &data)) > 0)
    {
      g_autoptr (GError) failure = NULL;
      gsize size = self->again > 0 ? self->again : MIN (pending, most);
      gssize n = g_pollable_output_stream_write_nonblocking (out, data, size, NULL, &failure);

      if (n < 0 && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      self->again = n < 0 ? size : 0;
      if (n < 0)
        break;
      self->has_written = TRUE;
      rt_amqp_writer_wrote (&self->writer, (gsize) n);
    }

  rt_poller_modify (self->poller, self->watch, EPOLLIN | EPOLLRDHUP | (pending > 0 ? EPOLLOUT : 0));

  return TRUE;
}

static void
flush (RtAmqpConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (rt_amqp_connection_write (self, &error))
    check_drained (self);
  else
    fail_io (self, error);
}

void
rt_amqp_connection_turn (gpointer user_data)
{
  RtAmqpConnection *self = user_data;
  gint64 until = g_get_monotonic_time () + TURN_US;
  gboolean has_more;

  g_object_ref (self);
  self->has_turn = FALSE;
  do
    has_more = work (self, until) || (self->stage != RT_AMQP_DEAD && take_input (self));
  while (has_more && g_get_monotonic_time () < until);

  if (self->stage != RT_AMQP_DEAD)
    flush (self);
  if (self->stage != RT_AMQP_DEAD)
    rt_amqp_connection_post (self);
  if (has_more)
    rt_amqp_connection_queue (self);
  g_object_unref (self);
}

static void
on_ready (guint32  events,
          gpointer user_data)
{
  RtAmqpConnection *self = user_data;

  /* Has a turn coming: this socket is not to have two. */
  if (!self->has_turn)
    rt_amqp_connection_turn (self);
}

gboolean
rt_amqp_connection_watch (RtAmqpConnection  *self,
                          GError           **error)
{
  GSocket *socket = g_socket_connection_get_socket (self->tcp);

  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, error))
    return FALSE;

  self->header_bytes = g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6 ? RT_HEADER_BYTES_IPV6 : RT_HEADER_BYTES_IPV4;
  self->watch = rt_poller_add (self->poller, get_fd (self), EPOLLIN | EPOLLRDHUP, on_ready, self);

  return TRUE;
}

/* Throws away what has come, so that the close does not look like a reset. */
void
rt_amqp_connection_discard (RtAmqpConnection *self)
{
  GSocket *socket = g_socket_connection_get_socket (self->tcp);
  gsize discarded = 0;
  gssize n;

  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  while (discarded < MAX_DISCARDED_BYTES
         && (n = g_socket_receive_with_blocking (socket, (char *) self->input, RT_AMQP_INPUT_BYTES, FALSE, NULL, NULL)) > 0)
    discarded += (gsize) n;
}

/* Counts what the kernel has counted since the last time. */
void
rt_amqp_connection_post (RtAmqpConnection *self)
{
  RtWire now = self->posted;
  RtWire more;

  if (self->traffic == NULL || !rt_tcp_info_read (get_fd (self), &now))
    return;

  more = now;
  rt_wire_subtract (&more, &self->posted);
  rt_wire_add (&self->traffic->wire, &more);
  self->traffic->header_bytes += (more.segments_in + more.segments_out) * self->header_bytes;
  self->posted = now;
}
