/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-reader.h"
#include "support/rt-test.h"

/* How many events its outbox holds. */
#define STAGED 4

/* A reader whose outbox is emptied by hand. */
typedef struct {
  RtReader *reader;
  RtOutbox *outbox;
  RtRelief  relief;
  guint64   last;          /* put into the outbox */
  gboolean  is_disconnected;
} Sink;

static void
put (Sink *self)
{
  RtChannelItem item;
  RtGap gap;

  while (!rt_outbox_is_full (self->outbox) && rt_reader_read (self->reader, &item, 1, &gap) > 0)
    {
      g_assert_true (rt_outbox_push_event (self->outbox, rt_event_get_data (item.event), 1));
      g_assert_cmpuint (rt_event_get_seq (item.event), >, self->last);
      self->last = rt_event_get_seq (item.event);
    }
}

static gboolean
sink_called (RtReader *reader,
             gpointer  user_data)
{
  Sink *self = user_data;

  if (rt_reader_relieve (reader, &self->relief))
    {
      self->is_disconnected = TRUE;
      return FALSE;
    }
  put (self);
  rt_reader_set_stuck (reader, rt_outbox_is_full (self->outbox));

  return !rt_outbox_is_full (self->outbox);
}

static void
sink_init (Sink       *self,
           RtChannel  *channel,
           guint64     after,
           const char *types)
{
  g_autoptr (RtSelection) selection = types != NULL ? rt_selection_new (types, NULL) : NULL;

  *self = (Sink) { .outbox = rt_outbox_new (STAGED, 1024 * 1024) };
  self->reader = rt_reader_new (channel, after, selection, sink_called, self);
  rt_reader_set_outbox (self->reader, self->outbox);
}

static void
sink_clear (Sink *self)
{
  rt_reader_free (self->reader);
  rt_outbox_free (self->outbox);
}

/* So many events leave, of @size bytes each. */
static void
take (Sink  *self,
      guint  n_events,
      gsize  size)
{
  for (guint i = 0; i < n_events && !rt_outbox_is_empty (self->outbox); i++)
    rt_outbox_consume (self->outbox, size);
  rt_reader_wake (self->reader);
  rt_test_drain ();
}

static RtOutboxDepth
measure (Sink *self)
{
  RtOutboxDepth depth;

  rt_reader_measure (self->reader, &depth);
  depth.events += rt_outbox_get_n_events (self->outbox);
  depth.bytes += rt_outbox_get_n_bytes (self->outbox);

  return depth;
}

static guint64
try_to_publish (RtChannel  *channel,
                const char *type,
                gsize       size)
{
  g_autoptr (GBytes) data = g_bytes_new_take (g_strnfill (size, 'x'), size);
  g_autoptr (GError) error = NULL;
  guint64 seq = rt_channel_publish (channel, type, data, &error);

  if (seq == 0)
    g_assert_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL);

  return seq;
}

static void
publish (RtChannel *channel,
         guint      n_events,
         gsize      size)
{
  for (guint i = 0; i < n_events; i++)
    {
      g_assert_cmpuint (try_to_publish (channel, "m", size), >, 0);
      rt_test_drain ();
    }
}

static RtChannel *
make_channel (RtOutboxPolicy policy,
              guint          max_events,
              gsize          max_bytes)
{
  RtChannel *channel = rt_channel_new ("test", NULL);
  const RtOutboxLimits limits = { policy, max_events, max_bytes, 0 };

  rt_channel_set_outboxes (channel, &limits);

  return channel;
}

