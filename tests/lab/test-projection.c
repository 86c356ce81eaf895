/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "lab/rt-costs.h"
#include "lab/rt-experiment.h"
#include "tests/support/rt-test.h"

/* What is projected from a few clients is held against a run with many of them: requests and bytes, which do
 * not depend on how busy the machine is. */
#define FEW       10
#define MANY      100
#define TOLERANCE 0.15
/* For a machine that has much else to do. */
#define TRIES     3

static RtPlan *
new_plan (guint n_clients)
{
  static const char * const words[] = { "short-polling", "long-polling", "server-sent-events", "websocket" };
  RtPlan *plan = rt_plan_new ();

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (plan->contestants, rt_contestant_parse (words[i], &error));
      g_assert_no_error (error);
    }
  plan->n_clients = n_clients;
  plan->rate = 1;
  plan->interval_ms = 500;
  plan->duration = 3;

  return plan;
}

static RtExperiment *
begin (guint          n_clients,
       GAsyncResult **kept)
{
  g_autoptr (RtPlan) plan = new_plan (n_clients);
  RtExperiment *experiment = rt_experiment_new (plan);

  rt_experiment_run_async (experiment, NULL, rt_test_keep_result, kept);

  return experiment;
}

static RtResult *
end (RtExperiment  *experiment,
     GAsyncResult **kept)
{
  g_autoptr (RtExperiment) ended = experiment;
  g_autoptr (GAsyncResult) async_result = rt_test_wait_result (kept, "the experiment");
  g_autoptr (GError) error = NULL;
  RtResult *result = rt_experiment_run_finish (ended, async_result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 4);

  return result;
}

static void
assert_near (double projected,
             double measured)
{
  g_assert_cmpfloat (fabs (projected - measured), <=, TOLERANCE * measured);
}

static void
assert_projected (RtResult    *few,
                  const RtRun *many)
{
  const RtPlan *plan = rt_result_get_plan (few);
  RtProjection projection;
  RtCost cost;

  g_assert_true (rt_cost_measure (few, many->contestant, &cost));
  rt_cost_project (&cost, MANY, &projection);
  g_assert_cmpuint (projection.n_clients, ==, MANY);
  g_assert_cmpuint (projection.measured, ==, FEW);
  g_assert_cmpuint (many->clients, ==, MANY);
  assert_near (projection.requests * plan->duration, (double) many->traffic.requests);
  assert_near (projection.bytes * plan->duration, (double) rt_traffic_get_wire_bytes (&many->traffic));
}

/* How many of the patterns kept up with both, and were compared. */
static guint
compare (void)
{
  GAsyncResult *kept_few = NULL;
  GAsyncResult *kept_many = NULL;
  RtExperiment *of_few = begin (FEW, &kept_few);
  RtExperiment *of_many = begin (MANY, &kept_many);
  g_autoptr (RtResult) few = end (of_few, &kept_few);
  g_autoptr (RtResult) many = end (of_many, &kept_many);
  guint n = 0;

  for (guint i = 0; i < 4; i++)
    if (rt_result_is_comparable (few, i) && rt_result_is_comparable (many, i))
      {
        assert_projected (few, rt_result_get_run (many, i));
        n++;
      }

  return n;
}

static void
test_projected_is_what_is_measured (void)
{
  for (guint i = 0; i < TRIES; i++)
    if (compare () == 4)
      return;

  g_test_skip ("the machine cannot keep up with its clients");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/projection/requests-and-bytes-are-what-is-measured", test_projected_is_what_is_measured);

  return g_test_run ();
}
