/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "lab/rt-costs.h"
#include "lab/rt-experiment.h"
#include "tests/support/rt-test.h"

/* What is projected from a few clients, or from few events, is held against a run with many: requests and bytes,
 * which do not depend on how busy the machine is. Processor time does, so it stands among the measurements. */
#define TOLERANCE 0.15
/* For a machine that has much else to do. */
#define TRIES     4
/* Only one on which events are published so late may have that: less than the feed waits for clients. */
#define BUSY_US   (50 * 1000)

#define N_PATTERNS 6

/* What differs between what is measured and what is projected to. */
typedef struct {
  RtRate kind;
  guint  n_clients;
  double rate;
} Workload;

typedef struct {
  Workload    few;
  Workload    many;
  double      seconds;
  /* The second polls as well. Where it gets another share of empty answers what each of them costs is known. */
  const char *words[N_PATTERNS + 1];
} Case;

#define WORDS(other) { "short-polling", other, "request-response", "long-polling", "server-sent-events", "websocket" }

static RtPlan *
new_plan (const Case     *its,
          const Workload *workload)
{
  RtPlan *plan = rt_plan_new ();

  for (guint i = 0; i < N_PATTERNS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (plan->contestants, rt_contestant_parse (its->words[i], &error));
      g_assert_no_error (error);
    }
  plan->n_clients = workload->n_clients;
  plan->rate_kind = workload->kind;
  plan->rate = workload->rate;
  plan->burst = 4;
  plan->interval_ms = 500;
  plan->duration = its->seconds;
  plan->warm_up = 0.5;

  return plan;
}

static RtResult *
carry_out (const Case     *its,
           const Workload *workload)
{
  g_autoptr (RtPlan) plan = new_plan (its, workload);
  g_autoptr (RtExperiment) experiment = rt_experiment_new (plan);
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) async_result = NULL;
  g_autoptr (GError) error = NULL;
  RtResult *result;

  rt_experiment_run_async (experiment, NULL, rt_test_keep_result, &kept);
  async_result = rt_test_wait_result (&kept, "the experiment");
  result = rt_experiment_run_finish (experiment, async_result, &error);
  g_assert_no_error (error);

  return result;
}

static void
assert_near (double      projected,
             double      measured,
             const char *name,
             const char *what)
{
  double off = measured > 0 ? (projected - measured) / measured : projected;

  g_test_message ("%s: %s projected %.0f, measured %.0f, off by %+.1f %%", name, what, projected, measured, 100 * off);
  g_assert_cmpfloat (fabs (off), <=, TOLERANCE);
}

static void
assert_projected (RtResult       *few,
                  RtResult       *many,
                  guint           contestant,
                  const Workload *to)
{
  const RtRun *run = rt_result_get_run (many, contestant);
  double seconds = rt_result_get_plan (many)->duration;
  double rate = (double) run->published / seconds;
  const char *name = ((RtContestant *) g_ptr_array_index (rt_result_get_plan (many)->contestants, contestant))->name;
  RtProjection projection;
  RtCost cost;

  g_assert_true (rt_cost_measure (few, contestant, &cost));
  rt_cost_project (&cost, to->n_clients, &projection);
  g_assert_cmpuint (projection.n_clients, ==, to->n_clients);
  if (to->n_clients != cost.clients)
    {
      assert_near (projection.requests * seconds, (double) run->traffic.requests, name, "requests");
      assert_near (projection.bytes * seconds, (double) rt_traffic_get_wire_bytes (&run->traffic), name,
                   "bytes");
      return;
    }
  assert_near (run->clients * seconds * rt_cost_requests (&cost, rate, cost.interval), (double) run->traffic.requests,
               name, "requests");
  assert_near (run->clients * seconds * rt_cost_total (&cost, RT_COST_BYTES, rate, cost.interval, cost.feed.size),
               (double) rt_traffic_get_wire_bytes (&run->traffic), name, "bytes");
}

/* To whom all is pushed the same comes in any case: chance has nothing to say. */
static gboolean
is_pushed (const char *pattern)
{
  return g_str_equal (pattern, "server-sent-events") || g_str_equal (pattern, "websocket");
}

/* What is counted is the schedule's then, however late a busy machine was with it: nothing here is about time.
 * @late_us: how late the latest of them was published. */
static gboolean
is_as_scheduled (const Case *its,
                 RtResult   *result,
                 gint64     *late_us)
{
  gboolean is_as_scheduled = TRUE;

  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    {
      RtRun *run = (RtRun *) rt_result_get_run (result, i);

      *late_us = MAX (*late_us, run->late_p99_us);
      g_assert_false (run->by_chance && is_pushed (its->words[run->contestant]));
      is_as_scheduled &= !run->by_chance;
      run->kept_up = TRUE;
    }

  return is_as_scheduled;
}

/* NULL where the machine is too busy, and that is shown. */
static RtResult *
measure (const Case     *its,
         const Workload *workload)
{
  gint64 late_us = 0;

  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr (RtResult) result = carry_out (its, workload);

      if (is_as_scheduled (its, result, &late_us))
        return g_steal_pointer (&result);
    }

  g_assert_cmpint (late_us, >=, BUSY_US);

  return NULL;
}

static void
test_projected_is_what_is_measured (gconstpointer data)
{
  const Case *its = data;
  g_autoptr (RtResult) few = measure (its, &its->few);
  g_autoptr (RtResult) many = few != NULL ? measure (its, &its->many) : NULL;

  if (many == NULL)
    {
      g_test_skip ("the machine cannot keep up with its clients");
      return;
    }
  for (guint i = 0; i < N_PATTERNS; i++)
    assert_projected (few, many, i, &its->many);
}

int
main (int    argc,
      char **argv)
{
  static const Case cases[] = {
    { { RT_RATE_STEADY, 4, 1 }, { RT_RATE_STEADY, 40, 1 }, 4, WORDS ("short-polling:interval=0.25,etag=no") },
    { { RT_RATE_BURSTS, 4, 4 }, { RT_RATE_BURSTS, 40, 4 }, 4, WORDS ("short-polling:interval=0.25,etag=no") },
    { { RT_RATE_POISSON, 4, 3 }, { RT_RATE_POISSON, 40, 3 }, 4, WORDS ("short-polling:interval=0.25,etag=no") },
    { { RT_RATE_STEADY, 10, 1 }, { RT_RATE_STEADY, 10, 16 }, 6, WORDS ("short-polling:interval=0.04") },
    { { RT_RATE_STEADY, 10, 16 }, { RT_RATE_STEADY, 10, 1 }, 6, WORDS ("short-polling:interval=0.04") },
    { { RT_RATE_BURSTS, 10, 4 }, { RT_RATE_BURSTS, 10, 16 }, 6, WORDS ("short-polling:interval=0.04") },
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/projection/ten-times-the-clients", &cases[0], test_projected_is_what_is_measured);
  g_test_add_data_func ("/projection/ten-times-the-clients/bursts", &cases[1], test_projected_is_what_is_measured);
  g_test_add_data_func ("/projection/ten-times-the-clients/poisson", &cases[2], test_projected_is_what_is_measured);
  g_test_add_data_func ("/projection/sixteen-times-the-events", &cases[3], test_projected_is_what_is_measured);
  g_test_add_data_func ("/projection/a-sixteenth-of-the-events", &cases[4], test_projected_is_what_is_measured);
  g_test_add_data_func ("/projection/four-times-the-bursts", &cases[5], test_projected_is_what_is_measured);

  return g_test_run ();
}
