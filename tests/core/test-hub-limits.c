/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-hub-limits.h"
#include "support/rt-test.h"

static RtChannel *
open_channel (RtHub      *hub,
              const char *name)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RtChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  rt_hub_open_async (hub, name, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "a channel");
  channel = rt_hub_open_finish (hub, result, &error);
  g_assert_no_error (error);

  return rt_hub_lookup (hub, name);
}

static void
publish (RtChannel *channel,
         guint      n_events)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("\"1234567\"", 9);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_events; i++)
    {
      rt_channel_publish (channel, "t", data, &error);
      g_assert_no_error (error);
    }
}

static gboolean
has_forgotten (gpointer user_data)
{
  return rt_channel_get_n_events (user_data) == 100;
}

static void
test_lowered (void)
{
  g_autoptr (RtHub) hub = rt_hub_new (NULL);
  RtChannel *channel = open_channel (hub, "a");
  guint64 cursor = 0;
  RtChannelItem item;
  RtGap gap;

  publish (channel, RT_CHANNEL_DEFAULT_MAX_EVENTS);
  rt_hub_set_limits (hub, &(RtChannelLimits) { .max_events = 100 });
  rt_test_wait_for (has_forgotten, channel, "events to be forgotten");

  g_assert_cmpuint (rt_channel_read (channel, &cursor, NULL, &item, 1, &gap), ==, 1);
  g_assert_true (gap.found);
  g_assert_cmpint (gap.lost, ==, RT_CHANNEL_DEFAULT_MAX_EVENTS - 100);

  publish (channel, 50);
  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, 100);
}

static void
test_lowered_while_events_come (void)
{
  g_autoptr (RtHub) hub = rt_hub_new (NULL);
  RtChannel *channel = open_channel (hub, "a");

  publish (channel, RT_CHANNEL_DEFAULT_MAX_EVENTS);
  rt_hub_set_limits (hub, &(RtChannelLimits) { .max_events = 100 });
  publish (channel, 10);

  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, RT_CHANNEL_DEFAULT_MAX_EVENTS);
  rt_test_wait_for (has_forgotten, channel, "events to be forgotten");
}

static void
test_bytes (void)
{
  g_autoptr (RtHub) hub = rt_hub_new (NULL);
  RtChannel *channel = open_channel (hub, "a");

  publish (channel, 1000);
  /* Nine bytes of data and one of the type's name. */
  rt_hub_set_limits (hub, &(RtChannelLimits) { .max_bytes = 1000 });
  rt_test_wait_for (has_forgotten, channel, "events to be forgotten");
}

static void
test_raised (void)
{
  g_autoptr (RtHub) hub = rt_hub_new (NULL);
  RtChannel *channel = open_channel (hub, "a");

  rt_hub_set_limits (hub, &(RtChannelLimits) { .max_events = 20000 });
  rt_test_drain ();
  publish (channel, 20001);

  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, 20000);
}

static void
test_channels_to_come (void)
{
  g_autoptr (RtHub) hub = rt_hub_new (NULL);
  RtChannel *channel;

  rt_hub_set_limits (hub, &(RtChannelLimits) { .max_events = 100 });
  rt_test_drain ();
  channel = open_channel (hub, "b");
  rt_test_drain ();
  publish (channel, 200);

  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, 100);
}

static void
test_finalized (void)
{
  RtHub *hub = rt_hub_new (NULL);

  open_channel (hub, "a");
  rt_hub_set_limits (hub, &(RtChannelLimits) { .max_events = 100 });
  rt_test_assert_last_unref (hub);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hub-limits/a-lower-one-forgets-the-oldest-and-says-so", test_lowered);
  g_test_add_func ("/hub-limits/a-lower-one-is-reached-in-slices", test_lowered_while_events_come);
  g_test_add_func ("/hub-limits/of-bytes-holds-too", test_bytes);
  g_test_add_func ("/hub-limits/a-higher-one-remembers-more", test_raised);
  g_test_add_func ("/hub-limits/holds-for-channels-to-come", test_channels_to_come);
  g_test_add_func ("/hub-limits/finalized", test_finalized);

  return g_test_run ();
}
