/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-http2-connection-private.h"

#include "core/rt-priority.h"
#include "net/rt-tcp-info.h"

#define READ_SIZE  (16 * 1024)
/* What is made ready for the socket at a time: one record of TLS, at the most. */
#define WRITE_SIZE (16 * 1024)

static void
tell_closed (gpointer user_data)
{
  RtHttp2Connection *self = user_data;

  self->hooks->closed (self, self->user_data);
}

/**
 * rt_http2_connection_end_streams:
 * @self: a connection
 *
 * Has each of its streams be gone, and serves nothing any more.
 */
void
rt_http2_connection_end_streams (RtHttp2Connection *self)
{
  GHashTableIter iter;
  gpointer stream;

  if (self->is_closed)
    return;

  rt_http2_connection_read_wire (self, &self->wire);
  self->is_closed = TRUE;
  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, &stream, NULL))
    self->hooks->gone (stream, self->user_data);
  g_hash_table_remove_all (self->streams);
}

/* Who owns it frees it, which is not to happen within nghttp2. */
static void
close_connection (RtHttp2Connection *self)
{
  if (self->is_closed)
    return;

  rt_http2_connection_end_streams (self);
  if (self->readable != NULL)
    g_source_destroy (self->readable);
  if (self->writable != NULL)
    g_source_destroy (self->writable);
  g_socket_close (g_socket_connection_get_socket (self->socket), NULL);
  rt_poller_undefer (self->poller, &self->flush);
  rt_poller_defer (self->poller, &self->end);
}

/* FALSE: no more for now, or it is closed. */
static gboolean
write_waiting (RtHttp2Connection *self)
{
  GPollableOutputStream *out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->tls));
  g_autoptr (GError) error = NULL;

  while (self->n_written < self->waiting->len)
    {
      gssize n = g_pollable_output_stream_write_nonblocking (out, self->waiting->data + self->n_written,
                                                             self->waiting->len - self->n_written, NULL, &error);

      if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        close_connection (self);
      if (n < 0)
        return FALSE;
      self->n_written += n;
    }
  g_byte_array_set_size (self->waiting, 0);
  self->n_written = 0;

  return TRUE;
}

/* Several frames in one record: each record is 22 bytes more. */
static gboolean
fill_waiting (RtHttp2Connection *self)
{
  while (self->waiting->len < WRITE_SIZE)
    {
      const guint8 *data;
      ssize_t n = nghttp2_session_mem_send (self->session, &data);

      if (n < 0)
        close_connection (self);
      if (n <= 0)
        break;
      g_byte_array_append (self->waiting, data, (guint) n);
    }

  return !self->is_closed && self->waiting->len > 0;
}

static gboolean
on_writable (GObject *stream,
             gpointer user_data)
{
  RtHttp2Connection *self = user_data;

  g_clear_pointer (&self->writable, g_source_unref);
  rt_http2_connection_flush (self);

  return G_SOURCE_REMOVE;
}

static void
await_writable (RtHttp2Connection *self)
{
  GPollableOutputStream *out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->tls));

  if (self->writable != NULL)
    return;

  self->writable = g_pollable_output_stream_create_source (out, NULL);
  g_source_set_priority (self->writable, RT_PRIORITY_IO);
  g_source_set_callback (self->writable, G_SOURCE_FUNC (on_writable), self, NULL);
  g_source_attach (self->writable, g_main_context_get_thread_default ());
}

static void
flush (gpointer user_data)
{
  RtHttp2Connection *self = user_data;

  if (self->is_closed || self->session == NULL || self->writable != NULL)
    return;

  do
    {
      if (!write_waiting (self))
        {
          if (!self->is_closed)
            await_writable (self);
          return;
        }
    }
  while (fill_waiting (self));

  if (!self->is_closed && !nghttp2_session_want_read (self->session) && !nghttp2_session_want_write (self->session))
    close_connection (self);
}

void
rt_http2_connection_flush (RtHttp2Connection *self)
{
  if (!self->is_closed)
    rt_poller_defer (self->poller, &self->flush);
}

