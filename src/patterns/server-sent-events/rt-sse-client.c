/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-sse-client.h"

#include <glib/gi18n.h>

#include "core/rt-event.h"
#include "core/rt-json.h"
#include "core/rt-priority.h"
#include "patterns/rt-call.h"
#include "patterns/rt-envelope.h"
#include "patterns/rt-problem.h"
#include "rt-event-stream-parser.h"

/* Small enough that what is in it is delivered well within a slice. */
#define READ_SIZE 8192

struct _RtSseClient {
  RtClient             parent_instance;

  RtEventStreamParser *parser;
  GInputStream        *stream;
  GSource             *readable;
  SoupMessage         *refused;      /* whose problem is being read */

  /* What the fields of the event being read say. */
  gint64               time_us;
  guint64              prev;
};

G_DEFINE_FINAL_TYPE (RtSseClient, rt_sse_client, RT_TYPE_CLIENT)

static RtEnvelopeKind
judge (RtSseClient         *self,
       const RtStreamEvent *event,
       gint64              *lost)
{
  RtJsonSlice slice;
  guint64 cursor;

  if (g_strcmp0 (event->type, "gap") != 0 || !rt_client_get_cursor (RT_CLIENT (self), &cursor))
    return RT_ENVELOPE_EVENT;

  slice.text = g_bytes_get_data (event->data, &slice.length);

  return rt_json_check (slice.text, slice.length, NULL) ? rt_envelope_parse_gap (&slice, lost) : RT_ENVELOPE_EVENT;
}

static gboolean
on_event (const RtStreamEvent *event,
          gpointer             user_data)
{
  RtSseClient *self = user_data;
  g_autoptr (GInputStream) stream = self->stream != NULL ? g_object_ref (self->stream) : NULL;
  guint64 seq = 0;
  gboolean has_seq = event->has_id && g_ascii_string_to_unsigned (event->last_event_id, 10, 0, G_MAXUINT64, &seq, NULL);
  gint64 lost;
  RtEnvelopeKind kind = judge (self, event, &lost);

  if (stream == NULL) /* It was stopped at the end of the last block. */
    return FALSE;
  if (!rt_envelope_report_gap (RT_CLIENT (self), kind, lost, seq))
    {
      g_autoptr (RtMessage) message = rt_message_new (event->type, event->data, self->time_us);

      message->has_seq = has_seq;
      message->seq = seq;
      rt_client_deliver (RT_CLIENT (self), message, self->prev);
    }

  return self->stream == stream;
}

static void
on_retry (guint    ms,
          gpointer user_data)
{
  rt_client_set_retry (user_data, ms);
}

/* A prev of 0 says that the selection had nothing before; one that is no number
 * says nothing. */
static guint64
read_prev (const char *value)
{
  guint64 prev;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &prev, NULL))
    return 0;

  return prev == 0 ? RT_PREV_NONE : prev;
}

static void
on_field (const char *name,
          const char *value,
          gsize       length,
          gpointer    user_data)
{
  RtSseClient *self = user_data;

  if (g_str_equal (name, "time") && !rt_time_parse (value, &self->time_us))
    self->time_us = 0;
  else if (g_str_equal (name, "prev"))
    self->prev = read_prev (value);
}

static void
on_block_ended (gpointer user_data)
{
  RtSseClient *self = user_data;
  guint64 position;

  self->time_us = 0;
  self->prev = 0;
  /* A number that came before the first event. */
  if (self->stream != NULL &&
      g_ascii_string_to_unsigned (rt_event_stream_parser_get_last_event_id (self->parser), 10, 0, G_MAXUINT64, &position, NULL))
    rt_client_take_position (RT_CLIENT (self), position);
}

static const RtEventStreamHandler handler = {
  .event = on_event,
  .retry = on_retry,
  .field = on_field,
  .block_ended = on_block_ended,
};

