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

  assert_summary (trace, 0, "connection opened earlier: cut it to see how it begins");
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

typedef struct {
  RtTrace    *trace;
  const char *summary;   /* how it ends */
  RtTraceItem *found;
} Search;

static gboolean
has_found (gpointer user_data)
{
  Search *search = user_data;

  rt_trace_show (search->trace);
  for (guint i = 0; search->found == NULL && i < g_list_model_get_n_items (G_LIST_MODEL (search->trace)); i++)
    {
      g_autoptr (RtTraceItem) item = get_item (search->trace, i);

      if (g_str_has_suffix (rt_trace_item_get_summary (item), search->summary))
        search->found = g_steal_pointer (&item);
    }
  return search->found != NULL;
}

static RtTraceItem *
wait_for_summary (RtTrace    *trace,
                  const char *summary)
{
  Search search = { trace, summary, NULL };

  rt_test_wait_for (has_found, &search, summary);
  return search.found;
}

static void
test_swallowed (EngineFixture *fixture,
                gconstpointer  user_data)
{
  RtLane *lane = user_data != NULL ? fixture->sse : fixture->websocket;
  g_autoptr (RtTrace) trace = rt_lane_get_trace (lane);
  g_autoptr (RtTraceItem) item = NULL;

  g_assert_true (rt_faults_add (rt_lane_get_faults (lane), "swallow=2", NULL));
  rt_lane_set_after (lane, 0);
  rt_lane_start (lane);
  item = wait_for_summary (trace, " (swallowed)");

  g_assert_true (g_str_has_prefix (rt_trace_item_get_summary (item), "event "));
  g_assert_true (rt_trace_item_get_lost (item));
  g_assert_cmpint (rt_trace_item_get_payload (item), ==, 0);
  g_assert_cmpuint (rt_trace_item_get_size (item), >, 0);
}

static void
test_duplicated (EngineFixture *fixture,
                 gconstpointer  unused)
{
  g_autoptr (RtTrace) trace = rt_lane_get_trace (fixture->sse);
  g_autoptr (RtTraceItem) again = NULL;
  g_autoptr (RtTraceItem) first = NULL;
  g_autofree char *summary = NULL;

  g_assert_true (rt_faults_add (rt_lane_get_faults (fixture->sse), "duplicate=2", NULL));
  rt_lane_set_after (fixture->sse, 0);
  rt_lane_start (fixture->sse);
  again = wait_for_summary (trace, " (again)");
  summary = g_strndup (rt_trace_item_get_summary (again),
                       strlen (rt_trace_item_get_summary (again)) - strlen (" (again)"));
  first = wait_for_summary (trace, summary);

  g_assert_cmpuint (rt_trace_item_get_id (first), <, rt_trace_item_get_id (again));
  g_assert_cmpuint (rt_trace_item_get_size (again), ==, 0);
  g_assert_false (rt_trace_item_get_lost (again));
}

static void
test_answer_lost (EngineFixture *fixture,
                  gconstpointer  unused)
{
  g_autoptr (RtTrace) trace = rt_lane_get_trace (fixture->sse);
  g_autoptr (RtTraceItem) answer = NULL;

  g_assert_true (rt_faults_add (rt_lane_get_faults (fixture->sse), "lose-answer", NULL));
  rt_lane_start (fixture->sse);
  answer = wait_for_summary (trace, "200 OK");

  g_assert_true (rt_trace_item_get_lost (answer));
  g_assert_cmpint (rt_trace_item_get_kind (answer), ==, RT_TRACE_RESPONSE);
}

/* The request is late as well: it leaves when it leaves. */
static void
test_delayed (EngineFixture *fixture,
              gconstpointer  unused)
{
  g_autoptr (RtTrace) trace = rt_lane_get_trace (fixture->sse);
  g_autoptr (RtTraceItem) answer = NULL;

  g_assert_true (rt_faults_add (rt_lane_get_faults (fixture->sse), "delay=300ms", NULL));
  rt_lane_start (fixture->sse);
  answer = wait_for_summary (trace, "200 OK");

  g_assert_cmpint (rt_trace_item_get_begin (answer) - rt_trace_item_get_begin (rt_trace_item_get_answered (answer)),
                   >=, 300 * G_TIME_SPAN_MILLISECOND);
  g_assert_false (rt_trace_item_get_lost (answer));
}

static void
add_broken_tests (void)
{
  g_test_add ("/lane-trace/an-event-swallowed-is-lost-and-named/websocket", EngineFixture, NULL,
              engine_fixture_set_up, test_swallowed, engine_fixture_tear_down);
  g_test_add ("/lane-trace/an-event-swallowed-is-lost-and-named/server-sent-events", EngineFixture, "sse",
              engine_fixture_set_up, test_swallowed, engine_fixture_tear_down);
  g_test_add ("/lane-trace/an-event-duplicated-is-there-twice", EngineFixture, NULL,
              engine_fixture_set_up, test_duplicated, engine_fixture_tear_down);
  g_test_add ("/lane-trace/an-answer-that-is-lost-does-not-arrive", EngineFixture, NULL,
              engine_fixture_set_up, test_answer_lost, engine_fixture_tear_down);
  g_test_add ("/lane-trace/what-is-delayed-arrives-late", EngineFixture, NULL,
              engine_fixture_set_up, test_delayed, engine_fixture_tear_down);
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
  add_broken_tests ();

  return engine_fixture_run ();
}
