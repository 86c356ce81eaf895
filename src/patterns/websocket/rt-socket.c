/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-socket.h"

#include <string.h>

#include "net/rt-frame-rules.h"

struct _RtSocket {
  RtPeer                  *peer;      /* (unowned): lives until its connection is closed */
  RtPeerStream            *stream;    /* (unowned): the socket is its data, once it is open */
  SoupWebsocketConnection *websocket; /* NULL before the handshake is done */
  const RtSocketHooks     *hooks;
  gpointer                 user_data;
};

/* What an exchange has of a socket. It may outlive the connection. */
typedef struct {
  RtSocket *socket; /* NULL once it is open: then it is the stream's */
} Handshake;

static void
socket_free (gpointer data)
{
  RtSocket *self = data;

  if (self->websocket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->websocket, self);
      g_signal_handlers_disconnect_by_data (self->stream, self);
      g_object_unref (self->websocket);
    }
  self->hooks->free (self->user_data);
  g_free (self);
}

/* The exchange ended, and with it a socket that never opened. */
static void
handshake_free (gpointer data)
{
  Handshake *self = data;

  g_clear_pointer (&self->socket, socket_free);
  g_free (self);
}

static void
message_cb (SoupWebsocketConnection *websocket,
            SoupWebsocketDataType    kind,
            GBytes                  *data,
            RtSocket                *self)
{
  if (rt_socket_is_open (self))
    self->hooks->message (self, kind == SOUP_WEBSOCKET_DATA_TEXT, data, self->user_data);
}

static void
writable_cb (RtPeerStream *stream,
             RtSocket     *self)
{
  if (self->hooks->writable != NULL)
    self->hooks->writable (self, self->user_data);
}

/* libsoup knows no code above 1011, and leaves some unsaid: such a frame is written by
 * hand (RFC 6455 section 5.5.1), and the connection ends after it. */
static void
close_by_hand (RtSocket *self,
               guint     code)
{
  const guint8 frame[] = { 0x88, 2, (guint8) (code >> 8), (guint8) code };

  rt_stream_end (self->stream);
  rt_outbox_append_whole (rt_peer_stream_get_outbox (self->stream), frame, sizeof frame);
  g_io_stream_close (G_IO_STREAM (self->stream), NULL, NULL);
}

/* libsoup takes leave by itself of what is no WebSocket, but where a message is too large
 * it either does so without a word (RFC 6455 section 7.4.1) or reads on, it reads on as well
 * where there are too many control frames, and it takes the close codes that were registered
 * later for an error. */
static void
error_cb (SoupWebsocketConnection *websocket,
          GError                  *error,
          RtSocket                *self)
{
  guint said = soup_websocket_connection_get_close_code (websocket);

  rt_stream_end (self->stream);
  if (!rt_socket_is_open (self))
    return;

  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG) ||
      g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION))
    close_by_hand (self, error->code);
  else if (rt_frame_rules_is_late_code (said))
    close_by_hand (self, said);
}

static void
closed_cb (RtPeerStream *stream)
{
  g_object_set_data (G_OBJECT (stream), "rt-socket", NULL);
}

