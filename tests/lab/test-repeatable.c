/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-experiment.h"
#include "lab/rt-report.h"
#include "tests/support/rt-test.h"

/* The same plan twice: everything that is counted is the same again, however busy the machine is. Where it is
 * so busy that a run says that chance had a say there is another try. */
#define TRIES 5
/* Only a machine on which events are published so late may be that busy: less than the feed waits for clients. */
#define BUSY_US (50 * 1000)

static const char * const words[] = {
  "short-polling", "short-polling:etag=no,interval=0.07", "request-response:interval=0.15", "long-polling",
  "server-sent-events", "websocket", "publish-subscribe", NULL,
};

static RtPlan *
new_plan (RtRate  kind,
          guint64 seed)
{
  RtPlan *plan = rt_plan_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (plan->contestants, rt_contestant_parse (words[i], &error));
      g_assert_no_error (error);
    }
  plan->n_clients = 4;
  plan->rate_kind = kind;
  plan->rate = 16;
  plan->burst = 4;
  plan->seed = seed;
  plan->duration = 1.3;
  plan->warm_up = 0.3;
  plan->interval_ms = 200;

  return plan;
}

static RtResult *
carry_out (const RtPlan *plan)
{
  g_autoptr (RtExperiment) experiment = rt_experiment_new (plan);
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) async_result = NULL;
  g_autoptr (GError) error = NULL;
  RtResult *result;

  rt_experiment_set_program (experiment, ROUNDTRIP_CLI);
  rt_experiment_run_async (experiment, NULL, rt_test_keep_result, &kept);
  async_result = rt_test_wait_result (&kept, "the experiment");
  result = rt_experiment_run_finish (experiment, async_result, &error);
  g_assert_no_error (error);

  return result;
}

/* To whom all is pushed the same comes in any case: chance has nothing to say. */
static gboolean
is_pushed (const char *pattern)
{
  return g_str_equal (pattern, "server-sent-events") || g_str_equal (pattern, "websocket");
}

/* Whether all runs of it are as the schedule says. @late_us: how late the latest of them was published. */
static gboolean
is_repeatable (RtResult *result,
               gint64   *late_us)
{
  gboolean is_repeatable = TRUE;

  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    {
      const RtRun *run = rt_result_get_run (result, i);

      *late_us = MAX (*late_us, run->late_p99_us);
      g_assert_false (run->by_chance && is_pushed (words[run->contestant]));
      if (run->remark != NULL)
        g_test_message ("%s: %s", words[run->contestant], run->remark);
      if (run->by_chance)
        g_test_message ("%s: by chance", words[run->contestant]);
      is_repeatable &= !run->by_chance;
    }

  return is_repeatable;
}

/* NULL where the machine is too busy, and that is shown. */
static RtResult *
measure (const RtPlan *plan)
{
  gint64 late_us = 0;

  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr (RtResult) result = carry_out (plan);

      if (is_repeatable (result, &late_us))
        return g_steal_pointer (&result);
    }

  g_assert_cmpint (late_us, >=, BUSY_US);

  return NULL;
}

static void
assert_same_counts (const RtRun *first,
                    const RtRun *second)
{
  g_test_message ("%s: %" G_GUINT64_FORMAT " published, %" G_GUINT64_FORMAT " requests, %" G_GUINT64_FORMAT " empty",
                  words[first->contestant], first->published, first->traffic.requests, first->traffic.empty);
  g_assert_cmpuint (first->contestant, ==, second->contestant);
  g_assert_cmpuint (first->published, ==, second->published);
  g_assert_cmpuint (first->clients, ==, second->clients);
  g_assert_cmpuint (first->traffic.events, ==, second->traffic.events);
  g_assert_cmpuint (first->traffic.unique, ==, second->traffic.unique);
  g_assert_cmpuint (first->traffic.lost, ==, second->traffic.lost);
  g_assert_cmpuint (first->traffic.duplicate, ==, second->traffic.duplicate);
  g_assert_cmpuint (first->traffic.reordered, ==, second->traffic.reordered);
  g_assert_cmpuint (first->traffic.requests, ==, second->traffic.requests);
  g_assert_cmpuint (first->traffic.responses, ==, second->traffic.responses);
  g_assert_cmpuint (first->traffic.empty, ==, second->traffic.empty);
  g_assert_cmpuint (first->traffic.connections_opened, ==, second->traffic.connections_opened);
  g_assert_cmpuint (first->traffic.payload_in, ==, second->traffic.payload_in);
  g_assert_cmpuint (first->traffic.wire.bytes_in, ==, second->traffic.wire.bytes_in);
  g_assert_cmpuint (first->traffic.wire.bytes_out, ==, second->traffic.wire.bytes_out);
}

