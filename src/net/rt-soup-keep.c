/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-soup-keep.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <sys/socket.h>
#include <unistd.h>

static void
close_other_end (gpointer data)
{
  close (GPOINTER_TO_INT (data));
}

gboolean
rt_soup_keep_connections (SoupServer  *server,
                          GError     **error)
{
  g_autoptr (GSocket) socket = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _("Cannot make a pair of sockets: %s"), g_strerror (errno));
      return FALSE;
    }

  socket = g_socket_new_from_fd (ends[0], error);
  if (socket == NULL)
    {
      close (ends[0]);
      close (ends[1]);
      return FALSE;
    }
  /* Open for as long as the server: its end would be seen as a call. */
  g_object_set_data_full (G_OBJECT (server), "rt-soup-keep", GINT_TO_POINTER (ends[1]), close_other_end);

  return soup_server_listen_socket (server, socket, 0, error);
}

/* RFC 9112 section 6.3. */
static void
got_headers_cb (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);

  if ((status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED) &&
      soup_message_headers_get_encoding (headers) == SOUP_ENCODING_EOF)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_NONE);
}

void
rt_soup_keep_connection_of (SoupMessage *message)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), NULL);
}
