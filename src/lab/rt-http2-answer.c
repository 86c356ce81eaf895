/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-http2-server-private.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/rt-reader.h"
#include "lab/rt-arena.h"
#include "patterns/rt-channel-answer.h"
#include "patterns/rt-envelope.h"
#include "patterns/rt-fields.h"
#include "patterns/server-sent-events/rt-event-stream-format.h"

/* As a channel's resource has them. */
#define MAX_WAIT_S 120

/* A request that waits, or an answer that goes on. */
typedef struct {
  RtHttp2Server *server;   /* (unowned): outlives its streams */
  RtHttp2Stream *stream;   /* (unowned): likewise what is kept with it */
  RtTraffic     *traffic;  /* (unowned) */
  RtReader      *reader;
  RtPollerTimer  timer;
  guint64        after;
} Wait;

static void
wait_free (Wait *self)
{
  rt_http2_stream_set_data (self->stream, NULL);
  rt_poller_stop_timer (self->server->poller, &self->timer);
  rt_reader_free (self->reader);
  g_free (self);
}

static char *
dup_etag (guint64 next)
{
  return g_strdup_printf ("\"%" G_GUINT64_FORMAT "\"", next);
}

static void
respond (RtHttp2Stream *stream,
         RtTraffic     *traffic,
         guint          status,
         const char    *etag,
         GBytes        *body)
{
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, body != NULL ? g_bytes_get_size (body) : 0);
  const char *fields[9] = { NULL };
  guint n = 0;

  if (body != NULL)
    {
      fields[n++] = "content-type";
      fields[n++] = "application/json";
      fields[n++] = "content-length";
      fields[n++] = length;
    }
  if (etag != NULL)
    {
      fields[n++] = "etag";
      fields[n++] = etag;
    }
  fields[n++] = "cache-control";
  fields[n++] = etag != NULL ? "no-cache" : "no-store";
  fields[n] = NULL;
  traffic->responses++;
  rt_http2_stream_respond (stream, status, fields, body);
}

static void
respond_nothing (RtHttp2Server *self,
                 RtHttp2Stream *stream,
                 RtTraffic     *traffic)
{
  g_autofree char *etag = dup_etag (rt_channel_get_last (self->channel));
  gboolean seen = rt_fields_etag_matches (rt_http2_stream_get_field (stream, "if-none-match"), etag);

  traffic->empty++;
  respond (stream, traffic, seen ? SOUP_STATUS_NOT_MODIFIED : SOUP_STATUS_NO_CONTENT, etag, NULL);
}

static void
count_event (RtTraffic *traffic,
             RtEvent   *event)
{
  traffic->events++;
  traffic->unique++;
  traffic->payload_out += rt_event_get_size (event);
}

