/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-member-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "patterns/rt-uri.h"
#include "patterns/short-polling/rt-short-polling-client.h"
#include "stories/rt-chat-format.h"

/* How soon it is asked whether that was all of the history. */
#define HISTORY_INTERVAL_MS 10

/* A plain-text room names everybody by the port they come from. */
static gboolean
is_own (RtChatMember *self,
        const char   *name)
{
  g_autofree char *given = g_strdup_printf ("User%u", self->port);

  return g_strcmp0 (name, self->is_plain ? given : self->name) == 0;
}

static RtChatLine *
read_line (RtChatMember *self,
           RtMessage    *message)
{
  gsize length;
  const char *data = g_bytes_get_data (message->data, &length);
  g_autofree char *text = NULL;

  if (message->binary || message->repeated)
    return NULL;
  if (!self->is_plain)
    return rt_chat_line_from_event (message);

  text = g_strndup (data, length);

  return rt_chat_line_from_plain (text, message->received_us);
}

void
rt_chat_member_take (RtChatMember *self,
                     RtMessage    *message,
                     gboolean      is_history)
{
  g_autoptr (RtChatLine) line = read_line (self, message);

  if (line == NULL)
    return;

  line->is_history = is_history;
  line->is_own = is_own (self, line->name);
  rt_chat_member_emit_line (self, line);
}

void
rt_chat_member_drop_history (RtChatMember *self)
{
  g_autoptr (RtClient) history = g_steal_pointer (&self->history);

  if (history == NULL)
    return;

  g_signal_handlers_disconnect_by_data (history, self);
  rt_client_stop (history);
}

/* A room that tells no history may still be one: its WebSocket says better what is wrong. */
static void
on_history_answer (RtChatMember *self,
                   guint         status,
                   gboolean      is_empty)
{
  guint64 cursor;

  if (!is_empty && status < 400)
    return;

  if (rt_client_get_cursor (self->history, &cursor))
    g_object_set (self->client, "after", (gint64) cursor, NULL);
  self->has_history = status < 400;
  rt_chat_member_drop_history (self);
  rt_client_start (self->client);
}

static void
on_history_message (RtChatMember *self,
                    RtMessage    *message)
{
  rt_chat_member_take (self, message, TRUE);
}

static char *
dup_history_target (RtChatMember *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) target = NULL;
  const char *scheme = rt_uri_is_encrypted (g_uri_get_scheme (uri)) ? "https" : "http";

  target = soup_uri_copy (uri, SOUP_URI_SCHEME, scheme, SOUP_URI_NONE);

  return g_uri_to_string (target);
}

/* What happened before is polled, so that the WebSocket's latency and losses are those of
 * the WebSocket. */
