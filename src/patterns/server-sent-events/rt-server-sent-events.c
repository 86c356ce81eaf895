/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-priority.h"
#include "patterns/rt-channel-query.h"
#include "patterns/rt-pattern.h"
#include "patterns/rt-stream.h"
#include "patterns/server-sent-events/rt-sse-client.h"

/* One comment so often, so that proxies and clients see that the stream lives. */
#define HEARTBEAT_S 15

static void
append_data (GString    *text,
             const char *data,
             gsize       size)
{
  const char *end = data + size;

  while (TRUE)
    {
      const char *line_end = memchr (data, '\n', end - data);
      gsize length = (line_end != NULL ? line_end : end) - data;

      g_string_append (text, "data: ");
      g_string_append_len (text, data, length > 0 && data[length - 1] == '\r' ? length - 1 : length);
      g_string_append_c (text, '\n');
      if (line_end == NULL)
        break;
      data = line_end + 1;
    }
}

static GBytes *
encode (RtEvent *event,
        guint64  prev)
{
  GString *text = g_string_new (NULL);
  char time[RT_TIME_LENGTH + 1];
  gsize size;
  const char *data = g_bytes_get_data (rt_event_get_data (event), &size);

  rt_time_format (rt_event_get_time (event), time);
  g_string_append_printf (text, "id: %" G_GUINT64_FORMAT "\nevent: %s\ntime: %s\n",
                          rt_event_get_seq (event), rt_event_get_type_name (event), time);
  if (prev != 0)
    g_string_append_printf (text, "prev: %" G_GUINT64_FORMAT "\n", prev == RT_PREV_NONE ? 0 : prev);
  append_data (text, data, size);
  g_string_append_c (text, '\n');

  return g_string_free_to_bytes (text);
}

static GBytes *
encode_gap (gint64 lost)
{
  if (lost < 0)
    return g_bytes_new_static ("event: gap\ndata: {\"lost\": null}\n\n", strlen ("event: gap\ndata: {\"lost\": null}\n\n"));
  else
    {
      char *text = g_strdup_printf ("event: gap\ndata: {\"lost\": %" G_GINT64_FORMAT "}\n\n", lost);

      return g_bytes_new_take (text, strlen (text));
    }
}

static const RtWireFormat event_stream = { "event stream", encode };

static gboolean
heartbeat_cb (gpointer user_data)
{
  RtPeerStream *stream = user_data;

  rt_outbox_append_control (rt_peer_stream_get_outbox (stream), ":\n\n", 3);
  rt_peer_stream_flush (stream);

  return G_SOURCE_CONTINUE;
}

static void
stop_source (gpointer data)
{
  g_source_remove (GPOINTER_TO_UINT (data));
}

static void
begin (RtPeerStream *stream,
       guint         seconds,
       GSourceFunc   func)
{
  guint id = g_timeout_add_seconds_full (RT_PRIORITY_IO, seconds, func, stream, NULL);

  g_object_set_data_full (G_OBJECT (stream), "rt-sse-timer", GUINT_TO_POINTER (id), stop_source);
}

static void
end_cb (RtPeerStream *stream)
{
  g_object_set_data (G_OBJECT (stream), "rt-sse-timer", NULL);
}

static gboolean
claims (RtExchange *exchange)
{
  return rt_exchange_accepts (exchange, "text/event-stream", FALSE);
}

static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  static const char head[] = "retry: 2000\n\n";
  g_auto (RtChannelQuery) query = { 0 };
  g_autoptr (RtPeerStream) stream = NULL;

  if (!rt_channel_query_parse (exchange, &query))
    return;

  stream = rt_exchange_take_stream (exchange, "text/event-stream");
  rt_outbox_append_control (rt_peer_stream_get_outbox (stream), head, strlen (head));
  rt_stream_begin (stream, channel, query.has_after ? query.after : rt_channel_get_last (channel),
                   query.selection, &event_stream, encode_gap);
  begin (stream, HEARTBEAT_S, heartbeat_cb);
  g_signal_connect (stream, "closed", G_CALLBACK (end_cb), NULL);
}

static gboolean
hello_cb (gpointer user_data)
{
  RtPeerStream *stream = user_data;
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (stream), "rt-hello"));
  g_autofree char *data = g_strdup_printf ("hello from server ---- [%u]", i);
  char *text = g_strdup_printf ("%sdata: %s\n\n", i % 10 == 9 ? "event: notice\ndata: ten more\n\n" : "", data);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  rt_outbox_push_event (rt_peer_stream_get_outbox (stream), bytes, strlen (data));
  rt_peer_stream_flush (stream);
  g_object_set_data (G_OBJECT (stream), "rt-hello", GUINT_TO_POINTER (i + 1));

  return G_SOURCE_CONTINUE;
}

static void
hello_stream (RtExchange *exchange,
              gpointer    user_data)
{
  g_autoptr (RtPeerStream) stream = rt_exchange_take_stream (exchange, "text/event-stream");

  hello_cb (stream);
  begin (stream, 1, hello_cb);
  g_signal_connect (stream, "gone", G_CALLBACK (end_cb), NULL);
  g_signal_connect (stream, "closed", G_CALLBACK (end_cb), NULL);
  rt_stream_close_when_gone (stream);
}

static void
add_routes (RtServer *server,
            RtHub    *hub)
{
  static const RtRoute route = { "/stream", "GET", "server-sent-events", FALSE, 0, hello_stream };

  rt_server_add_route (server, &route, hub);
}

const RtPattern rt_server_sent_events = {
  .id = "server-sent-events",
  .name = N_("Server-sent events"),
  .sentence = N_("One long answer that never ends: the server talks."),
  .get_client_type = rt_sse_client_get_type,
  .add_routes = add_routes,
  .claims = claims,
  .serve = serve,
};