/* As rt_channel_answer() writes it. */
static GString *
write_events (RtHttp2Server *self,
              RtTraffic     *traffic,
              guint64       *cursor)
{
  GString *json = g_string_new ("{\"events\":[");
  RtChannelItem item;
  RtGap gap = { FALSE };
  gint64 lost = 0;
  guint n_events = 0;

  while (json->len < RT_CHANNEL_ANSWER_MAX_BYTES &&
         rt_channel_read (self->channel, cursor, NULL, &item, 1, &gap) > 0)
    {
      GBytes *bytes = rt_event_encode (item.event, &rt_envelope_format, item.prev);

      if (gap.found && n_events == 0)
        lost = gap.lost;
      if (n_events++ > 0)
        g_string_append_c (json, ',');
      g_string_append_len (json, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
      count_event (traffic, item.event);
    }
  traffic->empty += n_events == 0;
  g_string_append_printf (json, "],\"next\":%" G_GUINT64_FORMAT ",\"gap\":", *cursor);
  if (lost < 0)
    g_string_append (json, "null}");
  else
    g_string_append_printf (json, "%" G_GINT64_FORMAT "}", lost);

  return json;
}

static void
respond_events (RtHttp2Server *self,
                RtHttp2Stream *stream,
                RtTraffic     *traffic,
                guint64        after)
{
  g_autofree char *etag = dup_etag (rt_channel_get_last (self->channel));
  g_autofree char *next = NULL;
  g_autoptr (GBytes) body = NULL;

  if (after >= rt_channel_get_last (self->channel) &&
      rt_fields_etag_matches (rt_http2_stream_get_field (stream, "if-none-match"), etag))
    {
      respond_nothing (self, stream, traffic);
      return;
    }

  body = g_string_free_to_bytes (write_events (self, traffic, &after));
  next = dup_etag (after);
  respond (stream, traffic, SOUP_STATUS_OK, next, body);
}

static gboolean
on_something (RtReader *reader,
              gpointer  user_data)
{
  Wait *self = user_data;

  respond_events (self->server, self->stream, self->traffic, self->after);
  wait_free (self);

  return TRUE;
}

static void
on_waited (gpointer user_data)
{
  Wait *self = user_data;

  respond_nothing (self->server, self->stream, self->traffic);
  wait_free (self);
}

static gboolean
on_more (RtReader *reader,
         gpointer  user_data)
{
  Wait *self = user_data;
  RtChannelItem item;
  RtGap gap;

  if (rt_reader_read (reader, &item, 1, &gap) == 0)
    return TRUE;
  if (!rt_http2_stream_push (self->stream, rt_event_encode (item.event, &rt_event_stream_format, item.prev)))
    {
      rt_reader_unread (reader, item.event);
      return FALSE;
    }
  count_event (self->traffic, item.event);

  return TRUE;
}

static Wait *
wait_new (RtHttp2Server *server,
          RtHttp2Stream *stream,
          RtTraffic     *traffic,
          guint64        after,
          RtReaderFunc   func)
{
  Wait *self = g_new0 (Wait, 1);

  self->server = server;
  self->stream = stream;
  self->traffic = traffic;
  self->after = after;
  self->timer = (RtPollerTimer) { .func = on_waited, .user_data = self };
  self->reader = rt_reader_new (server->channel, after, NULL, func, self);
  rt_http2_stream_set_data (stream, self);

  return self;
}

static void
begin_stream (RtHttp2Server *self,
              RtHttp2Stream *stream,
              RtTraffic     *traffic,
              guint64        after)
{
  static const char * const fields[] = {
    "content-type", RT_EVENT_STREAM_CONTENT_TYPE, "cache-control", "no-store", NULL
  };
  g_autoptr (GBytes) head = g_bytes_new_static (RT_EVENT_STREAM_HEAD, strlen (RT_EVENT_STREAM_HEAD));

  traffic->responses++;
  rt_http2_stream_begin (stream, SOUP_STATUS_OK, fields);
  rt_http2_stream_push (stream, head);
  wait_new (self, stream, traffic, after, on_more);
}

static void
answer_latest (RtHttp2Server *self,
               RtHttp2Stream *stream)
{
  RtTraffic *traffic = rt_http2_server_take_request (self, stream, "request-response");
  RtEvent *event = rt_channel_get_latest (self->channel);

  if (event != NULL)
    count_event (traffic, event);
  else
    traffic->empty++;
  respond (stream, traffic, event != NULL ? SOUP_STATUS_OK : SOUP_STATUS_NO_CONTENT, NULL,
           event != NULL ? rt_event_get_data (event) : NULL);
}

/* %FALSE: it is no number. */
static gboolean
read_after (RtHttp2Stream *stream,
            const char    *query,
            guint64       *after)
{
  g_autoptr (GHashTable) params = query != NULL ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;
  const char *text = params != NULL ? g_hash_table_lookup (params, "after") : NULL;

  if (text == NULL)
    text = rt_http2_stream_get_field (stream, "last-event-id");

  return text == NULL || g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, after, NULL);
}

static void
answer_channel (RtHttp2Server *self,
                RtHttp2Stream *stream,
                const char    *query)
{
  const char *prefer = rt_http2_stream_get_field (stream, "prefer");
  gboolean streams = rt_fields_wants_event_stream (rt_http2_stream_get_field (stream, "accept"));
  guint seconds = 0;
  gboolean waits = !streams && rt_fields_parse_wait (prefer, MAX_WAIT_S, &seconds) == RT_WAIT_GIVEN;
  guint64 after = streams ? rt_channel_get_last (self->channel) : rt_channel_get_first (self->channel) - 1;
  RtTraffic *traffic = rt_http2_server_take_request (self, stream,
                                                     streams ? "server-sent-events" : waits ? "long-polling" : "short-polling");

  if (!read_after (stream, query, &after))
    respond (stream, traffic, SOUP_STATUS_BAD_REQUEST, NULL, NULL);
  else if (streams)
    begin_stream (self, stream, traffic, after);
  else if (waits && after >= rt_channel_get_last (self->channel))
    rt_poller_start_timer (self->poller, &wait_new (self, stream, traffic, after, on_something)->timer, seconds * 1000);
  else
    respond_events (self, stream, traffic, after);
}

void
rt_http2_answer_request (RtHttp2Stream *stream,
                         gpointer       server)
{
  g_auto (GStrv) parts = g_strsplit (rt_http2_stream_get_path (stream), "?", 2);

  if (g_strcmp0 (rt_http2_stream_get_method (stream), "GET") != 0)
    rt_http2_stream_respond (stream, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL, NULL);
  else if (g_strcmp0 (parts[0], RT_ARENA_LATEST) == 0)
    answer_latest (server, stream);
  else if (g_strcmp0 (parts[0], RT_ARENA_PATH) == 0)
    answer_channel (server, stream, parts[1]);
  else
    rt_http2_stream_respond (stream, SOUP_STATUS_NOT_FOUND, NULL, NULL);
}

void
rt_http2_answer_writable (RtHttp2Stream *stream,
                          gpointer       server)
{
  Wait *wait = rt_http2_stream_get_data (stream);

  if (wait != NULL)
    rt_reader_wake (wait->reader);
}

void
rt_http2_answer_gone (RtHttp2Stream *stream,
                      gpointer       server)
{
  Wait *wait = rt_http2_stream_get_data (stream);

  if (wait != NULL)
    wait_free (wait);
}