/* Reads once. Returns whether there may be more. */
static gboolean
read_some (RtSseClient          *self,
           GPollableInputStream *stream)
{
  char buffer[READ_SIZE];
  g_autoptr (GError) error = NULL;
  gssize n_read = g_pollable_input_stream_read_nonblocking (stream, buffer, sizeof buffer, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;

  if (n_read < 0)
    rt_client_failed (RT_CLIENT (self), error, 0, FALSE);
  else if (n_read == 0)
    rt_client_failed_with (RT_CLIENT (self), RT_CLIENT_ERROR_CLOSED, 0, FALSE,
                           _("The server ended the stream."));
  else if (!rt_event_stream_parser_feed (self->parser, buffer, n_read, &error))
    rt_client_failed_with (RT_CLIENT (self), RT_CLIENT_ERROR_FORMAT, 0, TRUE, error->message);

  return self->stream == G_INPUT_STREAM (stream);
}

static void watch (RtSseClient *self);

static gboolean
on_readable (GPollableInputStream *stream,
             gpointer              user_data)
{
  g_autoptr (RtSseClient) self = g_object_ref (user_data);
  g_autoptr (GPollableInputStream) kept = g_object_ref (stream);
  gint64 deadline = g_get_monotonic_time () + RT_SLICE_US;

  while (read_some (self, kept) && g_get_monotonic_time () < deadline)
    ;
  if (self->stream == G_INPUT_STREAM (kept))
    watch (self);

  return G_SOURCE_REMOVE;
}

static void
unwatch (RtSseClient *self)
{
  if (self->readable != NULL)
    g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
}

/* libsoup decides once, when a source is made, whether it is always ready because
 * something is buffered, or ready when the socket is. Each source is good for one time. */
static void
watch (RtSseClient *self)
{
  unwatch (self);
  self->readable = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->stream), NULL);
  g_source_set_priority (self->readable, RT_PRIORITY_IO);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->readable, g_main_context_get_thread_default ());
}

static void
begin_reading (RtSseClient  *self,
               GInputStream *stream)
{
  rt_event_stream_parser_restart (self->parser);
  rt_event_stream_parser_set_limit (self->parser, rt_client_get_max_payload (RT_CLIENT (self)));
  on_block_ended (self);
  self->stream = g_object_ref (stream);
  watch (self);
  rt_client_opened (RT_CLIENT (self));
}

static void
refuse_status (RtSseClient *self,
               SoupMessage *message,
               GBytes      *body)
{
  g_autofree char *problem = rt_problem_dup_words (message, body);
  const char *uri = rt_client_get_shown_uri (RT_CLIENT (self));
  const char *phrase = soup_message_get_reason_phrase (message);
  guint status = soup_message_get_status (message);
  guint retry_after_ms = rt_client_parse_retry_after (message);
  gboolean again = ((status == SOUP_STATUS_SERVICE_UNAVAILABLE || status == 429) && retry_after_ms > 0)
                   || rt_client_was_there (RT_CLIENT (self), status);
  g_autoptr (GError) error = NULL;
  if (problem != NULL)
    /* Translators: an address, a status such as 404, its phrase, a sentence about it */
    g_set_error (&error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_STATUS,
                 _("%s answered %u %s instead of an event stream: %s"), uri, status, phrase, problem);
  else
    g_set_error (&error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_STATUS,
                 _("%s answered %u %s instead of an event stream."), uri, status, phrase);
  rt_client_failed (RT_CLIENT (self), error, retry_after_ms, !again);
}

static void
on_problem_read (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (RtSseClient) self = rt_call_end (user_data);
  g_autoptr (GBytes) body = rt_problem_read_finish (result);
  g_autoptr (SoupMessage) message = NULL;

  if (self == NULL)
    return;

  message = g_steal_pointer (&self->refused);
  refuse_status (self, message, body);
}

static void
read_problem (RtSseClient  *self,
              SoupMessage  *message,
              GInputStream *stream,
              GCancellable *opening)
{
  g_set_object (&self->refused, message);
  rt_problem_read_async (stream, opening, on_problem_read, rt_call_new (self, opening));
}

static void
refuse_type (RtSseClient *self,
             const char  *type)
{
  g_autofree char *words = NULL;

  words = g_strdup_printf (_("%s answered with “%s” instead of “text/event-stream”: it is no event stream."),
                           rt_client_get_shown_uri (RT_CLIENT (self)), type != NULL ? type : "");

  rt_client_failed_with (RT_CLIENT (self), RT_CLIENT_ERROR_CONTENT_TYPE, 0, TRUE, words);
}

