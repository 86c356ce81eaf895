/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "lab/rt-experiment.h"
#include "tests/support/rt-test.h"

/* What is seen of an experiment while it goes on, and that looking changes nothing. */

#define LOOK_MS 20

static const char * const names[] = { "short-polling", "long-polling", "server-sent-events", "websocket" };

typedef struct {
  RtExperiment *experiment;
  RtSight       last[G_N_ELEMENTS (names)];
  guint         n_grown[G_N_ELEMENTS (names)];    /* looks at which there were more events */
  guint         n_latencies[G_N_ELEMENTS (names)];
  guint         n_early;                          /* looks at who was not there yet */
} Watcher;

static void
look_at (Watcher *self,
         guint    i)
{
  const RtSight *before = &self->last[i];
  RtSight sight;

  if (!rt_experiment_look (self->experiment, i, &sight))
    {
      self->n_early++;
      return;
    }
  g_assert_cmpint (sight.phase, >=, before->phase);
  g_assert_cmpfloat (sight.course, >=, before->course);
  g_assert_cmpfloat (sight.course, <=, 1);
  g_assert_true (isnan (sight.had) || (sight.had >= 0 && sight.had <= 1));
  if (before->phase == RT_ROUND_MEASURING && sight.phase == RT_ROUND_MEASURING)
    {
      g_assert_cmpuint (sight.pulse.bytes, >=, before->pulse.bytes);
      g_assert_cmpuint (sight.published, >=, before->published);
      self->n_grown[i] += sight.pulse.events > before->pulse.events;
      self->n_latencies[i] += sight.pulse.latency_us >= 0;
    }
  self->last[i] = sight;
}

static gboolean
on_look (gpointer user_data)
{
  Watcher *self = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    look_at (self, i);

  return G_SOURCE_CONTINUE;
}

static RtPlan *
new_plan (gboolean own_process)
{
  RtPlan *plan = rt_plan_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (plan->contestants, rt_contestant_new (names[i]));
  plan->n_clients = 3;
  plan->rate = 20;
  plan->duration = 1;
  plan->warm_up = 0.2;
  plan->interval_ms = 200;
  plan->own_process = own_process;

  return plan;
}

static RtResult *
watch (Watcher      *self,
       const RtPlan *plan)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) async_result = NULL;
  g_autoptr (GError) error = NULL;
  RtResult *result;
  guint timer;

  self->experiment = rt_experiment_new (plan);
  rt_experiment_set_program (self->experiment, ROUNDTRIP_CLI);
  rt_experiment_run_async (self->experiment, NULL, rt_test_keep_result, &kept);
  timer = g_timeout_add (LOOK_MS, on_look, self);
  async_result = rt_test_wait_result (&kept, "the experiment");
  g_source_remove (timer);
  result = rt_experiment_run_finish (self->experiment, async_result, &error);
  g_assert_no_error (error);
  g_clear_object (&async_result);
  rt_test_drain ();
  rt_test_assert_last_unref (g_steal_pointer (&self->experiment));

  return result;
}

static void
assert_seen (const Watcher *self,
             guint          i,
             const RtRun   *run)
{
  const RtSight *last = &self->last[i];

  g_assert_cmpuint (self->n_grown[i], >, 0);
  g_assert_cmpuint (self->n_latencies[i], >, 0);
  g_assert_cmpuint (last->pulse.connected, ==, 3);
  g_assert_cmpuint (last->published, >, 0);
  g_assert_cmpuint (last->published, <=, run->published);
  g_assert_cmpuint (last->pulse.events, >, 0);
  g_assert_cmpuint (last->pulse.events, <=, run->traffic.events);
  g_assert_cmpuint (last->pulse.bytes, >, 0);
  g_assert_cmpuint (last->pulse.bytes, <=, rt_traffic_get_wire_bytes (&run->traffic));
}

