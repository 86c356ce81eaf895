/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-json.h"
#include "patterns/rt-channel-query.h"
#include "patterns/rt-pattern.h"
#include "patterns/rt-stream.h"
#include "patterns/websocket/rt-websocket-client.h"

typedef struct {
  RtChannel     *channel;
  RtChannelQuery query;
  char          *type;
} Upgrade;

static void
upgrade_free (gpointer data)
{
  Upgrade *upgrade = data;

  g_object_unref (upgrade->channel);
  rt_channel_query_clear (&upgrade->query);
  g_free (upgrade->type);
  g_free (upgrade);
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

static const RtWireFormat enveloped = { "roundtrip.v1", encode_enveloped };
static const RtWireFormat bare = { "bare frames", encode_bare };

static GBytes *
encode_gap (gint64 lost)
{
  g_autofree char *text = lost < 0 ? g_strdup ("{\"type\":\"gap\",\"data\":{\"lost\":null}}")
                                   : g_strdup_printf ("{\"type\":\"gap\",\"data\":{\"lost\":%" G_GINT64_FORMAT "}}", lost);

  return frame_new (text, strlen (text));
}

static void
message_cb (SoupWebsocketConnection *websocket,
            SoupWebsocketDataType    kind,
            GBytes                  *data,
            Upgrade                 *upgrade)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *text = g_bytes_get_data (data, &size);

  if (size == 0 || !rt_json_check (text, size, &error))
    soup_websocket_connection_close (websocket, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "A message must be JSON");
  else if (rt_channel_publish (upgrade->channel, upgrade->type, data, &error) == 0)
    soup_websocket_connection_close (websocket, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "The channel did not take it");
}

static void
opened_cb (SoupWebsocketConnection *websocket,
           RtPeer                  *peer,
           gpointer                 user_data)
{
  Upgrade *upgrade = user_data;
  RtPeerStream *stream = rt_peer_get_stream (peer);
  gboolean is_enveloped = soup_websocket_connection_get_protocol (websocket) != NULL;

  g_object_set_data_full (G_OBJECT (stream), "rt-websocket", g_object_ref (websocket), g_object_unref);
  g_signal_connect (websocket, "message", G_CALLBACK (message_cb), upgrade);
  rt_stream_begin (stream, upgrade->channel, upgrade->query.after, upgrade->query.selection,
                   is_enveloped ? &enveloped : &bare, encode_gap);
}

static gboolean
claims (RtExchange *exchange)
{
  return rt_exchange_is_websocket (exchange);
}

static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  static const char * const protocols[] = { "roundtrip.v1", NULL };
  const char *type = rt_exchange_get_query (exchange, "type");
  g_auto (RtChannelQuery) query = { 0 };
  Upgrade *upgrade;

  if (!rt_channel_query_parse (exchange, &query))
    return;

  upgrade = g_new0 (Upgrade, 1);
  upgrade->channel = g_object_ref (channel);
  upgrade->type = g_strdup (type != NULL ? type : "message");
  upgrade->query = query;
  if (!query.has_after)
    upgrade->query.after = rt_channel_get_last (channel);
  memset (&query, 0, sizeof query);
  g_object_set_data_full (G_OBJECT (rt_peer_get_stream (rt_exchange_get_peer (exchange))), "rt-upgrade", upgrade, upgrade_free);
  rt_exchange_upgrade (exchange, protocols, opened_cb, upgrade, NULL);
}

const RtPattern rt_websocket = {
  .id = "websocket",
  .name = N_("WebSocket"),
  .sentence = N_("One connection, both talk."),
  .get_client_type = rt_websocket_client_get_type,
  .claims = claims,
  .serve = serve,
};
