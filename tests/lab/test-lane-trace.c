/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine-fixture.h"
#include "lab/rt-lane-marks.h"
#include "support/rt-test.h"

typedef struct {
  RtTrace    *trace;
  RtTraceKind kind;
  guint       n;
} Wanted;

static RtTraceItem *
get_item (RtTrace *trace,
          guint    position)
{
  return g_list_model_get_item (G_LIST_MODEL (trace), position);
}

static guint
count_items (RtTrace    *trace,
             RtTraceKind kind)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (trace)); i++)
    {
      g_autoptr (RtTraceItem) item = get_item (trace, i);

      n += rt_trace_item_get_kind (item) == kind;
    }
  return n;
}

static gboolean
has_items (gpointer user_data)
{
  Wanted *wanted = user_data;

  rt_trace_show (wanted->trace);
  return count_items (wanted->trace, wanted->kind) >= wanted->n;
}

static void
wait_for_items (RtTrace    *trace,
                RtTraceKind kind,
                guint       n)
{
  Wanted wanted = { trace, kind, n };

  rt_test_wait_for (has_items, &wanted, "items of the trace");
}

static void
assert_summary (RtTrace    *trace,
                guint       position,
                const char *summary)
{
  g_autoptr (RtTraceItem) item = get_item (trace, position);

  g_assert_cmpstr (rt_trace_item_get_summary (item), ==, summary);
}

static gboolean
is_settled (gpointer user_data)
{
  return rt_lane_get_traffic (user_data)->connections_open == 0;
}

static void
assert_counted (RtLane  *lane,
                RtTrace *trace)
{
  const RtTraffic *traffic;
  guint64 in = 0, out = 0;

  rt_lane_stop (lane);
  rt_test_wait_for (is_settled, lane, "the lane to stand still");
  rt_trace_show (trace);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (trace)); i++)
    {
      g_autoptr (RtTraceItem) item = get_item (trace, i);

      *(rt_trace_item_get_direction (item) == RT_TRACE_TO_SERVER ? &out : &in) += rt_trace_item_get_size (item);
    }
  traffic = rt_lane_get_traffic (lane);
  g_assert_cmpuint (in, ==, traffic->wire.bytes_in);
  g_assert_cmpuint (out, ==, traffic->wire.bytes_out);
}

static void
test_from_the_beginning (EngineFixture *fixture,
                         gconstpointer  unused)
{
  g_autoptr (RtTrace) trace = rt_lane_get_trace (fixture->websocket);

  rt_lane_set_after (fixture->websocket, 0);
  rt_lane_start (fixture->websocket);
  wait_for_items (trace, RT_TRACE_PUSH, 2);

  assert_summary (trace, 0, "connection opened");
  assert_summary (trace, 1, "GET /channels/ticker?after=0");
  assert_summary (trace, 2, "101 Switching Protocols");
  assert_counted (fixture->websocket, trace);
  g_assert_cmpuint (count_items (trace, RT_TRACE_CLOSE), ==, 1);
}

static void
test_of_the_first (EngineFixture *fixture,
                   gconstpointer  unused)
{
  g_autoptr (RtTrace) trace = rt_lane_get_trace (fixture->sse);

  rt_lane_set_n_clients (fixture->sse, 3);
  rt_lane_set_after (fixture->sse, 0);
  rt_lane_start (fixture->sse);
  wait_for_items (trace, RT_TRACE_PUSH, 1);

  g_assert_cmpuint (count_items (trace, RT_TRACE_OPEN), ==, 1);
}

static gboolean
has_event (gpointer user_data)
{
  return rt_lane_get_traffic (user_data)->events > 0;
}