static void
assert_same_twice (const RtPlan *plan)
{
  g_autoptr (RtResult) first = measure (plan);
  g_autoptr (RtResult) second = first != NULL ? measure (plan) : NULL;

  if (first == NULL || second == NULL)
    {
      g_test_skip ("the machine cannot keep up with its clients");
      return;
    }
  for (guint i = 0; i < rt_result_get_n_runs (first); i++)
    assert_same_counts (rt_result_get_run (first, i), rt_result_get_run (second, i));
}

static void
test_same_seed (gconstpointer kind)
{
  for (guint64 seed = 1; seed <= 2; seed++)
    {
      g_autoptr (RtPlan) plan = new_plan (GPOINTER_TO_UINT (kind), seed);

      assert_same_twice (plan);
    }
}

static void
test_own_process (void)
{
  g_autoptr (RtPlan) plan = new_plan (RT_RATE_POISSON, 3);

  plan->own_process = TRUE;
  assert_same_twice (plan);
}

static void
test_without_warm_up (void)
{
  g_autoptr (RtPlan) plan = new_plan (RT_RATE_BURSTS, 4);

  plan->warm_up = 0;
  assert_same_twice (plan);
}

static void
test_another_seed_is_another_run (void)
{
  g_autoptr (RtPlan) plan = new_plan (RT_RATE_POISSON, 1);
  g_autoptr (RtPlan) other_plan = new_plan (RT_RATE_POISSON, 5);
  g_autoptr (RtResult) one = carry_out (plan);
  g_autoptr (RtResult) other = carry_out (other_plan);

  g_assert_cmpuint (rt_result_get_run (one, 0)->published, !=, rt_result_get_run (other, 0)->published);
}

/* Waits that end, and what is broken on purpose, have no place in the schedule: who reads the report is told. */
static void
test_what_chance_decides_is_said (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (RtResult) result = NULL;
  g_autofree char *remarks = NULL;

  g_ptr_array_add (plan->contestants, rt_contestant_parse ("long-polling:wait=1", NULL));
  g_ptr_array_add (plan->contestants, rt_contestant_parse ("websocket", NULL));
  plan->n_clients = 1;
  plan->rate = 0.5;
  plan->duration = 1.5;
  result = carry_out (plan);
  remarks = rt_report_remarks (result, NULL);

  if (!rt_result_is_comparable (result, 0))
    {
      g_test_skip ("the machine cannot keep up with its clients");
      return;
    }
  g_assert_true (rt_result_get_run (result, 0)->by_chance);
  g_assert_false (rt_result_get_run (result, 1)->by_chance);
  g_assert_nonnull (strstr (remarks, "long-polling:wait=1: with the same seed its counts can differ"));
  g_assert_null (strstr (remarks, "websocket: with the same seed"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/repeatable/steady", GUINT_TO_POINTER (RT_RATE_STEADY), test_same_seed);
  g_test_add_data_func ("/repeatable/poisson", GUINT_TO_POINTER (RT_RATE_POISSON), test_same_seed);
  g_test_add_data_func ("/repeatable/bursts", GUINT_TO_POINTER (RT_RATE_BURSTS), test_same_seed);
  g_test_add_func ("/repeatable/clients-in-a-process-of-their-own", test_own_process);
  g_test_add_func ("/repeatable/without-a-warm-up", test_without_warm_up);
  g_test_add_func ("/repeatable/another-seed-is-another-run", test_another_seed_is_another_run);
  g_test_add_func ("/repeatable/what-chance-decides-is-said", test_what_chance_decides_is_said);

  return g_test_run ();
}