static void
opened_cb (SoupWebsocketConnection *websocket,
           RtPeer                  *peer,
           gpointer                 user_data)
{
  Handshake *handshake = user_data;
  RtPeerStream *stream = rt_peer_get_stream (peer);
  RtSocket *self;

  if (rt_peer_stream_is_closed (stream))
    return;

  self = g_steal_pointer (&handshake->socket);
  self->websocket = g_object_ref (websocket);
  g_object_set_data_full (G_OBJECT (stream), "rt-socket", self, socket_free);
  g_signal_connect (websocket, "message", G_CALLBACK (message_cb), self);
  /* The other side takes leave, or libsoup does because of it: a close frame follows. */
  g_signal_connect_object (websocket, "closing", G_CALLBACK (rt_stream_end), stream, G_CONNECT_SWAPPED);
  g_signal_connect (websocket, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (stream, "writable", G_CALLBACK (writable_cb), self);
  g_signal_connect (stream, "closed", G_CALLBACK (closed_cb), NULL);
  if (self->hooks->opened != NULL)
    self->hooks->opened (self, self->user_data);
}

/**
 * rt_socket_serve:
 * @exchange: an exchange whose request asks to upgrade
 * @protocols: (nullable) (array zero-terminated=1): the subprotocols there are; %NULL where
 *   none is spoken, whatever is offered
 * @hooks: what to call; static
 * @user_data: for @hooks; freed by its @free
 *
 * Answers the opening handshake, see rt_exchange_upgrade(), and serves the WebSocket until
 * its end. Who leaves without a close frame is closed by whoever reads the stream:
 * rt_stream_begin(), or rt_stream_close_when_gone() called in @opened.
 */
void
rt_socket_serve (RtExchange          *exchange,
                 const char * const  *protocols,
                 const RtSocketHooks *hooks,
                 gpointer             user_data)
{
  Handshake *handshake = g_new0 (Handshake, 1);
  RtSocket *self = g_new0 (RtSocket, 1);

  handshake->socket = self;
  self->peer = rt_exchange_get_peer (exchange);
  self->stream = rt_peer_get_stream (self->peer);
  self->hooks = hooks;
  self->user_data = user_data;
  rt_exchange_upgrade (exchange, protocols, opened_cb, handshake, handshake_free);
}

/**
 * rt_socket_get_peer:
 * @self: a socket
 *
 * Returns: (transfer none): who is at the other end
 */
RtPeer *
rt_socket_get_peer (RtSocket *self)
{
  return self->peer;
}

/**
 * rt_socket_get_stream:
 * @self: a socket
 *
 * Returns: (transfer none): its connection
 */
RtPeerStream *
rt_socket_get_stream (RtSocket *self)
{
  return self->stream;
}

/**
 * rt_socket_get_protocol:
 * @self: a socket that is open
 *
 * Returns: (transfer none) (nullable): the subprotocol that was agreed on
 */
const char *
rt_socket_get_protocol (RtSocket *self)
{
  return soup_websocket_connection_get_protocol (self->websocket);
}

/**
 * rt_socket_is_open:
 * @self: a socket
 *
 * Returns: whether anything may still be said: no side took leave
 */
gboolean
rt_socket_is_open (RtSocket *self)
{
  return self->websocket != NULL &&
         soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN &&
         !g_io_stream_is_closed (G_IO_STREAM (self->stream));
}

/**
 * rt_socket_send_event:
 * @self: a socket
 * @frame: a frame
 * @payload: the bytes of it that count as payload
 *
 * Sends a message that counts as an event. Who has not taken so much already that there is
 * no room is closed with %RT_SOCKET_CLOSE_TRY_AGAIN_LATER.
 *
 * Returns: %FALSE where the socket is not open any more: it may be freed already
 */
gboolean
rt_socket_send_event (RtSocket *self,
                      GBytes   *frame,
                      gsize     payload)
{
  if (!rt_socket_is_open (self))
    return FALSE;

  if (rt_peer_stream_push_event (self->stream, frame, payload) != RT_PUSH_REFUSED)
    {
      rt_peer_stream_flush (self->stream);
      return TRUE;
    }

  rt_socket_close (self, RT_SOCKET_CLOSE_TRY_AGAIN_LATER, NULL);

  return FALSE;
}

/**
 * rt_socket_send_text:
 * @self: a socket
 * @text: UTF-8 text
 *
 * As rt_socket_send_event(), for a text of which every byte is payload.
 *
 * Returns: %FALSE where the socket is not open any more: it may be freed already
 */
gboolean
rt_socket_send_text (RtSocket   *self,
                     const char *text)
{
  g_autoptr (GBytes) frame = rt_socket_frame_new (text, strlen (text));

  return rt_socket_send_event (self, frame, strlen (text));
}

/**
 * rt_socket_say:
 * @self: a socket
 * @frame: a frame that is no event
 *
 * Sends what counts as no event, after what was sent before.
 *
 * Returns: %FALSE where there is no room now, or it is not open; nothing was changed
 */
gboolean
rt_socket_say (RtSocket *self,
               GBytes   *frame)
{
  if (!rt_socket_is_open (self) ||
      !rt_outbox_append_whole (rt_peer_stream_get_outbox (self->stream), g_bytes_get_data (frame, NULL),
                               g_bytes_get_size (frame)))
    return FALSE;

  rt_peer_stream_flush (self->stream);

  return TRUE;
}

static void
overflow_cb (gpointer user_data)
{
  rt_socket_close (user_data, RT_SOCKET_CLOSE_TRY_AGAIN_LATER, NULL);
}

/**
 * rt_socket_push:
 * @self: a socket that is open
 * @channel: the channel
 * @after: the cursor to begin at
 * @selection: (nullable): the types to give; %NULL for all
 * @format: how an event looks as a frame
 * @encode_gap: (nullable): how a gap does; %NULL where gaps are not told
 *
 * Pushes a channel, as rt_stream_begin() does. Who does not keep up, where the channel's
 * policy is to disconnect, is closed with %RT_SOCKET_CLOSE_TRY_AGAIN_LATER.
 */
void
rt_socket_push (RtSocket           *self,
                RtChannel          *channel,
                guint64             after,
                RtSelection        *selection,
                const RtWireFormat *format,
                RtGapEncoder        encode_gap)
{
  rt_stream_begin (self->stream, channel, after, selection, format, encode_gap);
  rt_stream_set_overflow (self->stream, overflow_cb, self);
}

/**
 * rt_socket_close:
 * @self: a socket
 * @code: a close code (RFC 6455 section 7.4)
 * @reason: (nullable): at most 123 bytes
 *
 * Takes leave, where that was not done before. No event may follow a close frame (section
 * 5.5.1), so none is sent any more. The socket may be freed already afterwards.
 */
void
rt_socket_close (RtSocket   *self,
                 guint       code,
                 const char *reason)
{
  if (!rt_socket_is_open (self))
    return;
  if (code == RT_SOCKET_CLOSE_TRY_AGAIN_LATER)
    {
      close_by_hand (self, code);
      return;
    }

  rt_stream_end (self->stream);
  soup_websocket_connection_close (self->websocket, code, reason);
}
