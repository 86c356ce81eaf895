/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "net/rt-poller.h"
#include "patterns/rt-channel-query.h"
#include "patterns/rt-envelope.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-pattern.h"
#include "patterns/rt-stream.h"
#include "patterns/server-sent-events/rt-event-stream-format.h"
#include "patterns/server-sent-events/rt-sse-client.h"

/* One comment so often, so that proxies and clients see that the stream lives. */
#define HEARTBEAT_MS 15000
#define HEARTBEAT    ":\n\n"

/* Of the hellos of /stream, every so many are followed by a notice. */
#define NOTICE_EVERY 10

/* What happens on an event stream again and again. */
typedef struct {
  RtPollerTimer timer;
  RtPoller     *poller;
  RtPeerStream *stream; /* (unowned): the beat is its data */
  RtServer     *server; /* (unowned): outlives its connections */
  gint64        due;    /* monotonic, µs */
  guint         n;
} Beat;

static void
beat_free (gpointer data)
{
  Beat *self = data;

  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_unref (self->poller);
  g_free (self);
}

static void
closed_cb (RtPeerStream *stream)
{
  g_object_set_data (G_OBJECT (stream), "rt-beat", NULL);
}

static Beat *
beat_new (RtPeerStream *stream,
          void        (*func) (gpointer))
{
  Beat *self = g_new0 (Beat, 1);

  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->stream = stream;
  self->timer.func = func;
  self->timer.user_data = self;
  g_object_set_data_full (G_OBJECT (stream), "rt-beat", self, beat_free);
  g_signal_connect (stream, "closed", G_CALLBACK (closed_cb), NULL);

  return self;
}

#define DATA "data: "

typedef struct {
  char  *text;
  gsize  length;
  gsize  size;
} Block;

/* Room for so many bytes more. */
static inline char *
block_extend (Block *self,
              gsize  by)
{
  self->length += by;
  if (G_UNLIKELY (self->length > self->size))
    {
      self->size = MAX (self->length, 2 * self->size);
      self->text = g_realloc (self->text, self->size);
    }

  return self->text + self->length - by;
}

/* An event stream ends a line with CR LF, LF or CR, and knows no escape for any of them
 * (WHATWG HTML section 9.2.5). So each ends a line of data here as well, and arrives as LF:
 * a line break between the tokens of a JSON text is the one thing that does not travel byte
 * for byte. Within strings JSON has none (RFC 8259 section 7).
 *
 * Fast for nothing but line feeds, too, of which each becomes seven bytes. */
static void
append_data (Block      *self,
             const char *data,
             gsize       size)
{
  const char *end = data + size;

  for (;;)
    {
      const char *line = data;
      char *at;

      while (data < end && *data != '\n' && *data != '\r')
        data++;
      at = block_extend (self, strlen (DATA "\n") + (gsize) (data - line));
      at = mempcpy (at, DATA, strlen (DATA));
      if (data > line)
        at = mempcpy (at, line, data - line);
      *at = '\n';
      if (data == end)
        return;
      data += data[0] == '\r' && data + 1 < end && data[1] == '\n' ? 2 : 1;
    }
}

static GBytes *
encode (RtEvent *event,
        guint64  prev)
{
  g_autofree char *before = NULL;
  g_autofree char *head = NULL;
  Block block = { NULL, 0, 0 };
  char time[RT_TIME_LENGTH + 1];
  gsize size;
  const char *data = g_bytes_get_data (rt_event_get_data (event), &size);

  rt_time_format (rt_event_get_time (event), time);
  if (prev != 0)
    before = g_strdup_printf ("prev: %" G_GUINT64_FORMAT "\n", prev == RT_PREV_NONE ? 0 : prev);
  head = g_strdup_printf ("id: %" G_GUINT64_FORMAT "\nevent: %s\ntime: %s\n%s", rt_event_get_seq (event),
                          rt_event_get_type_name (event), time, before != NULL ? before : "");

  block.size = strlen (head) + strlen (DATA) + size + strlen ("\n\n");
  block.text = g_malloc (block.size);
  memcpy (block_extend (&block, strlen (head)), head, strlen (head));
  append_data (&block, size > 0 ? data : "", size);
  *block_extend (&block, 1) = '\n';

  return g_bytes_new_take (g_realloc (block.text, block.length), block.length);
}

static GBytes *
encode_gap (gint64      lost,
            guint64     next,
            const char *reason)
{
  g_autofree char *data = rt_envelope_write_loss (lost, reason, " ");
  char *text = g_strdup_printf ("id: %" G_GUINT64_FORMAT "\nevent: gap\ndata: %s\n\n", next, data);

  return g_bytes_new_take (text, strlen (text));
}

const RtWireFormat rt_event_stream_format = { "event stream", encode };

