/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-client-connection.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <unistd.h>

struct _RtClientConnection {
  GTcpConnection parent_instance;

  RtPeerStream  *stream;
  GThread       *owner;
  GMainContext  *context;
};

G_DEFINE_FINAL_TYPE (RtClientConnection, rt_client_connection, G_TYPE_TCP_CONNECTION)

static GInputStream *
rt_client_connection_get_input_stream (GIOStream *stream)
{
  return g_io_stream_get_input_stream (G_IO_STREAM (RT_CLIENT_CONNECTION (stream)->stream));
}

static GOutputStream *
rt_client_connection_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (G_IO_STREAM (RT_CLIENT_CONNECTION (stream)->stream));
}

static gboolean
end_stream (gpointer user_data)
{
  rt_peer_stream_end (user_data, NULL);

  return G_SOURCE_REMOVE;
}

/* A TLS connection closes what is below it in a thread. */
static void
end_stream_in_loop (RtClientConnection *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, end_stream, g_object_ref (self->stream), g_object_unref);
  g_source_attach (source, self->context);
}

static gboolean
rt_client_connection_close (GIOStream     *stream,
                            GCancellable  *cancellable,
                            GError       **error)
{
  RtClientConnection *self = RT_CLIENT_CONNECTION (stream);

  if (g_thread_self () == self->owner)
    end_stream (self->stream);
  else
    end_stream_in_loop (self);

  return G_IO_STREAM_CLASS (rt_client_connection_parent_class)->close_fn (stream, cancellable, error);
}

static void
rt_client_connection_finalize (GObject *object)
{
  RtClientConnection *self = RT_CLIENT_CONNECTION (object);

  g_main_context_unref (self->context);
  g_object_unref (self->stream);

  G_OBJECT_CLASS (rt_client_connection_parent_class)->finalize (object);
}

static void
rt_client_connection_class_init (RtClientConnectionClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_client_connection_finalize;
  stream_class->get_input_stream = rt_client_connection_get_input_stream;
  stream_class->get_output_stream = rt_client_connection_get_output_stream;
  stream_class->close_fn = rt_client_connection_close;
}

static void
rt_client_connection_init (RtClientConnection *self)
{
  self->owner = g_thread_self ();
  self->context = g_main_context_ref_thread_default ();
}

static GSocket *
dup_socket (GSocketConnection  *connection,
            GError            **error)
{
  int fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 0);
  GSocket *socket;

  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _("No descriptor is left for a connection: %s"), g_strerror (errno));
      return NULL;
    }

  socket = g_socket_new_from_fd (fd, error);
  if (socket == NULL)
    close (fd);

  return socket;
}

/* Nothing is left to be read or written; the other end is to see it at once. */
static void
on_closed (RtClientConnection *self)
{
  g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (self)), NULL);
}

GIOStream *
rt_client_connection_new (RtPeerStream  *stream,
                          GError       **error)
{
  g_autoptr (GSocket) socket = NULL;
  RtClientConnection *self;

  g_return_val_if_fail (RT_IS_PEER_STREAM (stream), NULL);

  if (rt_peer_stream_is_closing (stream))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The connection is closed."));
      return NULL;
    }

  socket = dup_socket (rt_peer_stream_get_connection (stream), error);
  if (socket == NULL)
    return NULL;

  self = g_object_new (RT_TYPE_CLIENT_CONNECTION, "socket", socket, NULL);
  self->stream = g_object_ref (stream);
  g_signal_connect_object (stream, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);

  return G_IO_STREAM (self);
}
