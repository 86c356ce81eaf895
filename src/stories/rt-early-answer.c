/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-early-answer.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "core/rt-priority.h"

struct _RtEarlyAnswer {
  SoupMessage        *message;
  void              (*func) (gpointer user_data);
  gpointer            user_data;
  GSocket            *socket;
  GSource            *readable;
  guint               status;
  char               *phrase;
  SoupMessageHeaders *headers;
  GBytes             *body;
};

static void
stop_looking (RtEarlyAnswer *self)
{
  if (self->readable != NULL)
    g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
  g_clear_object (&self->socket);
}

/* What was received stays there for libsoup. */
static void
look (RtEarlyAnswer *self,
      int            fd)
{
  char text[RT_EARLY_ANSWER_MAX + 1];
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char *phrase = NULL;
  const char *end;
  guint status;
  gssize n = recv (fd, text, RT_EARLY_ANSWER_MAX, MSG_PEEK | MSG_DONTWAIT);

  text[MAX (n, 0)] = '\0';
  end = strstr (text, "\r\n\r\n");
  if (end == NULL || !soup_headers_parse_response (text, (int) (end + 2 - text), headers, NULL, &status, &phrase) ||
      status < 300)
    return;

  self->status = status;
  self->phrase = g_steal_pointer (&phrase);
  self->headers = g_steal_pointer (&headers);
  self->body = g_bytes_new (end + 4, text + n - (end + 4));
}

static gboolean
on_readable (int           fd,
             GIOCondition  condition,
             gpointer      user_data)
{
  RtEarlyAnswer *self = user_data;

  if (!g_socket_is_closed (self->socket))
    look (self, fd);
  stop_looking (self);
  if (self->status != 0)
    self->func (self->user_data);

  return G_SOURCE_REMOVE;
}

/* Sooner than libsoup notices that the connection was closed behind the answer. Within TLS
 * nothing can be seen from here. A source of the socket itself would let it time out: nothing
 * is to be read for as long as the body is sent. */
static void
on_network_event (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *stream,
                  RtEarlyAnswer      *self)
{
  gboolean is_secure = g_str_equal (g_uri_get_scheme (soup_message_get_uri (message)), "https");

  if (event != G_SOCKET_CLIENT_CONNECTED || is_secure || !G_IS_SOCKET_CONNECTION (stream))
    return;

  stop_looking (self);
  self->socket = g_object_ref (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
  self->readable = g_unix_fd_source_new (g_socket_get_fd (self->socket), G_IO_IN);
  g_source_set_priority (self->readable, RT_PRIORITY_IO - 1);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->readable, g_main_context_get_thread_default ());
}

/**
 * rt_early_answer_new:
 * @message: a request that is about to be sent, over HTTP/1.1
 * @func: called once when the server refuses before it was sent
 * @user_data: for @func
 *
 * Returns: (transfer full): what looks for it, until it is freed or all was sent
 */
RtEarlyAnswer *
rt_early_answer_new (SoupMessage *message,
                     void       (*func) (gpointer user_data),
                     gpointer     user_data)
{
  RtEarlyAnswer *self = g_new0 (RtEarlyAnswer, 1);

  self->message = g_object_ref (message);
  self->func = func;
  self->user_data = user_data;
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), self);
  g_signal_connect_swapped (message, "wrote-body", G_CALLBACK (stop_looking), self);

  return self;
}

/**
 * rt_early_answer_free:
 * @self: (transfer full): what looks
 *
 * Looks no more.
 */
void
rt_early_answer_free (RtEarlyAnswer *self)
{
  stop_looking (self);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  g_free (self->phrase);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/**
 * rt_early_answer_get_status:
 * @self: what looks
 *
 * Returns: with what the server refused, 0 where it did not
 */
guint
rt_early_answer_get_status (RtEarlyAnswer *self)
{
  return self->status;
}

/**
 * rt_early_answer_get_phrase:
 * @self: what looks
 *
 * Returns: (transfer none) (nullable): the reason phrase beside that status
 */
const char *
rt_early_answer_get_phrase (RtEarlyAnswer *self)
{
  return self->phrase;
}

/**
 * rt_early_answer_get_type:
 * @self: what looks
 *
 * Returns: (transfer none) (nullable): the content type of its body
 */
const char *
rt_early_answer_get_type (RtEarlyAnswer *self)
{
  return self->headers != NULL ? soup_message_headers_get_content_type (self->headers, NULL) : NULL;
}

/**
 * rt_early_answer_dup_body:
 * @self: what looks
 *
 * Returns: (transfer full) (nullable): what had come of its body
 */
GBytes *
rt_early_answer_dup_body (RtEarlyAnswer *self)
{
  return self->body != NULL ? g_bytes_ref (self->body) : NULL;
}