static void
test_watched (gconstpointer own_process)
{
  Watcher watcher = { 0 };
  g_autoptr (RtPlan) plan = new_plan (own_process != NULL);
  g_autoptr (RtResult) result = watch (&watcher, plan);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const RtRun *run = rt_result_get_run (result, i);

      g_assert_cmpuint (run->traffic.unique, ==, 20 * 3);
      g_assert_cmpuint (run->traffic.lost, ==, 0);
      assert_seen (&watcher, i, run);
    }
}

static void
test_one_after_the_other (void)
{
  Watcher watcher = { 0 };
  g_autoptr (RtPlan) plan = new_plan (FALSE);
  g_autoptr (RtResult) result = NULL;

  plan->order = RT_ORDER_APART;
  result = watch (&watcher, plan);

  /* While one runs, nothing is seen of the others. */
  g_assert_cmpuint (watcher.n_early, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    assert_seen (&watcher, i, rt_result_get_run (result, i));
}

/* One that no bus is there for, and one that runs. */
typedef struct {
  RtExperiment *experiment;
  gboolean      was_seen;
  guint         n_passed;   /* looks at which the second ran, and the first would not any more */
} Pair;

static gboolean
on_look_at_pair (gpointer user_data)
{
  Pair *self = user_data;
  RtSight sight;

  g_assert_false (rt_experiment_look (self->experiment, 0, &sight));
  if (!rt_experiment_look (self->experiment, 1, &sight))
    {
      g_assert_true (rt_experiment_may_begin (self->experiment, 1) != self->was_seen);
      return G_SOURCE_CONTINUE;
    }
  self->was_seen = TRUE;
  if (sight.phase < RT_ROUND_WARMING_UP)
    return G_SOURCE_CONTINUE;
  g_assert_false (rt_experiment_may_begin (self->experiment, 0));
  self->n_passed++;

  return G_SOURCE_CONTINUE;
}

static void
test_left_out (gconstpointer order)
{
  static const char * const words[] = { "publish-subscribe:bus=amqp://127.0.0.1:1/%2F/q", "websocket" };
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (GAsyncResult) async_result = NULL;
  g_autoptr (RtResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *kept = NULL;
  Pair pair = { 0 };
  guint timer;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (plan->contestants, rt_contestant_parse (words[i], NULL));
  plan->n_clients = 1;
  plan->rate = 20;
  plan->duration = 1;
  plan->warm_up = 0.2;
  plan->order = GPOINTER_TO_UINT (order);

  pair.experiment = rt_experiment_new (plan);
  g_assert_true (rt_experiment_may_begin (pair.experiment, 0));
  rt_experiment_run_async (pair.experiment, NULL, rt_test_keep_result, &kept);
  timer = g_timeout_add (LOOK_MS, on_look_at_pair, &pair);
  async_result = rt_test_wait_result (&kept, "the experiment");
  g_source_remove (timer);
  result = rt_experiment_run_finish (pair.experiment, async_result, &error);
  g_assert_no_error (error);
  g_assert_false (rt_experiment_may_begin (pair.experiment, 0));
  g_assert_false (rt_experiment_may_begin (pair.experiment, 1));
  g_clear_object (&async_result);
  rt_test_drain ();
  rt_test_assert_last_unref (g_steal_pointer (&pair.experiment));

  g_assert_cmpuint (pair.n_passed, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/sight/what-runs-is-seen-and-not-disturbed", NULL, test_watched);
  g_test_add_data_func ("/sight/so-it-is-in-a-process-of-its-own", GINT_TO_POINTER (TRUE), test_watched);
  g_test_add_func ("/sight/who-waits-for-a-turn-is-not-seen", test_one_after_the_other);

  g_test_add_data_func ("/sight/who-cannot-take-part-does-not-wait/at-once", GUINT_TO_POINTER (RT_ORDER_TOGETHER),
                        test_left_out);
  g_test_add_data_func ("/sight/who-cannot-take-part-does-not-wait/apart", GUINT_TO_POINTER (RT_ORDER_APART),
                        test_left_out);

  return g_test_run ();
}
