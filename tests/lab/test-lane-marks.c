/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-hub-limits.h"
#include "lab/rt-lane-marks.h"
#include "net/rt-server.h"
#include "patterns/rt-channel-resource.h"
#include "support/rt-test.h"

/* A lane of event streams at a server of its own, and what its channel is. */
typedef struct {
  RtHub     *hub;
  RtServer  *server;
  RtLane    *lane;
} Fixture;

typedef struct {
  Fixture    *fixture;
  RtMarkKind  kind;
  guint       n;
} Goal;

static gboolean
is_open (gpointer lane)
{
  return rt_lane_get_state (lane) == RT_CLIENT_OPEN;
}

static guint
count (Fixture    *fixture,
       RtMarkKind  kind)
{
  GListModel *marks = rt_lane_get_marks (fixture->lane);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++)
    {
      g_autoptr (RtMark) mark = g_list_model_get_item (marks, i);

      n += rt_mark_get_kind (mark) == kind;
    }

  return n;
}

static gboolean
has_marks (gpointer user_data)
{
  Goal *goal = user_data;

  return count (goal->fixture, goal->kind) >= goal->n;
}

static void
wait_marks (Fixture    *fixture,
            RtMarkKind  kind,
            guint       n)
{
  rt_test_wait_for (has_marks, &(Goal) { fixture, kind, n }, "the mark");
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  fixture->hub = rt_hub_new (NULL);
  fixture->server = rt_server_new ();
  rt_channel_resource_add (fixture->server, fixture->hub);
  rt_server_listen (fixture->server, RT_PORT_MAIN, 0, &error);
  g_assert_no_error (error);

  uri = g_strdup_printf ("http://127.0.0.1:%u/channels/marked", rt_server_get_port (fixture->server, RT_PORT_MAIN));
  fixture->lane = rt_lane_new (rt_patterns_lookup ("long-polling"), uri);
  rt_lane_set_server_faults (fixture->lane, rt_server_get_faults (fixture->server));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  rt_lane_stop (fixture->lane);
  rt_server_stop (fixture->server);
  rt_test_drain ();
  rt_test_assert_last_unref (fixture->lane);
  rt_test_assert_last_unref (fixture->server);
  g_object_unref (fixture->hub);
}

static void
publish (Fixture *fixture)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("1", 1);

  g_assert_cmpuint (rt_channel_publish (rt_hub_lookup (fixture->hub, "marked"), "message", data, NULL), >, 0);
}

static void
open_channel (Fixture *fixture)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RtChannel) channel = NULL;

  rt_hub_open_async (fixture->hub, "marked", NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the channel to open");
  channel = rt_hub_open_finish (fixture->hub, result, NULL);
  g_assert_nonnull (channel);
}

/* Cuts the lane off while @n events are published, and lets it come back. */
static void
cut_off (Fixture *fixture,
         guint    n)
{
  RtFaults *faults = rt_server_get_faults (fixture->server);

  rt_faults_add (faults, "refuse", NULL);
  rt_faults_cut_now (faults);
  wait_marks (fixture, RT_MARK_CUT, 1);
  for (guint i = 0; i < n; i++)
    publish (fixture);
  rt_faults_clear (faults);
  wait_marks (fixture, RT_MARK_RESUMED, 1);
}

/* The words of the only mark of what came back. */
static char *
dup_resumed (Fixture *fixture)
{
  GListModel *marks = rt_lane_get_marks (fixture->lane);
  char *words = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++)
    {
      g_autoptr (RtMark) mark = g_list_model_get_item (marks, i);

      if (rt_mark_get_kind (mark) != RT_MARK_RESUMED)
        continue;
      g_assert_null (words);
      words = g_strdup (rt_mark_get_words (mark));
    }

  return words;
}