/* HTML standard, section 9.2.3: what becomes of the connection. Beyond it, an answer that
 * asks to come back (503 or 429 with `Retry-After`) is followed. */
static void
judge_answer (RtSseClient  *self,
              SoupMessage  *message,
              GInputStream *stream,
              GCancellable *opening)
{
  guint status = soup_message_get_status (message);
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  rt_client_count_answer (RT_CLIENT (self), status, status == SOUP_STATUS_NO_CONTENT);
  if (g_cancellable_is_cancelled (opening))
    return;

  if (status == SOUP_STATUS_NO_CONTENT)
    rt_client_failed_with (RT_CLIENT (self), RT_CLIENT_ERROR_CLOSED, 0, TRUE,
                           _("The server has nothing more to tell (204)."));
  else if (status != SOUP_STATUS_OK && rt_problem_is_one (message))
    read_problem (self, message, stream, opening);
  else if (status != SOUP_STATUS_OK)
    refuse_status (self, message, NULL);
  else if (type == NULL || g_ascii_strcasecmp (type, "text/event-stream") != 0)
    refuse_type (self, type);
  else
    begin_reading (self, stream);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  SoupSession *session = SOUP_SESSION (source);
  g_autoptr (GCancellable) opening = rt_call_dup_cancellable (user_data);
  g_autoptr (RtSseClient) self = rt_call_end (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = g_object_ref (soup_session_get_async_result_message (session, result));
  g_autoptr (GInputStream) stream = soup_session_send_finish (session, result, &error);

  if (self == NULL)
    return;

  if (stream == NULL)
    rt_client_failed (RT_CLIENT (self), error, 0, FALSE);
  else
    judge_answer (self, message, stream, opening);
}

static void
rt_sse_client_open (RtClient     *client,
                    GCancellable *opening)
{
  RtSseClient *self = RT_SSE_CLIENT (client);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GUri) uri = NULL;
  SoupMessageHeaders *headers;
  const char *last_event_id;

  if (!rt_client_is_resuming (client))
    rt_event_stream_parser_set_last_event_id (self->parser, "");
  last_event_id = rt_event_stream_parser_get_last_event_id (self->parser);
  uri = *last_event_id != '\0' ? rt_client_dup_guri (client) : rt_client_dup_target (client);
  if (uri == NULL)
    return;

  message = rt_client_new_request (client, "GET", uri);
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", "text/event-stream");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (*last_event_id != '\0')
    soup_message_headers_replace (headers, "Last-Event-ID", last_event_id);
  rt_client_add_headers (client, message);

  soup_session_send_async (rt_session_get_soup (rt_client_get_session (client)), message, RT_PRIORITY_ANSWER,
                           opening, on_sent, rt_call_new (self, opening));
}

static void
rt_sse_client_close (RtClient *client)
{
  RtSseClient *self = RT_SSE_CLIENT (client);

  unwatch (self);
  g_clear_object (&self->stream);
  g_clear_object (&self->refused);
}

static void
rt_sse_client_constructed (GObject *object)
{
  RtSseClient *self = RT_SSE_CLIENT (object);

  G_OBJECT_CLASS (rt_sse_client_parent_class)->constructed (object);

  self->parser = rt_event_stream_parser_new (&handler, self);
}

static void
rt_sse_client_finalize (GObject *object)
{
  rt_event_stream_parser_free (RT_SSE_CLIENT (object)->parser);

  G_OBJECT_CLASS (rt_sse_client_parent_class)->finalize (object);
}

static void
rt_sse_client_class_init (RtSseClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtClientClass *client_class = RT_CLIENT_CLASS (klass);

  object_class->constructed = rt_sse_client_constructed;
  object_class->finalize = rt_sse_client_finalize;
  client_class->open = rt_sse_client_open;
  client_class->close = rt_sse_client_close;
}

static void
rt_sse_client_init (RtSseClient *self)
{
}

/**
 * rt_sse_client_new:
 * @uri: the address of an event stream
 *
 * Makes a client that is closed.
 *
 * Returns: (transfer full): a client
 */
RtClient *
rt_sse_client_new (const char *uri)
{
  return g_object_new (RT_TYPE_SSE_CLIENT, "uri", uri, NULL);
}