static gboolean
on_readable (GObject *stream,
             gpointer user_data)
{
  RtHttp2Connection *self = user_data;
  guint8 buffer[READ_SIZE];
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, sizeof buffer, NULL,
                                                       &error);

  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n <= 0 || nghttp2_session_mem_recv (self->session, buffer, (gsize) n) < 0)
    {
      close_connection (self);
      return G_SOURCE_REMOVE;
    }
  rt_http2_connection_flush (self);

  return G_SOURCE_CONTINUE;
}

static void
begin (RtHttp2Connection *self)
{
  GInputStream *in = g_io_stream_get_input_stream (self->tls);

  if (g_strcmp0 (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (self->tls)), "h2") != 0 ||
      !rt_http2_connection_begin (self))
    {
      close_connection (self);
      return;
    }

  self->readable = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (in), NULL);
  g_source_set_priority (self->readable, RT_PRIORITY_IO);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->readable, g_main_context_get_thread_default ());
  rt_http2_connection_flush (self);
}

static void
on_hands_shaken (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  RtHttp2Connection *self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    begin (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    close_connection (self);
}

/**
 * rt_http2_connection_new:
 * @connection: one that was accepted
 * @certificate: with its key
 * @hooks: who answers; static
 * @user_data: for @hooks
 * @error: return location for a #GTlsError: there is no TLS here
 *
 * Shakes hands and serves. Who does not want HTTP/2 is turned away.
 *
 * Returns: (transfer full) (nullable): a connection in the thread-default main context
 */
RtHttp2Connection *
rt_http2_connection_new (GSocketConnection   *connection,
                         GTlsCertificate     *certificate,
                         const RtHttp2Hooks  *hooks,
                         gpointer             user_data,
                         GError             **error)
{
  static const char * const protocols[] = { "h2", NULL };
  g_autoptr (GIOStream) tls = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, error);
  RtHttp2Connection *self;

  if (tls == NULL)
    return NULL;

  self = g_new0 (RtHttp2Connection, 1);
  self->socket = g_object_ref (connection);
  self->tls = g_steal_pointer (&tls);
  self->shaking = g_cancellable_new ();
  self->hooks = hooks;
  self->user_data = user_data;
  self->streams = g_hash_table_new_full (NULL, NULL, rt_http2_stream_free, NULL);
  self->waiting = g_byte_array_new ();
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->flush = (RtDeferred) { .func = flush, .user_data = self };
  self->end = (RtDeferred) { .func = tell_closed, .user_data = self };
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (self->tls), protocols);
  /* The frames say what is whole (RFC 9113 section 9.2). */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (self->tls), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (self->tls), RT_PRIORITY_IO, self->shaking, on_hands_shaken, self);

  return self;
}

/**
 * rt_http2_connection_free:
 * @self: (transfer full): a connection
 *
 * Closes it at once, where it is not closed; no hook is called.
 */
void
rt_http2_connection_free (RtHttp2Connection *self)
{
  if (self->readable != NULL)
    g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
  if (self->writable != NULL)
    g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
  g_cancellable_cancel (self->shaking);
  g_object_unref (self->shaking);
  rt_poller_undefer (self->poller, &self->flush);
  rt_poller_undefer (self->poller, &self->end);
  rt_poller_unref (self->poller);
  g_clear_pointer (&self->session, nghttp2_session_del);
  g_hash_table_unref (self->streams);
  g_byte_array_unref (self->waiting);
  g_socket_close (g_socket_connection_get_socket (self->socket), NULL);
  g_object_unref (self->tls);
  g_object_unref (self->socket);
  g_free (self);
}

/**
 * rt_http2_connection_read_wire:
 * @self: a connection
 * @wire: (out caller-allocates): what the kernel counted, TLS included
 *
 * Reads the kernel's counters; once it is closed those of right before.
 */
void
rt_http2_connection_read_wire (RtHttp2Connection *self,
                               RtWire            *wire)
{
  if (!self->is_closed)
    rt_tcp_info_read (g_socket_get_fd (g_socket_connection_get_socket (self->socket)), &self->wire);
  *wire = self->wire;
}

/**
 * rt_http2_connection_set_data:
 * @self: a connection
 * @data: (nullable): what who answers keeps with it
 */
void
rt_http2_connection_set_data (RtHttp2Connection *self,
                              gpointer           data)
{
  self->data = data;
}

/**
 * rt_http2_connection_get_data:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): what was set
 */
gpointer
rt_http2_connection_get_data (RtHttp2Connection *self)
{
  return self->data;
}
