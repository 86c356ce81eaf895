/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/rt-pattern.h"
#include "patterns/rt-polling-client.h"
#include "patterns/served.h"
#include "support/rt-test.h"
#include "transcript.h"

#define N_EVENTS 25

/* When everything that was sent to a client has been read. */
typedef enum {
  WHEN_QUIET,      /* after the last event */
  AT_A_MESSAGE,
  AT_AN_EMPTY_ANSWER,
} End;

typedef struct {
  const char *pattern;
  End         end;
  gboolean    sends;
} Case;

/* A client of our own servers, with all that passes on its connections. */
typedef struct {
  const Case *which;
  RtClient   *client;
  GHashTable *transcripts;  /* number of the connection → Transcript */
  guint       n_messages;
} Capture;

static Transcript *
get_transcript (Capture *self,
                guint64  connection)
{
  Transcript *transcript = g_hash_table_lookup (self->transcripts, &connection);

  g_assert_nonnull (transcript);
  return transcript;
}

static void
on_opened (guint64  connection,
           gboolean is_new,
           gpointer user_data)
{
  Capture *self = user_data;
  Transcript *transcript = transcript_new ();

  g_assert_true (is_new);
  transcript_set_polls (transcript, RT_IS_POLLING_CLIENT (self->client));
  g_hash_table_insert (self->transcripts, g_memdup2 (&connection, sizeof connection), transcript);
}

static void
on_received (guint64     connection,
             const char *bytes,
             gsize       length,
             gpointer    user_data)
{
  transcript_receive_bytes (get_transcript (user_data, connection), bytes, length);
}

static void
on_sent (guint64     connection,
         const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  transcript_send_bytes (get_transcript (user_data, connection), bytes, length);
}

static void
on_closed (guint64  connection,
           gpointer user_data)
{
}

static void
on_message (Capture *self)
{
  self->n_messages++;
  if (self->which->end == AT_A_MESSAGE && self->n_messages == N_EVENTS)
    rt_client_stop (self->client);
}

static void
on_answer (RtClient *client,
           guint     status,
           gboolean  empty,
           Capture  *self)
{
  if (self->which->end == AT_AN_EMPTY_ANSWER && empty && self->n_messages >= N_EVENTS)
    rt_client_stop (self->client);
}

static void
capture_begin (Capture    *self,
               const Case *which,
               const char *uri)
{
  static const RtTapHooks hooks = { on_opened, on_received, on_sent, on_closed };

  self->which = which;
  self->transcripts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) transcript_free);
  self->client = g_object_new (rt_patterns_lookup (which->pattern)->get_client_type (), "uri", uri, "after", 0,
                               "interval-ms", 5, "wait-ms", 1000, NULL);
  g_signal_connect_swapped (self->client, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->client, "answer", G_CALLBACK (on_answer), self);
  rt_client_set_tap (self->client, &hooks, self);
  rt_client_start (self->client);
}

static gboolean
is_open (gpointer user_data)
{
  return rt_client_get_state (user_data) == RT_CLIENT_OPEN;
}

static gboolean
has_all (gpointer user_data)
{
  return ((Capture *) user_data)->n_messages >= N_EVENTS;
}

static gboolean
is_closed (gpointer user_data)
{
  return rt_client_get_state (user_data) == RT_CLIENT_CLOSED;
}

static void
capture_end (Capture *self)
{
  if (self->which->end == WHEN_QUIET)
    {
      rt_test_wait_for (has_all, self, "the events");
      rt_client_stop (self->client);
    }
  rt_test_wait_for (is_closed, self->client, "the client to close");
}

static void
add_items (GPtrArray *items,
           RtTraffic *sum)
{
  for (guint i = 0; i < items->len; i++)
    {
      RtTraceItem *item = items->pdata[i];
      gboolean is_out = rt_trace_item_get_direction (item) == RT_TRACE_TO_SERVER;

      *(is_out ? &sum->wire.bytes_out : &sum->wire.bytes_in) += rt_trace_item_get_size (item);
      *(is_out ? &sum->payload_out : &sum->payload_in) += rt_trace_item_get_payload (item);
      sum->empty += rt_trace_item_get_is_empty (item);
    }
}

/* What the trace says is what the kernel counted, and the client. */
static void
capture_assert (Capture *self)
{
  const RtTraffic *traffic = rt_client_get_traffic (self->client);
  RtTraffic sum = { 0 };
  GHashTableIter iter;
  gpointer transcript;

  g_hash_table_iter_init (&iter, self->transcripts);
  while (g_hash_table_iter_next (&iter, NULL, &transcript))
    {
      g_autoptr (GPtrArray) items = transcript_split (transcript);

      add_items (items, &sum);
      transcript_assert_any_pieces (transcript);
    }
  g_assert_cmpuint (g_hash_table_size (self->transcripts), ==, traffic->connections_opened);
  g_assert_cmpuint (sum.wire.bytes_in, ==, traffic->wire.bytes_in);
  g_assert_cmpuint (sum.wire.bytes_out, ==, traffic->wire.bytes_out);
  g_assert_cmpuint (sum.payload_in, ==, traffic->payload_in);
  g_assert_cmpuint (sum.payload_out, ==, traffic->payload_out);
  g_assert_cmpuint (sum.empty, ==, traffic->empty);
}

static void
publish (Served *served,
         guint   first,
         guint   last)
{
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *data = g_strdup_printf ("{\"value\":%u,\"of\":\"%0*u\"}", i, (int) i * 40, i);

      served_publish (served, "capture", i % 2 == 0 ? "tick" : "tock", data);
    }
}

static void
test_capture (gconstpointer user_data)
{
  const Case *which = user_data;
  Served served;
  Capture capture = { 0 };
  g_autofree char *uri = NULL;

  served_init (&served);
  served_get_channel (&served, "capture");
  publish (&served, 1, 10);
  uri = g_strdup_printf ("http://127.0.0.1:%u/channels/capture", served.port);
  capture_begin (&capture, which, uri);
  rt_test_wait_for (is_open, capture.client, "the client to open");
  if (which->sends)
    {
      g_autoptr (GBytes) data = g_bytes_new_static ("{\"from\":\"client\"}", 17);

      g_assert_true (rt_client_send (capture.client, data, FALSE, NULL));
    }
  publish (&served, 11, N_EVENTS);
  capture_end (&capture);

  capture_assert (&capture);

  rt_test_assert_last_unref (capture.client);
  g_hash_table_unref (capture.transcripts);
  served_clear (&served);
}

int
main (int    argc,
      char **argv)
{
  static const Case cases[] = {
    { "request-response", AT_A_MESSAGE, TRUE },
    { "short-polling", AT_AN_EMPTY_ANSWER, FALSE },
    { "long-polling", AT_AN_EMPTY_ANSWER, FALSE },
    { "server-sent-events", WHEN_QUIET, FALSE },
    { "websocket", WHEN_QUIET, TRUE },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/trace/wire/every-byte-the-kernel-counted/", cases[i].pattern, NULL);

      g_test_add_data_func (path, &cases[i], test_capture);
    }

  return g_test_run ();
}
