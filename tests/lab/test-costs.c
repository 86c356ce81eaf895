/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "lab/rt-cost-map.h"
#include "tests/lab/result-fixture.h"

#define CLIENTS 10
#define SECONDS 100

/* What a run would count in which questions and pushes cost these bytes. */
typedef struct {
  double requests;
  double empty;
  double events;
  double empty_bytes;
  double message_bytes;
} Counts;

static void
add_run (RtResult     *result,
         guint         contestant,
         const Counts *counts)
{
  RtRun *run = rt_run_new ();

  run->contestant = contestant;
  run->clients = CLIENTS;
  run->elapsed_us = SECONDS * G_USEC_PER_SEC;
  run->traffic.requests = (guint64) counts->requests;
  run->traffic.empty = (guint64) counts->empty;
  run->traffic.events = run->traffic.unique = (guint64) counts->events;
  run->traffic.payload_in = run->traffic.events * 64;
  run->traffic.wire.bytes_in = run->traffic.payload_in + (guint64) (counts->empty * counts->empty_bytes);
  run->traffic.wire.bytes_in +=
    (guint64) ((counts->requests > 0 ? counts->requests - counts->empty : counts->events) * counts->message_bytes);
  run->cpu_us = (gint64) (run->traffic.requests + run->traffic.events) * 10;
  run->memory = CLIENTS * 8192;
  rt_traffic_record_latency (&run->traffic, 2000);
  rt_result_add (result, run);
}

/* Once a second an event, polled each 250 ms and each second, waited for, and pushed. */
static RtResult *
make_result (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling:interval=0.25", "short-polling:interval=1", "long-polling",
                                         "websocket", NULL);
  RtResult *result;

  plan->n_clients = CLIENTS;
  plan->duration = SECONDS;
  result = rt_result_new (plan);
  add_run (result, 0, &(Counts) { 4000, 3000, 1000, 300, 400 });
  add_run (result, 1, &(Counts) { 1000, 0, 1000, 300, 400 });
  add_run (result, 2, &(Counts) { 1000, 0, 1000, 0, 450 });
  add_run (result, 3, &(Counts) { 0, 0, 1000, 0, 4 });

  return result;
}

static RtCost
measure (RtResult *result,
         guint     contestant)
{
  RtCost cost;

  g_assert_true (rt_cost_measure (result, NULL, contestant, &cost));
  return cost;
}

static void
test_empty_and_full_are_told_apart (void)
{
  g_autoptr (RtResult) result = make_result ();
  RtCost cost = measure (result, 0);

  g_assert_true (cost.separated);
  g_assert_cmpfloat_with_epsilon (cost.empty[RT_COST_BYTES], 300, 0.01);
  g_assert_cmpfloat_with_epsilon (cost.message[RT_COST_BYTES], 400, 0.01);
}

static void
test_alone_they_cost_the_same (void)
{
  g_autoptr (RtResult) result = make_result ();
  RtCost cost = measure (result, 2);

  g_assert_false (cost.separated);
  g_assert_cmpfloat_with_epsilon (cost.empty[RT_COST_BYTES], 450, 0.01);
  g_assert_cmpfloat_with_epsilon (cost.message[RT_COST_BYTES], 450, 0.01);
}

static void
test_a_push_is_no_request (void)
{
  g_autoptr (RtResult) result = make_result ();
  RtCost cost = measure (result, 3);

  g_assert_cmpfloat_with_epsilon (cost.message[RT_COST_BYTES], 4, 0.01);
  g_assert_cmpfloat (rt_cost_requests (&cost, 100, 1), ==, 0);
  g_assert_cmpfloat (cost.memory, ==, 8192);
  g_assert_true (isnan (cost.idle[RT_COST_BYTES]));
}

