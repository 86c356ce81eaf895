/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-feed.h"

#include <string.h>

#include "net/rt-poller.h"
#include "patterns/rt-stream.h"
#include "patterns/websocket/rt-socket.h"

#define CONTENT_TYPE "text/event-stream"

/* A comment so often where nothing else is said. */
#define HEARTBEAT_MS 15000

/* What a connection reads until it ends. */
typedef struct {
  RtChannel     *channel;
  guint64        after;
  gboolean     (*is_last) (RtEvent *event);
  RtPeerStream  *stream;     /* (unowned): an event stream's, whose data this is */
  RtPoller      *poller;
  RtPollerTimer  timer;
} Feed;

static void
feed_free (gpointer data)
{
  Feed *self = data;

  if (self->poller != NULL)
    rt_poller_stop_timer (self->poller, &self->timer);
  g_clear_pointer (&self->poller, rt_poller_unref);
  g_object_unref (self->channel);
  g_free (self);
}

/* WHATWG HTML section 9.2.5: without a name it is a message to whoever listens. */
static GBytes *
encode_event (RtEvent *event,
              guint64  prev)
{
  gsize size;
  const char *data = g_bytes_get_data (rt_event_get_data (event), &size);
  char *text = g_strdup_printf ("data: %.*s\n\n", (int) size, data);

  return g_bytes_new_take (text, strlen (text));
}

static GBytes *
encode_frame (RtEvent *event,
              guint64  prev)
{
  GBytes *data = rt_event_get_data (event);

  return rt_socket_frame_new (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
}

static const RtWireFormat event_stream = { "bare event stream", encode_event };
static const RtWireFormat frames = { "bare frames of a feed", encode_frame };

static void
beat (gpointer user_data)
{
  Feed *self = user_data;
  RtOutbox *outbox = rt_peer_stream_get_outbox (self->stream);

  if (rt_outbox_is_empty (outbox))
    rt_outbox_append_control (outbox, ":\n\n", 3);
  rt_peer_stream_flush (self->stream);
  rt_poller_start_timer (self->poller, &self->timer, HEARTBEAT_MS);
}

static void
stream_closed_cb (RtPeerStream *stream)
{
  g_object_set_data (G_OBJECT (stream), "rt-feed", NULL);
}

static void
end_stream (gpointer user_data)
{
  Feed *self = user_data;

  rt_poller_stop_timer (self->poller, &self->timer);
  g_io_stream_close (G_IO_STREAM (self->stream), NULL, NULL);
}

static void
serve_event_stream (RtExchange *exchange,
                    Feed       *self)
{
  g_autoptr (RtPeerStream) stream = rt_exchange_take_stream (exchange, CONTENT_TYPE);

  self->stream = stream;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = beat;
  self->timer.user_data = self;
  g_object_set_data_full (G_OBJECT (stream), "rt-feed", self, feed_free);
  g_signal_connect (stream, "closed", G_CALLBACK (stream_closed_cb), NULL);
  rt_stream_begin (stream, self->channel, self->after, NULL, &event_stream, NULL);
  rt_stream_set_end (stream, self->is_last, end_stream, self);
  rt_poller_start_timer (self->poller, &self->timer, HEARTBEAT_MS);
}

static void
end_socket (gpointer user_data)
{
  rt_socket_close (user_data, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static void
socket_opened (RtSocket *socket,
               gpointer  user_data)
{
  Feed *self = user_data;

  rt_socket_push (socket, self->channel, self->after, NULL, &frames, NULL);
  rt_stream_set_end (rt_socket_get_stream (socket), self->is_last, end_socket, socket);
}

/* A feed is to be listened to: what is said to it changes nothing. */
static void
socket_message (RtSocket *socket,
                gboolean  is_text,
                GBytes   *data,
                gpointer  user_data)
{
}

/**
 * rt_feed_serve:
 * @exchange: a request for @channel
 * @channel: a channel whose payloads have no line breaks
 * @after: the cursor to begin at
 * @is_last: whether an event is the channel's last
 *
 * Serves a channel that comes to an end: each payload and nothing else, as an event stream
 * (WHATWG HTML section 9.2) that ends after the last event, or, where the request asks to
 * upgrade, as text messages of a WebSocket that is then closed with 1000 (RFC 6455 section
 * 7.4.1). What a WebSocket's client says is not listened to. What a reader who does not
 * keep up missed is not told: each payload is to say all there is to know.
 */
void
rt_feed_serve (RtExchange *exchange,
               RtChannel  *channel,
               guint64     after,
               gboolean  (*is_last) (RtEvent *event))
{
  static const RtSocketHooks hooks = { socket_opened, socket_message, NULL, feed_free };
  Feed *self = g_new0 (Feed, 1);

  self->channel = g_object_ref (channel);
  self->after = after;
  self->is_last = is_last;
  if (rt_exchange_is_websocket (exchange))
    {
      rt_socket_serve (exchange, NULL, &hooks, self);
      return;
    }

  serve_event_stream (exchange, self);
}
