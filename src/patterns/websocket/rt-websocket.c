/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-json.h"
#include "net/rt-refusal.h"
#include "patterns/rt-channel-query.h"
#include "patterns/rt-envelope.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-pattern.h"
#include "patterns/rt-stream.h"
#include "patterns/websocket/rt-confirmations.h"
#include "patterns/websocket/rt-websocket-client.h"

/* RFC 6455 section 11.7 and its registry: try again later. */
#define CLOSE_TRY_AGAIN_LATER 1013

static const char * const protocols[] = { RT_WEBSOCKET_PROTOCOL, NULL };

/* A WebSocket on a channel, from its handshake to its end. */
typedef struct {
  RtChannel               *channel;
  RtChannelQuery           query;
  gboolean                 confirms;
  gboolean                 is_enveloped;
  RtPeer                  *peer;       /* (unowned): lives until its connection is closed */
  RtPeerStream            *stream;     /* (unowned): the socket is its data */
  SoupWebsocketConnection *websocket;
  RtConfirmations          unsaid;
} Socket;

static void
socket_free (gpointer data)
{
  Socket *self = data;

  if (self->websocket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->websocket, self);
      g_signal_handlers_disconnect_by_data (self->stream, self);
      g_object_unref (self->websocket);
    }
  rt_confirmations_clear (&self->unsaid);
  g_object_unref (self->channel);
  rt_channel_query_clear (&self->query);
  g_free (self);
}

/* An unmasked text frame in one piece (RFC 6455 section 5.2). */
static GBytes *
frame_new (const char *data,
           gsize       size)
{
  GByteArray *frame = g_byte_array_sized_new (size + 10);
  guint8 head[10] = { 0x81 };
  gsize n = 2;

  if (size < 126)
    head[1] = (guint8) size;
  else
    {
      guint length_bytes = size < 65536 ? 2 : 8;

      head[1] = length_bytes == 2 ? 126 : 127;
      for (guint i = 0; i < length_bytes; i++)
        head[2 + i] = (guint8) ((guint64) size >> (8 * (length_bytes - 1 - i)));
      n += length_bytes;
    }
  g_byte_array_append (frame, head, n);
  g_byte_array_append (frame, (const guint8 *) data, size);

  return g_byte_array_free_to_bytes (frame);
}

static GBytes *
encode_enveloped (RtEvent *event,
                  guint64  prev)
{
  g_autoptr (GBytes) json = rt_envelope_format.encode (event, prev);

  return frame_new (g_bytes_get_data (json, NULL), g_bytes_get_size (json));
}

static GBytes *
encode_bare (RtEvent *event,
             guint64  prev)
{
  GBytes *data = rt_event_get_data (event);

  return frame_new (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
}

static const RtWireFormat enveloped = { RT_WEBSOCKET_PROTOCOL, encode_enveloped };
static const RtWireFormat bare = { "bare frames", encode_bare };

static GBytes *
frame_new_take (char *text)
{
  GBytes *frame = frame_new (text, strlen (text));

  g_free (text);

  return frame;
}

static GBytes *
encode_gap (gint64 lost)
{
  return frame_new_take (rt_envelope_write_gap (lost));
}

/* libsoup knows no code above 1011, and leaves some unsaid: such a frame is written by
 * hand (RFC 6455 section 5.5.1), and the connection ends after it. */
static void
close_by_hand (Socket *self,
               guint   code)
{
  const guint8 frame[] = { 0x88, 2, (guint8) (code >> 8), (guint8) code };

  rt_stream_end (self->stream);
  rt_outbox_append_whole (rt_peer_stream_get_outbox (self->stream), frame, sizeof frame);
  g_io_stream_close (G_IO_STREAM (self->stream), NULL, NULL);
}

static gboolean
is_open (Socket *self)
{
  return soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN &&
         !g_io_stream_is_closed (G_IO_STREAM (self->stream));
}

static void
close_with (Socket     *self,
            guint       code,
            const char *reason)
{
  if (!is_open (self))
    return;
  if (code == CLOSE_TRY_AGAIN_LATER)
    {
      close_by_hand (self, code);
      return;
    }

  /* No event may follow a close frame (RFC 6455 section 5.5.1). */
  rt_stream_end (self->stream);
  soup_websocket_connection_close (self->websocket, code, reason);
}

/* After what was written before, events or not. */
static void
say_what_fits (Socket *self)
{
  char *text;

  while (is_open (self) && (text = rt_confirmations_dup_next (&self->unsaid)) != NULL)
    {
      g_autoptr (GBytes) frame = frame_new_take (text);

      if (!rt_outbox_append_whole (rt_peer_stream_get_outbox (self->stream), g_bytes_get_data (frame, NULL), g_bytes_get_size (frame)))
        break;
      rt_confirmations_drop (&self->unsaid);
    }

  rt_peer_stream_flush (self->stream);
}

static void
writable_cb (RtPeerStream *stream,
             Socket       *self)
{
  say_what_fits (self);
}

static void
say_or_close (Socket   *self,
              gboolean  has_room)
{
  if (has_room)
    say_what_fits (self);
  else
    close_with (self, CLOSE_TRY_AGAIN_LATER, NULL);
}

static void
refuse (Socket     *self,
        guint       status,
        guint       code,
        const char *detail)
{
  if (self->is_enveloped)
    say_or_close (self, rt_confirmations_add_text (&self->unsaid, rt_envelope_write_error (status, rt_refusal_get_phrase (status), detail)));
  else
    close_with (self, code, detail);
}

static void
refuse_publishing (Socket       *self,
                   const GError *error)
{
  if (g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS))
    refuse (self, 429, CLOSE_TRY_AGAIN_LATER, "The channel takes nothing now; try again in a moment");
  else if (g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_TOO_LARGE))
    refuse (self, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "More than the channel remembers");
  else
    refuse (self, SOUP_STATUS_BAD_REQUEST, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "The channel takes no more types");
}