static void
test_share_of_empty_polls (void)
{
  RtCost cost = { .manner = RT_MANNER_ASK };

  /* Polls every p and events every e > p: 1 − p/e. */
  for (double p = 0.05; p < 1; p += 0.05)
    for (double e = p; e < 10; e += 0.5)
      g_assert_cmpfloat_with_epsilon (rt_cost_empties (&cost, 1 / e, p) / rt_cost_requests (&cost, 1 / e, p), 1 - p / e,
                                      1e-9);
  g_assert_cmpfloat (rt_cost_empties (&cost, 100, 1), ==, 0);
}

static void
test_waiting (void)
{
  RtCost cost = { .manner = RT_MANNER_WAIT, .wait = 30 };

  g_assert_cmpfloat (rt_cost_requests (&cost, 1, 1), ==, 1);
  g_assert_cmpfloat_with_epsilon (rt_cost_empties (&cost, 0, 1), 1 / 30.0, 1e-9);
  /* An event every 100 s: three waits of 30 s end before it. */
  g_assert_cmpfloat_with_epsilon (rt_cost_empties (&cost, 0.01, 1), 0.03, 1e-9);
}

static void
test_the_costs_make_what_was_measured (void)
{
  g_autoptr (RtResult) result = make_result ();

  for (guint i = 0; i < 4; i++)
    {
      RtCost cost = measure (result, i);
      const RtRun *run = rt_result_get_run (result, i);
      double each = (double) rt_traffic_get_wire_bytes (&run->traffic) / CLIENTS / SECONDS;

      g_assert_cmpfloat_with_epsilon (rt_cost_total (&cost, RT_COST_BYTES, 1, cost.interval, 64), each, 0.01);
    }
}

static void
test_arithmetic_of_871_against_2 (void)
{
  static const struct { guint clients; double polled, pushed; } published[] = {
    { 1000, 6.6, 0.015 }, { 10000, 66, 0.153 }, { 100000, 665, 1.526 },
  };
  g_autoptr (RtPlan) plan = rt_plan_new ();
  RtCost poll = { .manner = RT_MANNER_ASK, .interval = 1, .message = { 871, NAN }, .idle = { NAN, NAN } };
  RtCost push = { .manner = RT_MANNER_PUSH, .message = { 2, NAN }, .idle = { NAN, NAN } };

  plan->size = 0;
  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    {
      RtProjection projection;

      /* Their megabit is 2^20. */
      rt_cost_project (&poll, plan, published[i].clients, &projection);
      g_assert_cmpfloat_with_epsilon (projection.bytes * 8 / 1048576, published[i].polled, published[i].polled * 0.01);
      rt_cost_project (&push, plan, published[i].clients, &projection);
      g_assert_cmpfloat_with_epsilon (projection.bytes * 8 / 1048576, published[i].pushed, published[i].pushed * 0.02);
    }
}

static void
test_projection_says_that_it_is_one (void)
{
  g_autoptr (RtResult) result = make_result ();
  RtCost cost = measure (result, 3);
  RtProjection projection;
  g_autofree char *basis = NULL;

  rt_cost_project (&cost, rt_result_get_plan (result), 100000, &projection);
  basis = rt_projection_dup_basis (rt_result_get_plan (result));
  g_assert_cmpfloat_with_epsilon (projection.bytes, 100000 * 68.0, 1);
  g_assert_cmpfloat_with_epsilon (projection.cores, 1, 0.01);
  g_assert_cmpfloat (projection.memory, ==, 8192.0 * 100000);
  g_assert_nonnull (strstr (basis, "not measured"));
  g_assert_nonnull (strstr (basis, "with 10 clients"));
}

static void
test_silence_is_measured_in_silence (void)
{
  g_autoptr (RtResult) result = make_result ();
  g_autoptr (RtResult) idle = rt_result_new (rt_result_get_plan (result));
  RtRun *run = rt_run_new ();
  RtCost cost;

  run->contestant = 3;
  run->clients = CLIENTS;
  run->elapsed_us = SECONDS * G_USEC_PER_SEC;
  run->traffic.wire.bytes_in = 2000;
  run->cpu_us = 5000;
  rt_result_add (idle, run);

  g_assert_true (rt_cost_measure (result, idle, 3, &cost));
  g_assert_cmpfloat (cost.idle[RT_COST_BYTES], ==, 2);
  g_assert_cmpfloat (cost.idle[RT_COST_CPU], ==, 5);
  g_assert_cmpfloat_with_epsilon (rt_cost_total (&cost, RT_COST_BYTES, 0, 1, 64), 2, 1e-9);
}