static void
test_nothing_goes_that_is_remembered (void)
{
  const RtChannelLimits limits = { .max_events = 20 };
  RtChannel *channel = rt_channel_new ("test", &limits);
  Sink sink;

  g_assert_cmpint (rt_channel_get_outboxes (channel)->policy, ==, RT_OUTBOX_DROP_OLDEST);
  sink_init (&sink, channel, 0, NULL);
  publish (channel, STAGED + 20, 1);
  g_assert_false (rt_reader_relieve (sink.reader, &sink.relief));
  g_assert_false (sink.relief.forgotten.found);
  g_assert_cmpuint (measure (&sink).events, ==, STAGED + 20);

  publish (channel, 7, 1);
  rt_reader_relieve (sink.reader, &sink.relief);
  g_assert_cmpint (sink.relief.forgotten.lost, ==, 7);
  g_assert_cmpuint (sink.relief.dropped, ==, 0);
  g_assert_cmpuint (rt_outbox_get_counts (sink.outbox)->forgotten, ==, 7);
  g_assert_cmpuint (measure (&sink).events, ==, STAGED + 20);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static void
test_the_oldest_give_way (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_DROP_OLDEST, 10, 0);
  Sink sink;

  sink_init (&sink, channel, 0, NULL);
  publish (channel, 100, 1);
  g_assert_false (rt_reader_relieve (sink.reader, &sink.relief));
  g_assert_cmpuint (sink.relief.dropped, ==, 90);
  g_assert_cmpuint (measure (&sink).events, ==, 10);

  /* What was in its outbox, and the newest. */
  take (&sink, 3, 1);
  g_assert_cmpuint (sink.last, ==, 97);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

/* In a selection how many events are gone does not say where they end. */
static void
test_what_is_forgotten_ends_before_what_gives_way (void)
{
  const RtChannelLimits memory = { .max_events = 20 };
  const RtOutboxLimits limits = { RT_OUTBOX_DROP_OLDEST, 8, 0, 0 };
  RtChannel *channel = rt_channel_new ("test", &memory);
  Sink sink;

  rt_channel_set_outboxes (channel, &limits);
  sink_init (&sink, channel, 0, "a");
  for (guint i = 0; i < STAGED; i++)
    {
      try_to_publish (channel, "b", 1);
      try_to_publish (channel, "a", 1);
      rt_test_drain ();
    }
  for (guint i = 0; i < 40; i++)
    {
      try_to_publish (channel, "b", 1);
      try_to_publish (channel, "a", 1);
    }
  g_assert_false (rt_reader_relieve (sink.reader, &sink.relief));

  g_assert_true (sink.relief.forgotten.found);
  g_assert_cmpuint (sink.relief.dropped, ==, 10 + STAGED - 8);
  g_assert_cmpuint (sink.relief.turn, ==, 2 * (STAGED + 40) - 20);
  g_assert_false (sink.relief.forgotten_last);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static void
test_the_oldest_bytes_give_way (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_DROP_OLDEST, 0, 1000);
  Sink sink;

  sink_init (&sink, channel, 0, NULL);
  publish (channel, 100, 99);
  rt_reader_relieve (sink.reader, &sink.relief);
  g_assert_cmpuint (sink.relief.dropped, ==, 90);
  g_assert_cmpuint (measure (&sink).bytes, ==, STAGED * 99 + 6 * 100);

  /* The latest stays, however large. */
  publish (channel, 1, 5000);
  rt_reader_relieve (sink.reader, &sink.relief);
  g_assert_cmpuint (measure (&sink).events, ==, STAGED + 1);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static void
test_the_latest_takes_the_place_of_others (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_KEEP_LATEST, 0, 0);
  Sink stuck;
  Sink fine;

  sink_init (&stuck, channel, 0, NULL);
  sink_init (&fine, channel, 0, NULL);
  for (guint i = 0; i < 50; i++)
    {
      publish (channel, 1, 1);
      take (&fine, 1, 1);
    }
  g_assert_cmpuint (fine.last, ==, 50);
  g_assert_cmpuint (fine.relief.conflated, ==, 0);

  rt_reader_relieve (stuck.reader, &stuck.relief);
  g_assert_cmpuint (stuck.relief.conflated, ==, 50 - STAGED - 1);
  g_assert_cmpuint (measure (&stuck).events, ==, STAGED + 1);
  take (&stuck, 1, 1);
  g_assert_cmpuint (stuck.last, ==, 50);
  g_assert_cmpuint (rt_outbox_get_counts (stuck.outbox)->conflated, ==, 50 - STAGED - 1);

  sink_clear (&stuck);
  sink_clear (&fine);
  rt_test_assert_last_unref (channel);
}

static void
test_only_who_is_stuck_is_disconnected (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_DISCONNECT, 10, 0);
  Sink stuck;
  Sink fine;

  sink_init (&stuck, channel, 0, NULL);
  sink_init (&fine, channel, 0, NULL);
  for (guint i = 0; i < 10; i++)
    {
      publish (channel, 1, 1);
      take (&fine, 1, 1);
    }
  g_assert_false (stuck.is_disconnected);
  publish (channel, 1, 1);
  g_assert_true (stuck.is_disconnected);
  g_assert_false (fine.is_disconnected);

  sink_clear (&stuck);
  sink_clear (&fine);
  rt_test_assert_last_unref (channel);
}

