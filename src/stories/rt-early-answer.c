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
  gssize              n_seen;     /* bytes that said nothing yet */
  guint               status;
  char               *phrase;
  SoupMessageHeaders *headers;
  GBytes             *body;
};

/* So many bytes are to be there before the socket is readable. */
static void
wait_for (GSocket *socket,
          gssize   n)
{
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVLOWAT, (gint) n, NULL);
}

static void
stop_looking (RtEarlyAnswer *self)
{
  if (self->readable == NULL)
    return;

  wait_for (self->socket, 1);
  g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
  g_clear_object (&self->socket);
}

/* The first head that is not one of those before the answer (RFC 9110 section 15.2). NULL
 * where it is not there yet, or is none. */
static const char *
read_head (RtEarlyAnswer *self,
           const char    *text,
           gboolean      *is_bad)
{
  const char *end;

  while ((end = strstr (text, "\r\n\r\n")) != NULL)
    {
      g_clear_pointer (&self->headers, soup_message_headers_unref);
      g_clear_pointer (&self->phrase, g_free);
      self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
      *is_bad = !soup_headers_parse_response (text, (int) (end + 2 - text), self->headers, NULL, &self->status, &self->phrase);
      if (*is_bad)
        return NULL;

      text = end + strlen ("\r\n\r\n");
      if (self->status >= 200)
        return text;
    }

  return NULL;
}

/* What was received stays there for libsoup. Whether more of it may say more. */
static gboolean
look (RtEarlyAnswer *self,
      int            fd)
{
  char text[RT_EARLY_ANSWER_MAX + 1];
  gboolean is_bad = FALSE;
  gssize n = recv (fd, text, RT_EARLY_ANSWER_MAX, MSG_PEEK | MSG_DONTWAIT);
  const char *body;

  text[MAX (n, 0)] = '\0';
  body = read_head (self, text, &is_bad);
  if (body != NULL && self->status >= 300)
    {
      self->body = g_bytes_new (body, (gsize) (text + n - body));
      return FALSE;
    }

  self->status = 0;
  if (body != NULL || is_bad || n <= self->n_seen || n == RT_EARLY_ANSWER_MAX)
    return FALSE;

  self->n_seen = n;
  wait_for (self->socket, n + 1);

  return TRUE;
}

static gboolean
on_readable (int           fd,
             GIOCondition  condition,
             gpointer      user_data)
{
  RtEarlyAnswer *self = user_data;

  if (!g_socket_is_closed (self->socket) && look (self, fd))
    return G_SOURCE_CONTINUE;

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
  self->n_seen = 0;
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