static void
message_cb (SoupWebsocketConnection *websocket,
            SoupWebsocketDataType    kind,
            GBytes                  *data,
            Socket                  *self)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *text = g_bytes_get_data (data, &size);
  guint64 seq;

  if (!is_open (self))
    return;

  if (kind != SOUP_WEBSOCKET_DATA_TEXT)
    {
      refuse (self, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, "Send JSON as text");
      return;
    }
  if (!rt_json_check (text, size, &error))
    {
      refuse (self, SOUP_STATUS_BAD_REQUEST, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "A message must be one JSON value");
      return;
    }

  seq = rt_channel_publish (self->channel, self->query.type, data, &error);
  if (seq == 0)
    {
      refuse_publishing (self, error);
      return;
    }

  rt_peer_count_published (self->peer, size);
  if (self->confirms)
    say_or_close (self, rt_confirmations_add_seq (&self->unsaid, seq));
}

/* libsoup takes leave by itself of what is no WebSocket, but where a message is too large
 * it either does so without a word (RFC 6455 section 7.4.1) or reads on. */
static void
error_cb (SoupWebsocketConnection *websocket,
          GError                  *error,
          Socket                  *self)
{
  rt_stream_end (self->stream);
  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG) && is_open (self))
    close_by_hand (self, SOUP_WEBSOCKET_CLOSE_TOO_BIG);
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
  Socket *self = user_data;
  RtPeerStream *stream = rt_peer_get_stream (peer);

  if (rt_peer_stream_is_closed (stream))
    return;

  self->websocket = g_object_ref (websocket);
  self->is_enveloped = soup_websocket_connection_get_protocol (websocket) != NULL;
  g_signal_connect (websocket, "message", G_CALLBACK (message_cb), self);
  /* The other side takes leave, or libsoup does because of it: a close frame follows. */
  g_signal_connect_object (websocket, "closing", G_CALLBACK (rt_stream_end), stream, G_CONNECT_SWAPPED);
  g_signal_connect (websocket, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (stream, "writable", G_CALLBACK (writable_cb), self);
  g_signal_connect (stream, "closed", G_CALLBACK (closed_cb), NULL);
  rt_stream_begin (stream, self->channel, self->query.after, self->query.selection,
                   self->is_enveloped ? &enveloped : &bare, encode_gap);
}

static gboolean
claims (RtExchange *exchange)
{
  return g_str_equal (rt_exchange_get_method (exchange), "GET") && rt_exchange_is_websocket (exchange);
}

/* A client of roundtrip.v1 that asks with `Prefer: confirm` (RFC 7240 section 2) is told
 * the number of each message it publishes: {"type":"published","data":{"seq":n}}, in the
 * order in which it sent them. */
static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  g_auto (RtChannelQuery) query = { 0 };
  const char *offered = rt_exchange_get_header (exchange, "Sec-WebSocket-Protocol");
  Socket *self;

  if (!rt_channel_query_parse (exchange, &query))
    return;

  self = g_new0 (Socket, 1);
  self->channel = g_object_ref (channel);
  self->peer = rt_exchange_get_peer (exchange);
  self->stream = rt_peer_get_stream (self->peer);
  self->confirms = offered != NULL && rt_fields_prefers (rt_exchange_get_header (exchange, "Prefer"), "confirm");
  if (self->confirms)
    rt_exchange_set_header (exchange, "Preference-Applied", "confirm");
  rt_channel_query_move (&query, &self->query);
  if (!self->query.has_after)
    self->query.after = rt_channel_get_last (channel);
  g_object_set_data_full (G_OBJECT (self->stream), "rt-socket", self, socket_free);
  rt_exchange_upgrade (exchange, protocols, opened_cb, self, NULL);
}

const RtPattern rt_websocket = {
  .id = "websocket",
  .name = N_("WebSocket"),
  .sentence = N_("One connection, both talk."),
  .get_client_type = rt_websocket_client_get_type,
  .claims = claims,
  .serve = serve,
};
