/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "soak.h"

#include <stdio.h>
#include <string.h>

#include "core/rt-hub-limits.h"
#include "patterns/long-polling/rt-long-polling-client.h"
#include "patterns/server-sent-events/rt-sse-client.h"
#include "patterns/short-polling/rt-short-polling-client.h"
#include "patterns/websocket/rt-websocket-client.h"
#include "support/rt-test.h"

#define CHANNEL "soak"

#define TICK_MS 5

/* Of an event's payload, so that cuts fall everywhere. */
#define MAX_PADDING 200

/* Of so many connections in a hundred already the first bytes are cut. */
#define EARLY "33"

#define RETRY_MS    20

/* How long the channel remembers where nothing may be lost. */
#define MEMORY_SECONDS 50

/* Long enough for a channel to forget what was published meanwhile. */
#define LONG_RETRY_MS 150

#define INTERVAL_MS 25

/* How long the server runs, and is away, at the most. */
#define MAX_UP_MS   2000
#define MAX_DOWN_MS 300

static guint64
read_setting (const char *name,
              guint64     otherwise)
{
  const char *text = g_getenv (name);
  guint64 value = otherwise;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, &value, NULL))
    g_error ("%s=%s is no number", name, text);

  return value;
}

static char *
dup_payload (guint64 seq)
{
  return g_strdup_printf ("{\"n\":%" G_GUINT64_FORMAT ",\"pad\":\"%*s\"}", seq, (int) (seq * 7919 % MAX_PADDING), "");
}

static void
on_message (RtClient  *client,
            RtMessage *message,
            Reader    *self)
{
  g_autofree char *expected = dup_payload (message->seq);
  gsize size;
  const char *data = g_bytes_get_data (message->data, &size);

  g_assert_true (message->has_seq);
  g_assert_cmpmem (data, size, expected, strlen (expected));
  rt_client_set_retry (client, self->soak->retry_ms);
  if (message->repeated)
    {
      self->repeated++;
      return;
    }

  if (message->seq <= self->last)
    g_error ("%s handed out %" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT, G_OBJECT_TYPE_NAME (client),
             message->seq, self->last);
  self->last = message->seq;
  self->delivered++;
  if (self->delivered + self->lost != message->seq - self->soak->base)
    g_error ("%s handed out %" G_GUINT64_FORMAT " up to number %" G_GUINT64_FORMAT " and told %" G_GUINT64_FORMAT
             " lost", G_OBJECT_TYPE_NAME (client), self->delivered, message->seq - self->soak->base, self->lost);
}

static void
on_gap (RtClient *client,
        gint64    lost,
        Reader   *self)
{
  g_assert_cmpint (lost, >, 0);
  self->lost += lost;
}

static void
on_finished (RtClient *client,
             Reader   *self)
{
  if (rt_client_get_error (client) != NULL)
    g_error ("%s gave up: %s", G_OBJECT_TYPE_NAME (client), rt_client_get_reason (client));
}

static void
reader_init (Reader *self,
             Soak   *soak,
             GType   type)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/channels/" CHANNEL, soak->port);

  self->soak = soak;
  self->last = soak->base;
  self->client = g_object_new (type, "uri", uri, "resume", soak->resume, "after", (gint64) soak->base,
                               "retry-ms", RETRY_MS, "interval-ms", INTERVAL_MS, NULL);
  g_signal_connect (self->client, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->client, "gap", G_CALLBACK (on_gap), self);
  g_signal_connect (self->client, "finished", G_CALLBACK (on_finished), self);
}

static void
set_timer (GSource     **source,
           guint         ms,
           GSourceFunc   func,
           gpointer      user_data)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
  if (func == NULL)
    return;

  *source = g_timeout_source_new (ms);
  g_source_set_callback (*source, func, user_data, NULL);
  g_source_attach (*source, NULL);
}

/* So many as are due: a tick that comes late publishes more. */
static gboolean
publish_cb (gpointer user_data)
{
  Soak *self = user_data;
  guint64 due = (g_get_monotonic_time () - self->began_us) * self->rate / G_USEC_PER_SEC;

  for (; self->n_published < due; self->n_published++)
    {
      char *payload = dup_payload (self->base + self->n_published + 1);
      g_autoptr (GBytes) data = g_bytes_new_take (payload, strlen (payload));
      g_autoptr (GError) error = NULL;

      rt_channel_publish (self->channel, "message", data, &error);
      g_assert_no_error (error);
    }

  return G_SOURCE_CONTINUE;
}

static void
start_proxy (Soak *self)
{
  g_autofree char *to = g_strdup_printf ("%u", self->served.port);
  g_autofree char *seed = g_strdup_printf ("%u", self->seed);
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "soak", "cutting-proxy", NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  self->proxy = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                  path, "--to", to, "--seed", seed, "--early", EARLY, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->proxy));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  self->port = g_ascii_strtoull (line, NULL, 10);
  g_assert_cmpuint (self->port, >, 0);
}

