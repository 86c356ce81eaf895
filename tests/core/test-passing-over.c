/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-channel-private.h"
#include "support/rt-test.h"

/* What reading one by one comes to. */
static guint64
read_over (RtMemory    *memory,
           guint64     *cursor,
           RtSelection *selection,
           guint64      n_events,
           RtGap       *gap)
{
  guint64 n = 0;
  guint64 before;
  RtChannelItem item;
  RtGap more;

  *gap = (RtGap) { FALSE, 0 };
  do
    {
      before = *cursor;
      n += rt_memory_read (memory, cursor, selection, &item, n < n_events ? 1 : 0, &more);
      rt_gap_add (gap, &more);
    }
  while (n < n_events && *cursor != before);

  return n;
}

static void
publish_some (RtChannel *channel,
              guint      n_events)
{
  static const char * const types[] = { "a", "b", "c" };
  g_autoptr (GBytes) data = g_bytes_new_static ("1", 1);

  for (guint i = 0; i < n_events; i++)
    g_assert_cmpuint (rt_channel_publish (channel, types[g_test_rand_int_range (0, 3)], data, NULL), >, 0);
}

/* With numbers that jump, and some forgotten. (transfer full) */
static RtChannel *
make_channel (void)
{
  const RtChannelLimits limits = { .max_events = (guint) g_test_rand_int_range (1, 60) };
  RtChannel *channel = rt_channel_new ("test", &limits);

  for (guint i = 0; i < 3; i++)
    {
      guint64 next = rt_channel_get_last (channel) + (guint64) g_test_rand_int_range (1, 5);

      publish_some (channel, (guint) g_test_rand_int_range (0, 30));
      next = MAX (next, rt_channel_get_last (channel) + 1 + (i == 1));
      rt_channel_set_numbering (channel, next, next);
    }
  publish_some (channel, (guint) g_test_rand_int_range (0, 10));

  return channel;
}

static void
assert_same (RtChannel   *channel,
             guint64      after,
             RtSelection *selection,
             guint64      n_events)
{
  RtMemory *memory = rt_channel_get_memory (channel);
  guint64 passed = after;
  guint64 read = after;
  RtGap passed_gap;
  RtGap read_gap;

  g_assert_cmpuint (rt_memory_skip (memory, &passed, selection, n_events, &passed_gap), ==,
                    read_over (memory, &read, selection, n_events, &read_gap));
  g_assert_cmpuint (passed, ==, read);
  g_assert_cmpint (passed_gap.found, ==, read_gap.found);
  g_assert_cmpint (passed_gap.lost, ==, read_gap.lost);
}

static void
test_as_if_they_were_read (void)
{
  g_autoptr (RtSelection) selection = rt_selection_new ("a,c,none", NULL);

  for (guint round = 0; round < 2000; round++)
    {
      RtChannel *channel = make_channel ();
      guint64 after = (guint64) g_test_rand_int_range (0, (int) rt_channel_get_last (channel) + 3);
      guint64 n_events = (guint64) g_test_rand_int_range (0, 40);

      assert_same (channel, after, NULL, n_events);
      assert_same (channel, after, selection, n_events);
      rt_test_assert_last_unref (channel);
    }
}

/* A hundred thousand at once. One by one that were a minute. */
static void
test_however_many (void)
{
  const RtChannelLimits limits = { .max_events = 100000, .max_bytes = 64 * 1024 * 1024 };
  RtChannel *channel = rt_channel_new ("test", &limits);
  g_autoptr (RtSelection) selection = rt_selection_new ("a,b,c", NULL);

  publish_some (channel, 100000);
  for (guint i = 0; i < 5000; i++)
    {
      guint64 all = 0;
      guint64 selected = 0;
      RtGap gap;

      g_assert_cmpuint (rt_memory_skip (rt_channel_get_memory (channel), &all, NULL, 99999, &gap), ==, 99999);
      g_assert_cmpuint (rt_memory_skip (rt_channel_get_memory (channel), &selected, selection, 99999, &gap), ==, 99999);
      g_assert_cmpuint (all, ==, 99999);
      g_assert_cmpuint (selected, ==, 99999);
    }
  rt_test_assert_last_unref (channel);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/passing-over/as-if-they-were-read", test_as_if_they_were_read);
  g_test_add_func ("/passing-over/however-many", test_however_many);

  return g_test_run ();
}
