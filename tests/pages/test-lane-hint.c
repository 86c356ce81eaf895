/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-lane.h"
#include "pages/dashboard/rt-lane-hint.h"

static void
assert_hint (RtLane     *lane,
             const char *expected)
{
  g_autofree char *hint = rt_lane_hint_dup (lane);

  g_assert_cmpstr (hint, ==, expected);
}

static void
test_without_servers (void)
{
  g_autoptr (RtLane) lane = rt_lane_new (rt_patterns_lookup ("server-sent-events"), NULL);

  assert_hint (lane, "The servers are starting");

  rt_lane_fail (lane, "There is no network.");

  g_assert_cmpint (rt_lane_get_state (lane), ==, RT_CLIENT_CLOSED);
  g_assert_cmpstr (rt_lane_get_reason (lane), ==, "There is no network.");
  assert_hint (lane, "Mend that, then open again");
}

static void
test_with_servers (void)
{
  g_autoptr (RtLane) lane = rt_lane_new (rt_patterns_lookup ("server-sent-events"), NULL);

  rt_lane_set_uri (lane, "http://127.0.0.1:1/channels/ticker");

  assert_hint (lane, "Press Start to see it work");

  rt_lane_start (lane);

  g_assert_null (rt_lane_get_reason (lane));
  assert_hint (lane, "Connecting…");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lane-hint/without-servers-it-waits-until-there-cannot-be-any",
                   test_without_servers);
  g_test_add_func ("/lane-hint/with-servers-it-can-start", test_with_servers);

  return g_test_run ();
}