static void
test_too_many_bytes_disconnect (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_DISCONNECT, 0, 1000);
  Sink sink;

  sink_init (&sink, channel, 0, NULL);
  publish (channel, STAGED + 1, 150);
  g_assert_false (sink.is_disconnected);
  publish (channel, 2, 150);
  g_assert_true (sink.is_disconnected);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

/* It asked for it, and reads it as fast as it can. */
static void
test_history_is_no_reason (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_DISCONNECT, 10, 0);
  Sink sink;

  publish (channel, 50, 1);
  sink_init (&sink, channel, 0, NULL);
  rt_test_drain ();
  publish (channel, 10 - STAGED, 1);
  g_assert_false (sink.is_disconnected);
  g_assert_cmpuint (measure (&sink).events, ==, 60 - STAGED);
  publish (channel, 1, 1);
  g_assert_true (sink.is_disconnected);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static void
test_who_publishes_learns_it (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_WAIT, 10, 0);
  Sink sink;

  sink_init (&sink, channel, 0, NULL);
  publish (channel, 10, 1);
  g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);
  g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);
  g_assert_cmpuint (rt_channel_get_last (channel), ==, 10);
  g_assert_cmpuint (rt_outbox_get_counts (sink.outbox)->waits, ==, 2);

  take (&sink, 2, 1);
  publish (channel, 2, 1);
  g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);
  while (!rt_outbox_is_empty (sink.outbox))
    take (&sink, 1, 1);
  g_assert_cmpuint (sink.last, ==, 12);

  sink_clear (&sink);
  publish (channel, 1000, 1);
  rt_test_assert_last_unref (channel);
}

/* Nobody had his turn yet, and may have it before anything is forgotten. */
static void
test_a_burst_is_no_reason (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_WAIT, 2, 0);
  Sink sink;

  sink_init (&sink, channel, 0, NULL);
  for (guint i = 0; i < STAGED; i++)
    g_assert_cmpuint (try_to_publish (channel, "m", 1), >, 0);
  g_assert_cmpuint (rt_outbox_get_counts (sink.outbox)->waits, ==, 0);

  rt_test_drain ();
  g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static void
test_bursts_wait_that_could_be_forgotten (void)
{
  const RtChannelLimits memory = { .max_events = 20, .max_bytes = 8000 };
  const RtOutboxLimits limits = { RT_OUTBOX_WAIT, 5, 1000, 0 };
  RtChannel *channel = rt_channel_new ("test", &memory);
  Sink sink;

  rt_channel_set_outboxes (channel, &limits);
  sink_init (&sink, channel, 0, NULL);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (try_to_publish (channel, "m", 1), >, 0);
  g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);
  rt_test_drain ();
  while (!rt_outbox_is_empty (sink.outbox))
    take (&sink, 1, 1);

  /* More than may wait has room where nothing does. */
  g_assert_cmpuint (try_to_publish (channel, "m", 5000), >, 0);
  g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static gboolean
is_let_go (gpointer user_data)
{
  return try_to_publish (user_data, "m", 1) > 0;
}

