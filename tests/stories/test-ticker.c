/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "stories/rt-story.h"
#include "stories/rt-ticker.h"
#include "support/rt-test.h"

#define FAST 10000
#define SLOW 0.00001

typedef struct {
  RtChannel *channel;
  guint64    last;
} Wanted;

static gboolean
has_come (gpointer user_data)
{
  Wanted *wanted = user_data;

  return rt_channel_get_last (wanted->channel) >= wanted->last;
}

static void
wait_for_event (RtChannel *channel,
                guint64    last)
{
  Wanted wanted = { channel, last };

  rt_test_wait_for (has_come, &wanted, "the ticker to move");
}

static int
get_coins (RtEvent *event)
{
  gsize size;
  const char *data = g_bytes_get_data (rt_event_get_data (event), &size);
  g_autofree char *text = g_strndup (data, size);
  g_autofree char *again = NULL;
  int coins;

  g_assert_true (g_str_has_prefix (text, "{\"coins\": "));
  coins = atoi (text + strlen ("{\"coins\": "));
  again = g_strdup_printf ("{\"coins\": %d}", coins);
  g_assert_cmpstr (text, ==, again);

  return coins;
}

static void
test_begins (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  RtTicker *ticker = rt_ticker_new (channel, SLOW);

  g_assert_cmpuint (rt_channel_get_last (channel), ==, 1);
  g_assert_cmpstr (rt_event_get_type_name (rt_channel_get_latest (channel)), ==, "tick");
  g_assert_cmpint (get_coins (rt_channel_get_latest (channel)), ==, RT_TICKER_BEGIN);

  rt_test_assert_last_unref (ticker);
}

static void
test_walks (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  RtTicker *ticker = rt_ticker_new (channel, FAST);
  RtChannelItem item;
  RtGap gap;
  guint64 cursor = 0;
  int before = RT_TICKER_BEGIN;

  wait_for_event (channel, 1000);

  g_assert_cmpuint (rt_channel_read (channel, &cursor, NULL, &item, 1, &gap), ==, 1);
  while (rt_channel_read (channel, &cursor, NULL, &item, 1, &gap) == 1)
    {
      int coins = get_coins (item.event);

      g_assert_cmpint (coins, >=, RT_TICKER_LOWEST);
      g_assert_cmpint (coins, <=, RT_TICKER_HIGHEST);
      g_assert_cmpint (abs (coins - before), >=, 1);
      g_assert_cmpint (abs (coins - before), <=, 3);
      before = coins;
    }

  rt_test_assert_last_unref (ticker);
}

static void
test_speed (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  RtTicker *ticker = rt_ticker_new (channel, SLOW);

  rt_ticker_set_speed (ticker, FAST);
  wait_for_event (channel, 20);

  rt_test_assert_last_unref (ticker);
}

static void
test_ends (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  RtTicker *ticker = rt_ticker_new (channel, FAST);
  g_autoptr (RtTicker) other = NULL;
  g_autoptr (RtChannel) clock = rt_channel_new ("clock", NULL);
  guint64 last;

  wait_for_event (channel, 3);
  rt_test_assert_last_unref (ticker);
  last = rt_channel_get_last (channel);

  other = rt_ticker_new (clock, FAST);
  wait_for_event (clock, 50);
  g_assert_cmpuint (rt_channel_get_last (channel), ==, last);
}

/* Without numbers there is nothing to say, and the walk goes on. */
static void
test_sealed (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  RtTicker *ticker;
  guint64 reserved = 5;

  rt_channel_set_reserved (channel, reserved);
  ticker = rt_ticker_new (channel, FAST);
  wait_for_event (channel, reserved - 1);

  rt_channel_set_reserved (channel, G_MAXUINT64);
  wait_for_event (channel, reserved + 10);

  rt_test_assert_last_unref (ticker);
}

static void
test_listed (void)
{
  const RtStory * const *stories = rt_stories_list ();
  gboolean found = FALSE;

  for (guint i = 0; stories[i] != NULL; i++)
    {
      g_assert_true (stories[i]->channel == NULL || rt_channel_name_is_valid (stories[i]->channel));
      found |= g_strcmp0 (stories[i]->channel, "ticker") == 0;
    }

  g_assert_true (found);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticker/begins-at-once", test_begins);
  g_test_add_func ("/ticker/always-moves-within-its-bounds", test_walks);
  g_test_add_func ("/ticker/changes-its-speed-while-it-runs", test_speed);
  g_test_add_func ("/ticker/ends-with-its-last-reference", test_ends);
  g_test_add_func ("/ticker/outlasts-a-channel-without-numbers", test_sealed);
  g_test_add_func ("/stories/the-ticker-is-listed", test_listed);

  return g_test_run ();
}
