/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine-fixture.h"
#include "lab/rt-lane.h"
#include "support/rt-test.h"

typedef struct {
  RtLane *lane;
  guint64 n_events;
} Expected;

static gboolean
has_counted (gpointer user_data)
{
  Expected *expected = user_data;

  return rt_lane_get_traffic (expected->lane)->events >= expected->n_events;
}

static void
publish (RtChannel *channel,
         RtLane    *lane,
         guint      n)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("1", 1);
  Expected expected = { lane, n };

  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (rt_channel_publish (channel, "note", data, NULL), !=, 0);
  rt_test_wait_for (has_counted, &expected, "the lane to count what was published");
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, n);
}

static gboolean
is_open (gpointer user_data)
{
  return rt_lane_get_state (user_data) == RT_CLIENT_OPEN;
}

/* What the channel remembers of the time before is not the lane's traffic any more. */
static void
test_goes_on (EngineFixture *served,
              gconstpointer  pattern)
{
  RtChannel *channel = rt_hub_lookup (rt_engine_get_hub (served->engine), "jobs");
  g_autofree char *uri = engine_fixture_dup_uri (served, "channels/jobs");
  RtLane *lane = rt_lane_new (rt_patterns_lookup (pattern), uri);

  rt_lane_start (lane);
  rt_test_wait_for (is_open, lane, "the lane to be open");
  publish (channel, lane, 3);

  rt_lane_reset (lane);
  publish (channel, lane, 1);

  rt_lane_stop (lane);
  rt_test_drain ();
  rt_test_assert_last_unref (lane);
}

static gboolean
is_elsewhere (gpointer user_data)
{
  RtClient *client = rt_lane_get_client (user_data);

  return client != NULL && g_str_equal (rt_client_get_uri (client), rt_lane_get_uri (user_data));
}

/* Another source has numbers of its own. */
static void
test_takes_no_number_elsewhere (EngineFixture *served,
                                gconstpointer  pattern)
{
  RtChannel *channel = rt_hub_lookup (rt_engine_get_hub (served->engine), "jobs");
  g_autofree char *here = engine_fixture_dup_uri (served, "channels/jobs");
  g_autofree char *there = engine_fixture_dup_uri (served, "channels/uploads");
  RtLane *lane = rt_lane_new (rt_patterns_lookup (pattern), here);
  gint64 after;

  rt_lane_start (lane);
  rt_test_wait_for (is_open, lane, "the lane to be open");
  publish (channel, lane, 3);

  rt_lane_reset (lane);
  rt_lane_set_after (lane, -1);
  rt_lane_set_uri (lane, there);
  rt_test_wait_for (is_elsewhere, lane, "the lane to be elsewhere");
  g_object_get (rt_lane_get_client (lane), "after", &after, NULL);
  g_assert_cmpint (after, ==, -1);

  rt_lane_stop (lane);
  rt_test_drain ();
  rt_test_assert_last_unref (lane);
}

int
main (int    argc,
      char **argv)
{
  static const char * const patterns[] = { "short-polling", "long-polling", "server-sent-events" };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *path = g_strconcat ("/lane/reset/goes-on-where-it-was/", patterns[i], NULL);

      g_test_add (path, EngineFixture, patterns[i], engine_fixture_set_up, test_goes_on, engine_fixture_tear_down);
    }
  g_test_add ("/lane/reset/takes-no-number-to-another-source", EngineFixture, patterns[0], engine_fixture_set_up,
              test_takes_no_number_elsewhere, engine_fixture_tear_down);

  return g_test_run ();
}