static gboolean
keep_turning (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_who_takes_nothing_holds_nobody_up_for_long (void)
{
  RtChannel *channel = rt_channel_new ("test", NULL);
  const RtOutboxLimits limits = { RT_OUTBOX_WAIT, 10, 0, 20 };
  guint turning = g_timeout_add (1, keep_turning, NULL);
  Sink sink;

  rt_channel_set_outboxes (channel, &limits);
  sink_init (&sink, channel, 0, NULL);
  publish (channel, 10, 1);
  rt_test_wait_for (is_let_go, channel, "a publisher that goes on");
  publish (channel, 100, 1);

  /* Nothing is lost for it, and once it has caught up it is waited for again. */
  while (!rt_outbox_is_empty (sink.outbox))
    take (&sink, 1, 1);
  g_assert_cmpuint (sink.last, ==, 111);
  publish (channel, 10, 1);
  while (try_to_publish (channel, "m", 1) > 0)
    g_assert_cmpuint (measure (&sink).events, <=, 20);

  g_source_remove (turning);
  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static void
test_a_crowd_holds_up_as_long_as_one (void)
{
  RtChannel *channel = rt_channel_new ("test", NULL);
  const RtOutboxLimits limits = { RT_OUTBOX_WAIT, 10, 0, 500 };
  guint turning = g_timeout_add (1, keep_turning, NULL);
  Sink sinks[20];
  gint64 since;

  rt_channel_set_outboxes (channel, &limits);
  for (guint i = 0; i < G_N_ELEMENTS (sinks); i++)
    {
      /* The later ones have fewer waiting when the first is full. */
      if (i == G_N_ELEMENTS (sinks) / 2)
        publish (channel, 5, 1);
      sink_init (&sinks[i], channel, rt_channel_get_last (channel), NULL);
    }
  publish (channel, 5, 1);
  g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);

  since = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    rt_test_wait_for (is_let_go, channel, "a publisher that goes on");
  /* One after the other it were ten seconds. */
  g_assert_cmpint (g_get_monotonic_time () - since, <, 5 * G_TIME_SPAN_SECOND);

  g_source_remove (turning);
  for (guint i = 0; i < G_N_ELEMENTS (sinks); i++)
    sink_clear (&sinks[i]);
  rt_test_assert_last_unref (channel);
}

static void
test_a_trickle_does_not_renew_patience (void)
{
  RtChannel *channel = rt_channel_new ("test", NULL);
  const RtOutboxLimits limits = { RT_OUTBOX_WAIT, 10, 0, 20 };
  Sink sink;

  rt_channel_set_outboxes (channel, &limits);
  sink_init (&sink, channel, 0, NULL);
  publish (channel, 10, 1);

  g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);
  g_usleep (30 * 1000);
  take (&sink, 1, 1);
  publish (channel, 100, 1);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static void
test_who_takes_half_is_waited_for (void)
{
  RtChannel *channel = rt_channel_new ("test", NULL);
  const RtOutboxLimits limits = { RT_OUTBOX_WAIT, 10, 0, 1 };
  Sink sink;

  rt_channel_set_outboxes (channel, &limits);
  sink_init (&sink, channel, 0, NULL);
  publish (channel, 10, 1);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpuint (try_to_publish (channel, "m", 1), ==, 0);
      for (guint k = 0; k < 5; k++)
        take (&sink, 1, 1);
      g_usleep (2 * 1000);
      publish (channel, 5, 1);
    }

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

static void
test_what_was_not_asked_for_does_not_wait (void)
{
  RtChannel *channel = make_channel (RT_OUTBOX_DROP_OLDEST, 10, 0);
  Sink sink;

  sink_init (&sink, channel, 0, "odd,none");
  for (guint i = 1; i <= 60; i++)
    g_assert_cmpuint (try_to_publish (channel, i % 2 == 1 ? "odd" : "even", i % 2 == 1 ? 7 : 1000), >, 0);
  rt_test_drain ();
  rt_reader_relieve (sink.reader, &sink.relief);
  g_assert_cmpuint (sink.relief.dropped, ==, 20);
  g_assert_cmpuint (measure (&sink).events, ==, 10);
  g_assert_cmpuint (measure (&sink).bytes, ==, STAGED * 7 + 6 * (7 + strlen ("odd")));
  take (&sink, 1, 7);
  g_assert_cmpuint (sink.last, ==, 49);

  sink_clear (&sink);
  rt_test_assert_last_unref (channel);
}

/* Every event is somewhere, whatever the policy, the limits and the order of things. */
static void
test_the_account_closes (void)
{
  for (guint round = 0; round < 200; round++)
    {
      const RtChannelLimits memory = { .max_events = (guint) g_test_rand_int_range (5, 60) };
      RtChannel *channel = rt_channel_new ("test", &memory);
      const RtOutboxLimits limits = { (RtOutboxPolicy) (round % 3), (guint) g_test_rand_int_range (2, 30), 100000, 1 };
      Sink sink;

      rt_channel_set_outboxes (channel, &limits);
      sink_init (&sink, channel, 0, NULL);
      for (guint i = 0; i < 300; i++)
        {
          const RtOutboxCounts *counts = rt_outbox_get_counts (sink.outbox);

          if (g_test_rand_int_range (0, 4) > 0)
            try_to_publish (channel, "m", 1);
          if (g_test_rand_int_range (0, 3) == 0)
            rt_test_drain ();
          if (g_test_rand_int_range (0, 9) == 0)
            take (&sink, (guint) g_test_rand_int_range (0, 6), 1);

          rt_reader_relieve (sink.reader, &sink.relief);
          g_assert_cmpuint (rt_channel_get_last (channel), ==,
                            counts->events + counts->dropped + counts->conflated + counts->forgotten +
                            measure (&sink).events);
          g_assert_cmpuint (sink.relief.dropped + sink.relief.conflated + (guint64) sink.relief.forgotten.lost, ==,
                            counts->dropped + counts->conflated + counts->forgotten);
        }
      sink_clear (&sink);
      rt_test_assert_last_unref (channel);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pressure/drop-oldest/nothing-goes-that-is-remembered", test_nothing_goes_that_is_remembered);
  g_test_add_func ("/pressure/drop-oldest/the-oldest-give-way", test_the_oldest_give_way);
  g_test_add_func ("/pressure/drop-oldest/what-is-forgotten-ends-before-what-gives-way", test_what_is_forgotten_ends_before_what_gives_way);
  g_test_add_func ("/pressure/drop-oldest/the-oldest-bytes-give-way", test_the_oldest_bytes_give_way);
  g_test_add_func ("/pressure/keep-latest/the-latest-takes-the-place-of-others", test_the_latest_takes_the_place_of_others);
  g_test_add_func ("/pressure/disconnect/only-who-is-stuck", test_only_who_is_stuck_is_disconnected);
  g_test_add_func ("/pressure/disconnect/too-many-bytes", test_too_many_bytes_disconnect);
  g_test_add_func ("/pressure/disconnect/history-is-no-reason", test_history_is_no_reason);
  g_test_add_func ("/pressure/wait/who-publishes-learns-it", test_who_publishes_learns_it);
  g_test_add_func ("/pressure/wait/a-burst-is-no-reason", test_a_burst_is_no_reason);
  g_test_add_func ("/pressure/wait/bursts-wait-that-could-be-forgotten", test_bursts_wait_that_could_be_forgotten);
  g_test_add_func ("/pressure/wait/who-takes-nothing-holds-nobody-up-for-long", test_who_takes_nothing_holds_nobody_up_for_long);
  g_test_add_func ("/pressure/wait/a-crowd-holds-up-as-long-as-one", test_a_crowd_holds_up_as_long_as_one);
  g_test_add_func ("/pressure/wait/a-trickle-does-not-renew-patience", test_a_trickle_does_not_renew_patience);
  g_test_add_func ("/pressure/wait/who-takes-half-is-waited-for", test_who_takes_half_is_waited_for);
  g_test_add_func ("/pressure/what-was-not-asked-for-does-not-wait", test_what_was_not_asked_for_does_not_wait);
  g_test_add_func ("/pressure/the-account-closes", test_the_account_closes);

  return g_test_run ();
}
