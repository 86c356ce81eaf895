/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-exchange-private.h"
#include "net/rt-frame-rules.h"
#include "net/rt-message-limit.h"

/* A close frame that says 1001: an endpoint is going away (RFC 6455 section 7.4.1). */
static const guint8 going_away[] = { 0x88, 2, 0x03, 0xe9 };

/* One close frame is all there is (RFC 6455 section 5.5.1). */
static void
took_leave_cb (RtPeer *peer)
{
  rt_peer_set_farewell (peer, NULL);
}

static void
broke_rule_cb (SoupWebsocketConnection *websocket,
               GError                  *error,
               RtPeer                  *peer)
{
  RtMessageLimit *limit = soup_websocket_connection_get_extensions (websocket)->data;
  guint said = soup_websocket_connection_get_close_code (websocket);
  RtLimitKind kind;

  rt_peer_set_farewell (peer, NULL);
  if (rt_frame_rules_is_late_code (said))
    return;
  if (rt_message_limit_judge (limit, error, &kind))
    rt_peer_strike (peer, kind);
}

static void
upgraded_cb (SoupServerMessage *message,
             RtExchange        *exchange)
{
  g_autoptr (RtExchange) self = g_object_ref (exchange);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *protocol = g_strdup (soup_message_headers_get_one (headers, "Sec-WebSocket-Protocol"));
  g_autofree char *origin = g_strdup (rt_exchange_get_header (self, "Origin"));
  g_autoptr (GUri) uri = g_uri_ref (soup_server_message_get_uri (message));
  g_autoptr (GIOStream) stolen = NULL;
  g_autoptr (SoupWebsocketConnection) websocket = NULL;
  g_autoptr (GBytes) farewell = NULL;
  GList *extensions = NULL;
  RtLimits *limits = rt_peer_get_limits (self->peer);

  self->is_answered = TRUE;
  self->message = NULL;
  rt_peer_count_response (self->peer, FALSE);
  stolen = soup_server_message_steal_connection (message);
  if (stolen == NULL)
    return;

  rt_peer_stream_set_raw (rt_peer_get_stream (self->peer), FALSE);
  rt_peer_stream_follow_frames (rt_peer_get_stream (self->peer));
  extensions = g_list_append (extensions, rt_message_limit_new (limits));
  extensions = g_list_append (extensions, rt_frame_rules_new ());
  /* Not over libsoup's own stream: the guard let nothing past the request's head, so
   * nothing is buffered in there, and each of its layers is one more source to walk. */
  websocket = soup_websocket_connection_new (G_IO_STREAM (rt_peer_get_stream (self->peer)), uri,
                                             SOUP_WEBSOCKET_CONNECTION_SERVER, origin, protocol,
                                             extensions);
  soup_websocket_connection_set_max_incoming_payload_size (websocket, rt_limits_get (limits, RT_LIMIT_MESSAGE_BYTES));
  farewell = g_bytes_new_static (going_away, sizeof going_away);
  rt_peer_set_farewell (self->peer, farewell);
  g_signal_connect_object (websocket, "closing", G_CALLBACK (took_leave_cb), self->peer, G_CONNECT_SWAPPED);
  g_signal_connect_object (websocket, "error", G_CALLBACK (broke_rule_cb), self->peer, 0);
  self->websocket_func (websocket, self->peer, self->websocket_data);
}

static void
refuse (RtExchange *self)
{
  const char *version = rt_exchange_get_header (self, "Sec-WebSocket-Version");

  /* RFC 6455 section 4.4, RFC 9110 section 15.5.22. */
  if (version != NULL && !g_str_equal (version, "13"))
    {
      rt_exchange_set_header (self, "Sec-WebSocket-Version", "13");
      rt_exchange_set_header (self, "Upgrade", "websocket");
      rt_exchange_set_header (self, "Connection", "Upgrade");
      rt_exchange_refuse (self, 426, "Version 13 of the WebSocket protocol is spoken here and no other.");
    }
  else
    {
      rt_exchange_refuse (self, SOUP_STATUS_BAD_REQUEST,
                          "The WebSocket handshake is not complete, or asks for no subprotocol that is spoken here.");
    }
}

/* Subprotocols may come in several fields, which are one (RFC 6455 section 11.3.4); libsoup
 * looks at the last. */
static void
join_protocols (RtExchange *self)
{
  g_autofree char *offered = g_strdup (rt_exchange_get_header (self, "Sec-WebSocket-Protocol"));

  if (offered != NULL)
    soup_message_headers_replace (soup_server_message_get_request_headers (self->message),
                                  "Sec-WebSocket-Protocol", offered);
}

/* Section 11.3.1: not even the same twice. A key has no comma. */
static gboolean
has_several_keys (RtExchange *self)
{
  const char *keys = rt_exchange_get_header (self, "Sec-WebSocket-Key");

  return keys != NULL && strchr (keys, ',') != NULL;
}

/**
 * rt_exchange_upgrade:
 * @self: an exchange whose request asks to upgrade
 * @protocols: (array zero-terminated=1) (nullable): the subprotocols there are; %NULL where
 *   it is all the same what the client offers
 * @func: called with the WebSocket once 101 is written; not called where the
 *   handshake is refused or the peer is gone
 * @user_data: for @func
 * @destroy: (nullable): for @user_data, called when the exchange ends
 *
 * Answers the opening handshake (RFC 6455 section 4.2.2) with the first subprotocol
 * of @protocols that the client offered, or with none. A bad one is answered 400,
 * one of another version 426. The connection is the WebSocket's then, which is
 * closed when nobody keeps a reference.
 */
void
rt_exchange_upgrade (RtExchange         *self,
                     const char * const *protocols,
                     RtWebsocketFunc     func,
                     gpointer            user_data,
                     GDestroyNotify      destroy)
{
  self->websocket_func = func;
  self->websocket_data = user_data;
  self->websocket_destroy = destroy;
  rt_exchange_begin (self);
  if (self->message == NULL || self->is_answered)
    return;

  join_protocols (self);
  if (has_several_keys (self) ||
      !soup_websocket_server_check_handshake (self->message, NULL, (char **) protocols, NULL, NULL))
    {
      refuse (self);
      return;
    }

  self->is_answered = TRUE;
  rt_exchange_stop_deadline (self);
  soup_websocket_server_process_handshake (self->message, NULL, (char **) protocols, NULL, NULL);
  g_signal_connect_object (self->message, "wrote-informational", G_CALLBACK (upgraded_cb), self, 0);
  if (self->is_held)
    soup_server_message_unpause (self->message);
}