static void
test_cut (Fixture       *fixture,
          gconstpointer  user_data)
{
  GListModel *marks = rt_lane_get_marks (fixture->lane);
  g_autofree char *words = NULL;

  open_channel (fixture);
  publish (fixture);
  rt_lane_start (fixture->lane);
  rt_test_wait_for (is_open, fixture->lane, "the lane to open");
  g_assert_cmpuint (g_list_model_get_n_items (marks), ==, 0);

  cut_off (fixture, 1);

  g_assert_cmpuint (count (fixture, RT_MARK_FAULT), >=, 2);
  words = dup_resumed (fixture);
  g_assert_true (g_str_has_prefix (words, "Resumed with after=1, If-None-Match: \"1\" after "));
  g_assert_true (g_str_has_suffix (words, "; nothing was lost"));
}

/* In the order in which it happened, also what is known only later. */
static void
test_order (Fixture       *fixture,
            gconstpointer  user_data)
{
  GListModel *marks = rt_lane_get_marks (fixture->lane);
  gint64 before = 0;

  open_channel (fixture);
  publish (fixture);
  rt_lane_start (fixture->lane);
  rt_test_wait_for (is_open, fixture->lane, "the lane to open");
  cut_off (fixture, 1);
  rt_lane_add_mark (fixture->lane, RT_MARK_FAULT, 1, "Connection cut");

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++)
    {
      g_autoptr (RtMark) mark = g_list_model_get_item (marks, i);

      g_assert_cmpint (rt_mark_get_when (mark), >=, before);
      before = rt_mark_get_when (mark);
    }
}

static void
test_forgotten (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autofree char *words = NULL;

  rt_hub_set_limits (fixture->hub, &(RtChannelLimits) { 3, 1024 });
  open_channel (fixture);
  publish (fixture);
  rt_lane_start (fixture->lane);
  rt_test_wait_for (is_open, fixture->lane, "the lane to open");
  cut_off (fixture, 8);

  words = dup_resumed (fixture);
  g_assert_true (g_str_has_suffix (words, "; 5 events were lost"));
}

static void
test_not_resumed (Fixture       *fixture,
                  gconstpointer  unused)
{
  g_autofree char *words = NULL;

  open_channel (fixture);
  publish (fixture);
  rt_lane_set_resumes (fixture->lane, FALSE);
  g_assert_false (rt_lane_get_resumes (fixture->lane));
  rt_lane_start (fixture->lane);
  rt_test_wait_for (is_open, fixture->lane, "the lane to be open");
  cut_off (fixture, 3);
  words = dup_resumed (fixture);

  g_assert_true (g_str_has_prefix (words, "Open again after "));
}

static gboolean
has_events (gpointer lane)
{
  return rt_lane_get_traffic (lane)->events > 0;
}

/* Of what began before nothing is marked. */
static void
test_reset (Fixture       *fixture,
            gconstpointer  user_data)
{
  RtFaults *faults = rt_lane_get_faults (fixture->lane);

  open_channel (fixture);
  publish (fixture);
  rt_lane_start (fixture->lane);
  rt_test_wait_for (is_open, fixture->lane, "the lane to open");
  g_assert_true (rt_faults_add (faults, "refuse", NULL));
  rt_faults_cut_now (faults);
  wait_marks (fixture, RT_MARK_CUT, 1);

  rt_lane_reset (fixture->lane);
  rt_faults_clear (faults);
  publish (fixture);
  rt_test_wait_for (has_events, fixture->lane, "an event after the reset");

  g_assert_cmpuint (count (fixture, RT_MARK_RESUMED), ==, 0);
}

/* Of what is encrypted no answer can be made up. */
static void
test_encrypted (Fixture       *fixture,
                gconstpointer  user_data)
{
  RtFaults *faults = rt_lane_get_faults (fixture->lane);

  g_assert_true (rt_faults_add (faults, "status=500", NULL));
  rt_lane_set_uri (fixture->lane, "https://localhost:9/");

  g_assert_false (rt_faults_is_active (faults));
  g_assert_false (rt_faults_add (faults, "status=500", NULL));
  rt_lane_set_uri (fixture->lane, "http://localhost:9/");
  g_assert_true (rt_faults_add (faults, "status=500", NULL));
}