void
soak_init (Soak     *self,
           gboolean  resume)
{
  const GType types[SOAK_N_READERS] = {
    RT_TYPE_SHORT_POLLING_CLIENT, RT_TYPE_LONG_POLLING_CLIENT, RT_TYPE_SSE_CLIENT, RT_TYPE_WEBSOCKET_CLIENT,
  };

  *self = (Soak) { .resume = resume, .retry_ms = RETRY_MS };
  self->n_events = read_setting ("SOAK_EVENTS", SOAK_EVENTS);
  self->rate = read_setting ("SOAK_RATE", SOAK_RATE);
  self->seed = read_setting ("SOAK_SEED", g_random_int_range (1, G_MAXINT32));
  self->rand = g_rand_new_with_seed (self->seed);
  g_test_message ("SOAK_SEED=%u", self->seed);

  served_init (&self->served);
  self->channel = g_object_ref (served_get_channel (&self->served, CHANNEL));
  self->base = rt_channel_get_last (self->channel);
  /* An event stream asks for two seconds of patience, and the next connections may be cut
   * before their first byte as well. */
  if (resume)
    rt_hub_set_limits (rt_engine_get_hub (self->served.engine),
                       &(RtChannelLimits) { .max_events = MEMORY_SECONDS * self->rate });
  start_proxy (self);
  for (guint i = 0; i < SOAK_N_READERS; i++)
    reader_init (&self->readers[i], self, types[i]);
}

void
soak_forget (Soak *self)
{
  rt_hub_set_limits (rt_engine_get_hub (self->served.engine), &(RtChannelLimits) { .max_events = RT_CHANNEL_LEAST_EVENTS });
  self->forgets = TRUE;
  self->retry_ms = LONG_RETRY_MS;
}

static gboolean begin_server_cb (gpointer user_data);

static gboolean
end_server_cb (gpointer user_data)
{
  Soak *self = user_data;

  rt_server_stop (self->served.server);
  self->n_restarts++;
  set_timer (&self->restarting, g_rand_int_range (self->rand, 0, MAX_DOWN_MS), begin_server_cb, self);

  return G_SOURCE_REMOVE;
}

static gboolean
begin_server_cb (gpointer user_data)
{
  Soak *self = user_data;
  g_autoptr (GError) error = NULL;

  rt_server_listen (self->served.server, RT_PORT_MAIN, self->served.port, &error);
  g_assert_no_error (error);
  set_timer (&self->restarting, g_rand_int_range (self->rand, 1, MAX_UP_MS), end_server_cb, self);

  return G_SOURCE_REMOVE;
}

void
soak_restart_server (Soak *self)
{
  set_timer (&self->restarting, g_rand_int_range (self->rand, 1, MAX_UP_MS), end_server_cb, self);
}

typedef struct {
  Soak    *soak;
  guint64  number;
} Goal;

static gboolean
is_published (gpointer user_data)
{
  Goal *goal = user_data;

  return goal->soak->n_published >= goal->number;
}

static gboolean
is_told (gpointer user_data)
{
  Goal *goal = user_data;

  for (guint i = 0; i < SOAK_N_READERS; i++)
    if (goal->soak->readers[i].delivered + goal->soak->readers[i].lost < goal->number)
      return FALSE;

  return TRUE;
}

static void
report (Soak   *self,
        Reader *reader)
{
  const RtTraffic *traffic = rt_client_get_traffic (reader->client);

  g_test_message ("%-24s delivered %6" G_GUINT64_FORMAT ", lost %6" G_GUINT64_FORMAT ", repeated %6" G_GUINT64_FORMAT
                  ", reordered %" G_GUINT64_FORMAT "; %" G_GUINT64_FORMAT " connections, %" G_GUINT64_FORMAT " requests",
                  G_OBJECT_TYPE_NAME (reader->client), reader->delivered, reader->lost, reader->repeated,
                  traffic->reordered, traffic->connections_opened, traffic->requests);
  g_assert_cmpuint (reader->delivered + reader->lost, ==, self->n_published);
  g_assert_cmpuint (traffic->unique, ==, reader->delivered);
  g_assert_cmpuint (traffic->lost, ==, reader->lost);
  g_assert_cmpuint (traffic->duplicate, ==, reader->repeated);
  g_assert_cmpuint (traffic->reordered, ==, 0);
  if (self->resume)
    {
      g_assert_cmpuint (reader->repeated, ==, 0);
      if (!self->forgets)
        g_assert_cmpuint (reader->lost, ==, 0);
    }
}

void
soak_run (Soak *self)
{
  Goal goal = { self, 0 };

  for (guint i = 0; i < SOAK_N_READERS; i++)
    rt_client_start (self->readers[i].client);
  self->began_us = g_get_monotonic_time ();
  set_timer (&self->publishing, TICK_MS, publish_cb, self);

  /* Each wait has its deadline. */
  while (goal.number < self->n_events)
    {
      goal.number = MIN (goal.number + self->rate, self->n_events);
      rt_test_wait_for (is_published, &goal, "events to be published");
    }
  /* No event comes any more that would tell what was lost at the end. */
  set_timer (&self->publishing, 0, NULL, NULL);
  goal.number = self->n_published;
  rt_test_wait_for (is_told, &goal, "everybody to know what became of each event");

  for (guint i = 0; i < SOAK_N_READERS; i++)
    report (self, &self->readers[i]);
}

static void
end_proxy (Soak *self)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *words = NULL;

  g_subprocess_communicate_utf8_async (self->proxy, NULL, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the proxy to end");
  g_assert_true (g_subprocess_communicate_utf8_finish (self->proxy, result, &words, NULL, NULL));
  g_test_message ("%u restarts; %s", self->n_restarts, g_strchomp (words));
  g_object_unref (self->proxy);
}

void
soak_clear (Soak *self)
{
  set_timer (&self->publishing, 0, NULL, NULL);
  set_timer (&self->restarting, 0, NULL, NULL);
  for (guint i = 0; i < SOAK_N_READERS; i++)
    {
      rt_client_stop (self->readers[i].client);
      rt_test_drain ();
      rt_test_assert_last_unref (self->readers[i].client);
    }
  end_proxy (self);
  g_object_unref (self->channel);
  g_rand_free (self->rand);
  served_clear (&self->served);
}