static void
open_history (RtChatMember *self)
{
  g_autofree char *text = dup_history_target (self);

  self->history = rt_short_polling_client_new (text);
  g_object_set (self->history, "interval-ms", HISTORY_INTERVAL_MS, NULL);
  g_signal_connect_object (self->history, "message", G_CALLBACK (on_history_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "answer", G_CALLBACK (on_history_answer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "notify::state", G_CALLBACK (rt_chat_member_notify_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "notify::reason", G_CALLBACK (rt_chat_member_notify_reason), self,
                           G_CONNECT_SWAPPED);
  rt_client_start (self->history);
}

void
rt_chat_member_open_room (RtChatMember *self)
{
  guint64 cursor;

  if (!self->is_plain && !self->has_history)
    {
      open_history (self);
      return;
    }

  /* Goes on where it was: nothing comes twice. */
  if (rt_client_get_cursor (self->client, &cursor))
    g_object_set (self->client, "after", (gint64) cursor, NULL);
  rt_client_start (self->client);
}

/* What it publishes is of the type `say`, and its name makes it present. */
char *
rt_chat_member_dup_target (RtChatMember *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) typed = NULL;
  g_autoptr (GUri) named = NULL;

  if (uri == NULL || self->is_plain)
    return g_strdup (self->uri);

  typed = rt_uri_with_parameter (uri, "type", rt_chat_kind_to_string (RT_CHAT_SAY));
  named = rt_uri_with_parameter (typed, "name", self->name);

  return g_uri_to_string (named);
}

static void
on_network_event (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *stream,
                  RtChatMember       *self)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (event != G_SOCKET_CLIENT_CONNECTED || !G_IS_SOCKET_CONNECTION (stream))
    return;

  address = g_socket_connection_get_local_address (G_SOCKET_CONNECTION (stream), NULL);
  if (G_IS_INET_SOCKET_ADDRESS (address))
    self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

static void
on_request_queued (SoupSession  *session,
                   SoupMessage  *message,
                   RtChatMember *self)
{
  g_signal_connect_object (message, "network-event", G_CALLBACK (on_network_event), self, 0);
}

void
rt_chat_member_follow_port (RtChatMember *self)
{
  g_signal_connect_object (rt_session_get_soup (rt_client_get_session (self->client)), "request-queued",
                           G_CALLBACK (on_request_queued), self, 0);
}

static gboolean
check_text (const char  *text,
            GError     **error)
{
  gsize length = strlen (text);

  if (!g_utf8_validate (text, length, NULL))
    g_set_error_literal (error, RT_CHAT_MEMBER_ERROR, RT_CHAT_MEMBER_ERROR_ENCODING,
                         _("This is not UTF-8 text, which is all that a chat room takes."));
  else if (length == 0 || text[strspn (text, " \t\r\n")] == '\0')
    g_set_error_literal (error, RT_CHAT_MEMBER_ERROR, RT_CHAT_MEMBER_ERROR_EMPTY, _("There is nothing to say."));
  else if (length > RT_CHAT_MEMBER_MAX_TEXT)
    g_set_error (error, RT_CHAT_MEMBER_ERROR, RT_CHAT_MEMBER_ERROR_TOO_LONG,
                 _("This is longer than %d bytes: say it in parts."), RT_CHAT_MEMBER_MAX_TEXT);
  else
    return TRUE;

  return FALSE;
}

/* The client names the address that it connects to, which says more than anybody typed. */
static void
say_why_not (GError **error)
{
  if (error == NULL)
    return;

  if (g_error_matches (*error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED))
    {
      g_clear_error (error);
      g_set_error_literal (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED,
                           _("The room cannot be reached right now: say it again once you are back in it."));
    }
  else if (g_error_matches (*error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL))
    {
      g_clear_error (error);
      g_set_error_literal (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL,
                           _("The room does not read what is said: wait until it does."));
    }
}

/**
 * rt_chat_member_say:
 * @self: a member
 * @text: what to say, up to %RT_CHAT_MEMBER_MAX_TEXT bytes of UTF-8
 * @error: return location
 *
 * Says something in the room. It comes back as a line of one's own.
 *
 * Returns: %FALSE with an error of %RT_CHAT_MEMBER_ERROR, or with one of %RT_CLIENT_ERROR,
 *   CLOSED or FULL, where it cannot be sent now
 */
gboolean
rt_chat_member_say (RtChatMember *self,
                    const char   *text,
                    GError      **error)
{
  g_autoptr (GBytes) data = NULL;

  g_return_val_if_fail (RT_IS_CHAT_MEMBER (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (!check_text (text, error))
    return FALSE;

  data = self->is_plain ? g_bytes_new (text, strlen (text)) : rt_chat_format_say (self->name, text);

  if (rt_client_send (self->client, data, FALSE, error))
    return TRUE;

  say_why_not (error);

  return FALSE;
}

/**
 * rt_chat_member_move:
 * @self: a member
 * @uri: the room: ws, wss, http or https
 *
 * Goes on in the same room at another address, because its server has moved. Nothing is heard
 * twice.
 */
void
rt_chat_member_move (RtChatMember *self,
                     const char   *uri)
{
  g_autoptr (RtChatMember) keep = NULL;
  g_autofree char *target = NULL;
  g_autofree char *history = NULL;

  g_return_if_fail (RT_IS_CHAT_MEMBER (self));
  g_return_if_fail (uri != NULL);

  if (g_str_equal (self->uri, uri))
    return;

  /* Where it cannot go it ends, and whoever hears of that may let it go. */
  keep = g_object_ref (self);

  g_free (self->uri);
  self->uri = g_strdup (uri);
  target = rt_chat_member_dup_target (self);
  rt_client_move (self->client, target);
  if (self->history != NULL)
    {
      history = dup_history_target (self);
      rt_client_move (self->history, history);
    }
  g_object_notify (G_OBJECT (self), "uri");
}