/* What a lane breaks is broken for its own clients alone. */
static void
test_own_faults (Fixture       *fixture,
                 gconstpointer  user_data)
{
  RtLane *other = rt_lane_new (rt_patterns_lookup ("long-polling"), rt_lane_get_uri (fixture->lane));

  open_channel (fixture);
  publish (fixture);
  rt_lane_start (fixture->lane);
  rt_lane_start (other);
  rt_test_wait_for (is_open, fixture->lane, "the lane to open");
  rt_test_wait_for (is_open, other, "the other to open");

  g_assert_true (rt_faults_add (rt_lane_get_faults (fixture->lane), "refuse@0+100ms", NULL));
  rt_faults_cut_now (rt_lane_get_faults (fixture->lane));
  wait_marks (fixture, RT_MARK_CUT, 1);
  wait_marks (fixture, RT_MARK_RESUMED, 1);

  g_assert_cmpuint (count (fixture, RT_MARK_FAULT), >=, 2);
  g_assert_cmpuint (g_list_model_get_n_items (rt_lane_get_marks (other)), ==, 0);
  rt_lane_stop (other);
  rt_test_drain ();
  rt_test_assert_last_unref (other);
}

static void
test_lost (Fixture       *fixture,
           gconstpointer  user_data)
{
  open_channel (fixture);
  publish (fixture);
  rt_lane_start (fixture->lane);
  rt_test_wait_for (is_open, fixture->lane, "the lane to open");
  rt_faults_add (rt_server_get_faults (fixture->server), "swallow=2", NULL);
  for (guint i = 0; i < 3; i++)
    publish (fixture);

  wait_marks (fixture, RT_MARK_LOST, 1);
  rt_lane_reset (fixture->lane);
  g_assert_cmpuint (g_list_model_get_n_items (rt_lane_get_marks (fixture->lane)), ==, 0);
}

static void
test_idle (Fixture       *fixture,
           gconstpointer  user_data)
{
  rt_faults_add (rt_server_get_faults (fixture->server), "refuse", NULL);

  g_assert_cmpuint (g_list_model_get_n_items (rt_lane_get_marks (fixture->lane)), ==, 0);
}

static void
test_bounded (Fixture       *fixture,
              gconstpointer  user_data)
{
  GListModel *marks = rt_lane_get_marks (fixture->lane);
  g_autoptr (RtMark) first = NULL;

  for (gint64 i = 0; i <= RT_LANE_MAX_MARKS; i++)
    rt_lane_add_mark (fixture->lane, RT_MARK_FAULT, i, "Connection cut");

  g_assert_cmpuint (g_list_model_get_n_items (marks), ==, RT_LANE_MAX_MARKS);
  first = g_list_model_get_item (marks, 0);
  g_assert_cmpint (rt_mark_get_when (first), ==, 1);
}

static void
add (const char *path,
     void       (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/lane-marks/a-cut-and-what-it-cost-are-marked", test_cut);
  add ("/lane-marks/they-stand-in-the-order-in-which-they-happened", test_order);
  add ("/lane-marks/who-does-not-resume-is-only-open-again", test_not_resumed);
  add ("/lane-marks/what-a-channel-forgot-meanwhile-is-told", test_forgotten);
  add ("/lane-marks/what-began-before-a-reset-is-not-marked", test_reset);
  add ("/lane-marks/answers-that-are-encrypted-are-not-broken", test_encrypted);
  add ("/lane-marks/what-a-lane-breaks-no-other-suffers", test_own_faults);
  add ("/lane-marks/what-is-lost-is-marked-until-the-counters-begin-anew", test_lost);
  add ("/lane-marks/a-lane-that-stands-still-suffers-nothing", test_idle);
  add ("/lane-marks/the-oldest-give-way", test_bounded);

  return g_test_run ();
}