static void
test_joined (EngineFixture *fixture,
             gconstpointer  user_data)
{
  RtLane *lane = user_data != NULL ? fixture->sse : fixture->websocket;
  g_autoptr (RtTrace) trace = NULL;

  rt_lane_start (lane);
  rt_test_wait_for (has_event, lane, "an event");
  trace = rt_lane_get_trace (lane);
  wait_for_items (trace, RT_TRACE_PUSH, 1);

  assert_summary (trace, 0, "connection that was open");
  g_assert_cmpuint (count_items (trace, RT_TRACE_OPAQUE), ==, 0);
}

static void
test_shared (EngineFixture *fixture,
             gconstpointer  unused)
{
  RtTrace *trace = rt_lane_get_trace (fixture->sse);
  RtTrace *other = rt_lane_get_trace (fixture->sse);

  rt_lane_start (fixture->sse);
  wait_for_items (trace, RT_TRACE_REQUEST, 1);
  g_assert_true (trace == other);
  g_object_unref (other);

  rt_test_assert_last_unref (trace);

  rt_test_wait_for (has_event, fixture->sse, "an event that nobody listens to");
}

static void
test_reconnects (EngineFixture *fixture,
                 gconstpointer  unused)
{
  g_autoptr (RtTrace) trace = rt_lane_get_trace (fixture->sse);
  g_autoptr (RtTraceItem) first = NULL;
  g_autoptr (RtTraceItem) last = NULL;
  g_autofree char *uri = NULL;

  rt_lane_start (fixture->sse);
  wait_for_items (trace, RT_TRACE_PUSH, 1);
  engine_fixture_move (fixture);
  uri = engine_fixture_dup_uri (fixture, "channels/ticker");
  rt_lane_set_uri (fixture->sse, uri);
  wait_for_items (trace, RT_TRACE_CLOSE, 1);
  wait_for_items (trace, RT_TRACE_OPEN, 2);

  first = get_item (trace, 0);
  last = get_item (trace, g_list_model_get_n_items (G_LIST_MODEL (trace)) - 1);
  g_assert_cmpuint (rt_trace_item_get_connection (last), >, rt_trace_item_get_connection (first));
}

static void
test_faults (EngineFixture *fixture,
             gconstpointer  unused)
{
  g_autoptr (RtTrace) trace = rt_lane_get_trace (fixture->sse);
  g_autoptr (RtFaults) faults = rt_faults_new ();

  rt_lane_set_server_faults (fixture->sse, faults);
  g_signal_emit_by_name (faults, "struck", "Not at work", (gint64) 1);
  rt_lane_start (fixture->sse);
  g_signal_emit_by_name (faults, "struck", "Cut", (gint64) 2);
  rt_trace_show (trace);

  g_assert_cmpuint (count_items (trace, RT_TRACE_FAULT), ==, 1);
  assert_summary (trace, 0, "Cut");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/lane-trace/everything-from-the-beginning", EngineFixture, NULL,
              engine_fixture_set_up, test_from_the_beginning, engine_fixture_tear_down);
  g_test_add ("/lane-trace/of-the-first-client-alone", EngineFixture, NULL,
              engine_fixture_set_up, test_of_the_first, engine_fixture_tear_down);
  g_test_add ("/lane-trace/who-joins-later-finds-out-what-it-is/websocket", EngineFixture, NULL,
              engine_fixture_set_up, test_joined, engine_fixture_tear_down);
  g_test_add ("/lane-trace/who-joins-later-finds-out-what-it-is/server-sent-events", EngineFixture, "sse",
              engine_fixture_set_up, test_joined, engine_fixture_tear_down);
  g_test_add ("/lane-trace/nobody-listens-once-nobody-holds-it", EngineFixture, NULL,
              engine_fixture_set_up, test_shared, engine_fixture_tear_down);
  g_test_add ("/lane-trace/connections-end-and-others-begin", EngineFixture, NULL,
              engine_fixture_set_up, test_reconnects, engine_fixture_tear_down);
  g_test_add ("/lane-trace/faults-are-told-between-what-passes", EngineFixture, NULL,
              engine_fixture_set_up, test_faults, engine_fixture_tear_down);

  return engine_fixture_run ();
}