static void
heartbeat (gpointer user_data)
{
  Beat *self = user_data;
  RtOutbox *outbox = rt_peer_stream_get_outbox (self->stream);

  /* Who reads nothing has enough waiting. */
  if (rt_outbox_is_empty (outbox))
    rt_outbox_append_control (outbox, HEARTBEAT, strlen (HEARTBEAT));
  rt_peer_stream_flush (self->stream);
  rt_poller_start_timer (self->poller, &self->timer, HEARTBEAT_MS);
}

static gboolean
answer_head (RtExchange *exchange)
{
  if (!g_str_equal (rt_exchange_get_method (exchange), "HEAD"))
    return FALSE;

  rt_exchange_set_header (exchange, "Content-Type", RT_EVENT_STREAM_CONTENT_TYPE);
  rt_exchange_respond (exchange, SOUP_STATUS_OK, NULL, NULL);

  return TRUE;
}

static gboolean
claims (RtExchange *exchange)
{
  return rt_fields_wants_event_stream (rt_exchange_get_header (exchange, "Accept"));
}

/* Who begins with what comes from now on is told where that is, so that what is published
 * before the first event arrives is not missed when the connection is lost. A block without
 * data is no event and sets the last event ID all the same (WHATWG HTML section 9.2.6). */
static void
write_head (RtOutbox             *outbox,
            const RtChannelQuery *query)
{
  g_autofree char *position = query->has_after ? NULL : g_strdup_printf ("id: %" G_GUINT64_FORMAT "\n", query->after);
  g_autofree char *head = g_strconcat (RT_EVENT_STREAM_RETRY, position != NULL ? position : "", "\n", NULL);

  rt_outbox_append_control (outbox, head, strlen (head));
}

static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  g_auto (RtChannelQuery) query = { 0 };
  g_autoptr (RtPeerStream) stream = NULL;
  Beat *beat;

  if (!rt_channel_query_parse (exchange, &query) ||
      !rt_channel_query_read_last_event_id (exchange, &query) ||
      answer_head (exchange))
    return;

  stream = rt_exchange_take_stream (exchange, RT_EVENT_STREAM_CONTENT_TYPE);
  if (!query.has_after)
    query.after = rt_channel_get_last (channel);
  write_head (rt_peer_stream_get_outbox (stream), &query);
  rt_stream_begin (stream, channel, query.after, query.selection, &rt_event_stream_format, encode_gap);
  if (query.name != NULL)
    rt_stream_set_name (stream, query.name);
  beat = beat_new (stream, heartbeat);
  rt_poller_start_timer (beat->poller, &beat->timer, HEARTBEAT_MS);
}

/* FALSE where there is no room, for a client that does not read. */
static gboolean
push_text (Beat       *self,
           const char *fields,
           const char *data)
{
  char *text = g_strdup_printf ("%sdata: %s\n\n", fields, data);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return rt_peer_stream_push_event (self->stream, bytes, strlen (data)) == RT_PUSH_TAKEN;
}

static void
say_hello (gpointer user_data)
{
  Beat *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *data = g_strdup_printf ("hello from server ---- [%u]", self->n);

  if (push_text (self, "", data) && ++self->n % NOTICE_EVERY == 0)
    push_text (self, "event: notice\n", "ten hellos more");
  rt_peer_stream_flush (self->stream);

  /* From when it was due: lateness does not add up. The speed may have changed. */
  self->due = MAX (self->due + (gint64) (G_USEC_PER_SEC / rt_server_get_speed (self->server)), now);
  rt_poller_start_timer (self->poller, &self->timer, (guint) MIN ((self->due - now) / 1000, G_MAXINT));
}

static void
hello_stream (RtExchange *exchange,
              gpointer    user_data)
{
  g_autoptr (RtPeerStream) stream = NULL;
  Beat *beat;

  if (answer_head (exchange))
    return;

  stream = rt_exchange_take_stream (exchange, RT_EVENT_STREAM_CONTENT_TYPE);
  rt_stream_close_when_gone (stream);
  beat = beat_new (stream, say_hello);
  beat->server = user_data;
  beat->due = g_get_monotonic_time ();
  say_hello (beat);
}

static void
add_routes (RtServer *server,
            RtHub    *hub)
{
  static const RtRoute route = { "/stream", "GET", "server-sent-events", FALSE, 0, hello_stream };

  rt_server_add_route (server, &route, server);
}

const RtPattern rt_server_sent_events = {
  .id = "server-sent-events",
  .name = N_("Server-sent events"),
  .sentence = N_("One long answer that never ends: the server talks."),
  .get_client_type = rt_sse_client_get_type,
  .add_routes = add_routes,
  .claims = claims,
  .serve = serve,
  .manner = RT_MANNER_PUSH,
  .traits = RT_TRAIT_PLAIN_HTTP | RT_TRAIT_BROWSER,
  .keep_alive_ms = HEARTBEAT_MS,
  .keep_alive_bytes = sizeof HEARTBEAT - 1,
};