static void
test_what_did_not_keep_up_costs_nothing_known (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  RtCost cost;

  g_assert_false (rt_cost_measure (result, NULL, 0, &cost));
}

static int
cell_at (RtCostMap *map,
         double     rate,
         double     staleness)
{
  guint column = 0;
  guint row = 0;

  while (column + 1 < RT_COST_MAP_SIDE && rt_cost_map_get_rate (column) < rate)
    column++;
  while (row + 1 < RT_COST_MAP_SIDE && rt_cost_map_get_staleness (row) < staleness)
    row++;

  return map->cells[row][column];
}

static void
test_map (void)
{
  g_autoptr (RtResult) result = make_result ();
  g_autoptr (RtCostMap) map = rt_cost_map_new (result, NULL, RT_COST_BYTES, 0);

  /* Pushes of 4 bytes beat all, but that who asks once for many events pays once. */
  g_assert_cmpint (cell_at (map, 1, 0.1), ==, 3);
  g_assert_cmpint (cell_at (map, 500, 500), ==, 0);
  g_assert_cmpint (cell_at (map, 1, 0.0005), ==, RT_COST_MAP_NONE);
  g_assert_cmpfloat (map->rate, ==, 1);
  g_assert_cmpfloat (map->staleness, ==, 1);
}

static void
test_break_even_is_where_it_should_be (void)
{
  RtCost costs[] = {
    { .contestant = 0, .manner = RT_MANNER_ASK, .empty = { 100, NAN }, .message = { 100, NAN }, .idle = { NAN, NAN } },
    { .contestant = 1, .manner = RT_MANNER_PUSH, .message = { 10, NAN }, .idle = { 5, NAN } },
  };

  /* A poll each s seconds costs 100 / s, a push 10 and its connection 5: even at 100 / (10 r + 5). */
  for (double rate = 0.01; rate < 100; rate *= 2)
    {
      double even = 100 / (10 * rate + 5);

      g_assert_cmpint (rt_cost_find_cheapest (costs, 2, RT_COST_BYTES, rate, even * 1.01, 64, NULL), ==,
                       0);
      g_assert_cmpint (rt_cost_find_cheapest (costs, 2, RT_COST_BYTES, rate, even * 0.99, 64, NULL), ==, 1);
    }
  g_assert_cmpint (rt_cost_find_cheapest (costs, 2, RT_COST_CPU, 1, 1, 64, NULL), ==, RT_COST_MAP_NONE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/costs/empty-and-full-answers-are-told-apart", test_empty_and_full_are_told_apart);
  g_test_add_func ("/costs/alone-they-are-taken-for-the-same", test_alone_they_cost_the_same);
  g_test_add_func ("/costs/a-push-is-no-request", test_a_push_is_no_request);
  g_test_add_func ("/costs/share-of-empty-polls", test_share_of_empty_polls);
  g_test_add_func ("/costs/waits-that-end", test_waiting);
  g_test_add_func ("/costs/make-what-was-measured", test_the_costs_make_what_was_measured);
  g_test_add_func ("/costs/silence-is-measured-in-silence", test_silence_is_measured_in_silence);
  g_test_add_func ("/costs/nothing-measured-nothing-known", test_what_did_not_keep_up_costs_nothing_known);
  g_test_add_func ("/projection/arithmetic-of-871-against-2", test_arithmetic_of_871_against_2);
  g_test_add_func ("/projection/says-that-it-is-one", test_projection_says_that_it_is_one);
  g_test_add_func ("/cost-map/regions-and-the-workload", test_map);
  g_test_add_func ("/cost-map/break-even-is-where-it-should-be", test_break_even_is_where_it_should_be);

  return g_test_run ();
}
