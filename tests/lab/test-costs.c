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
  run->published = (guint64) counts->events / CLIENTS;
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

  g_assert_true (rt_cost_measure (result, contestant, &cost));
  return cost;
}

static void
test_empty_and_full_are_told_apart (void)
{
  g_autoptr (RtResult) result = make_result ();
  RtCost cost = measure (result, 0);

  g_assert_true (cost.separated);
  g_assert_cmpfloat_with_epsilon (cost.empty[RT_COST_BYTES], 300, 0.01);
  g_assert_cmpfloat (cost.event[RT_COST_BYTES], >, strlen ("{\"seq\":,\"time\":,\"type\":,\"data\":}"));
  g_assert_cmpfloat_with_epsilon (cost.message[RT_COST_BYTES] + cost.event[RT_COST_BYTES], 400, 0.01);
}

static void
test_alone_they_cost_the_same (void)
{
  g_autoptr (RtResult) result = make_result ();
  RtCost cost = measure (result, 2);

  g_assert_false (cost.separated);
  g_assert_cmpfloat (cost.empty[RT_COST_BYTES], ==, cost.message[RT_COST_BYTES]);
  g_assert_cmpfloat_with_epsilon (cost.message[RT_COST_BYTES] + cost.event[RT_COST_BYTES], 450, 0.01);
}

static void
test_a_push_is_no_request (void)
{
  g_autoptr (RtResult) result = make_result ();
  RtCost cost = measure (result, 3);

  g_assert_cmpfloat_with_epsilon (cost.message[RT_COST_BYTES], 4, 0.01);
  g_assert_cmpfloat (rt_cost_requests (&cost, 100, 1), ==, 0);
  g_assert_cmpfloat (cost.memory, ==, 8192);
}

/* What an answer carries grows with the events in it, whoever asks how seldom. */
static void
test_events_cost_in_answers_too (void)
{
  g_autoptr (RtResult) result = make_result ();
  RtCost cost = measure (result, 1);
  double ten = rt_cost_total (&cost, RT_COST_BYTES, 10, 1, 64);
  double twenty = rt_cost_total (&cost, RT_COST_BYTES, 20, 1, 64);

  g_assert_cmpfloat_with_epsilon (twenty - ten, 10 * (cost.event[RT_COST_BYTES] + 64), 0.01);
}

/* However many there are: all together get each event once. */
static void
test_who_shares_gets_a_part (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("publish-subscribe:bus=amqp://127.0.0.1/jobs", NULL);
  g_autoptr (RtResult) result = NULL;
  RtRun *run = rt_run_new ();
  RtProjection projection;
  RtCost cost;

  plan->n_clients = CLIENTS;
  plan->rate = 10;
  result = rt_result_new (plan);
  run->clients = CLIENTS;
  run->published = run->traffic.events = run->traffic.unique = 10 * SECONDS;
  run->elapsed_us = SECONDS * G_USEC_PER_SEC;
  run->traffic.payload_in = run->traffic.events * 64;
  run->traffic.wire.bytes_in = run->traffic.events * 100;
  rt_result_add (result, run);

  cost = measure (result, 0);
  g_assert_cmpuint (cost.sharers, ==, CLIENTS);
  rt_cost_project (&cost, 1000, &projection);
  g_assert_cmpfloat_with_epsilon (projection.bytes, 10 * 100, 0.01);
  g_assert_cmpfloat_with_epsilon (rt_cost_measured (&cost, RT_COST_BYTES), 100, 0.01);
}

/* A recording has a rate and sizes of its own. */
static void
test_replayed_is_as_published (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = NULL;
  RtRun *run = rt_run_new ();
  RtFeedRate feed;

  plan->rate_kind = RT_RATE_REPLAY;
  result = rt_result_new (plan);
  run->clients = CLIENTS;
  run->published = 50 * SECONDS;
  run->elapsed_us = SECONDS * G_USEC_PER_SEC;
  run->traffic.events = run->traffic.unique = run->published * CLIENTS;
  run->traffic.payload_in = run->traffic.events * 1000;
  rt_result_add (result, run);

  rt_result_get_feed (result, &feed);
  g_assert_cmpfloat_with_epsilon (feed.rate, 50, 0.01);
  g_assert_cmpfloat (feed.size, ==, 1000);
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

/* Of a client in a second: what was on the wire. */
static double
get_each (const RtRun *run)
{
  return (double) rt_traffic_get_wire_bytes (&run->traffic) / run->clients * G_USEC_PER_SEC / (double) run->elapsed_us;
}

static void
assert_is_what_was_measured (RtResult *result)
{
  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    {
      const RtRun *run = rt_result_get_run (result, i);
      double seconds = (double) run->elapsed_us / G_USEC_PER_SEC;
      RtCost cost = measure (result, i);
      RtProjection projection;

      rt_cost_project (&cost, run->clients, &projection);
      g_assert_cmpfloat_with_epsilon (rt_cost_measured (&cost, RT_COST_BYTES), get_each (run), 1e-6);
      g_assert_cmpfloat_with_epsilon (projection.bytes * seconds, rt_traffic_get_wire_bytes (&run->traffic), 1e-3);
      g_assert_cmpfloat_with_epsilon (projection.requests * seconds, run->traffic.requests, 1e-6);
      g_assert_cmpfloat_with_epsilon (rt_cost_empties (&cost, cost.feed.rate, cost.interval) * run->clients * seconds,
                                      run->traffic.empty, 1e-6);
    }
}

static void
test_the_costs_make_what_was_measured (void)
{
  g_autoptr (RtResult) result = make_result ();

  assert_is_what_was_measured (result);
}

/* Whatever the feed did, and however many events came in one answer: nothing is modelled where it was
 * measured. */
static void
test_any_feed_makes_what_was_measured (gconstpointer kind)
{
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling:interval=0.25", "short-polling:interval=4", "long-polling",
                                         "websocket", "short-polling:etag=no", "long-polling:wait=0.5,name=brief", NULL);
  g_autoptr (RtResult) result = NULL;

  plan->n_clients = CLIENTS;
  plan->rate_kind = GPOINTER_TO_UINT (kind);
  plan->rate = 7;
  plan->burst = 5;
  result = rt_result_new (plan);
  add_run (result, 0, &(Counts) { 4011, 1913, 6990, 300, 640 });
  add_run (result, 1, &(Counts) { 260, 0, 6990, 300, 2300 });
  add_run (result, 2, &(Counts) { 1434, 21, 6990, 250, 900 });
  add_run (result, 3, &(Counts) { 0, 0, 6990, 0, 77 });
  add_run (result, 4, &(Counts) { 1007, 100, 6990, 300, 1100 });
  add_run (result, 5, &(Counts) { 2500, 1200, 6990, 250, 800 });

  assert_is_what_was_measured (result);
}

/* Clients of 100-byte events for six seconds, as others measured them at 2 and at 200 a second. */
static RtResult *
make_measured (guint   published,
               guint64 requests,
               guint64 polled_in,
               guint64 polled_out,
               guint64 pushed)
{
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling", "websocket", NULL);
  RtResult *result;

  plan->n_clients = 20;
  plan->rate = published / 6.0;
  plan->size = 100;
  plan->duration = 6;
  result = rt_result_new (plan);
  for (guint i = 0; i < 2; i++)
    {
      RtRun *run = rt_run_new ();

      run->contestant = i;
      run->clients = 20;
      run->published = published;
      run->elapsed_us = 6 * G_USEC_PER_SEC;
      run->traffic.requests = i == 0 ? requests : 0;
      run->traffic.events = run->traffic.unique = published * 20;
      run->traffic.payload_in = run->traffic.events * 100;
      run->traffic.wire = (RtWire) { i == 0 ? polled_out : pushed, i == 0 ? polled_in : 0, 0, 0 };
      rt_traffic_record_latency (&run->traffic, i == 0 ? 10000 : 600);
      rt_result_add (result, run);
    }

  return result;
}

static void
test_seldom_and_often_agree (void)
{
  g_autoptr (RtResult) seldom = make_measured (12, 130, 17600, 67400, 42100);
  g_autoptr (RtResult) often = make_measured (1200, 140, 19500, 4210000, 4260000);

  for (guint i = 0; i < 2; i++)
    {
      RtCost of_seldom = measure (seldom, i);
      RtCost of_often = measure (often, i);
      double at_2 = rt_cost_measured (&of_seldom, RT_COST_BYTES);
      double at_200 = rt_cost_measured (&of_often, RT_COST_BYTES);

      g_assert_cmpfloat (fabs (rt_cost_total (&of_seldom, RT_COST_BYTES, 200, 1, 100) - at_200), <, 0.02 * at_200);
      g_assert_cmpfloat (fabs (rt_cost_total (&of_often, RT_COST_BYTES, 2, 1, 100) - at_2), <, 0.1 * at_2);
    }
}

/* Events that come ten at a time are told in one answer, and an answer a second is a question a second. */
static void
test_bursts_are_one_answer (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("long-polling", NULL);
  g_autoptr (RtResult) result = NULL;
  RtCost cost;

  plan->n_clients = CLIENTS;
  plan->rate_kind = RT_RATE_BURSTS;
  plan->rate = plan->burst = 10;
  result = rt_result_new (plan);
  add_run (result, 0, &(Counts) { 1000, 0, 10000, 0, 1200 });
  cost = measure (result, 0);

  g_assert_cmpfloat_with_epsilon (rt_cost_requests (&cost, 10, 1), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (rt_cost_requests (&cost, 20, 1), 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (rt_cost_total (&cost, RT_COST_BYTES, 10, 1, 64), 1200 + 10 * 64, 1e-6);
}

/* While one asks again, which takes 204 ms here, two events come: no more than 4.9 answers a second. */
static void
test_who_asks_again_gets_several (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("long-polling", NULL);
  g_autoptr (RtResult) result = NULL;
  RtCost cost;

  plan->n_clients = CLIENTS;
  plan->rate = 10;
  result = rt_result_new (plan);
  add_run (result, 0, &(Counts) { 4900, 0, 10000, 0, 532 });
  cost = measure (result, 0);

  g_assert_cmpfloat_with_epsilon (rt_cost_requests (&cost, 10, 1), 4.9, 1e-9);
  g_assert_cmpfloat_with_epsilon (rt_cost_requests (&cost, 100, 1), 4.9, 1e-9);
  g_assert_cmpfloat_with_epsilon (rt_cost_requests (&cost, 1, 1), 1, 1e-9);
}

static void
test_arithmetic_of_871_against_2 (void)
{
  static const struct { guint clients; double polled, pushed; } published[] = {
    { 1000, 6.6, 0.015 }, { 10000, 66, 0.153 }, { 100000, 665, 1.526 },
  };
  RtCost poll = { .manner = RT_MANNER_ASK, .interval = 1, .feed = { 1, 0 }, .message = { 871, NAN } };
  RtCost push = { .manner = RT_MANNER_PUSH, .feed = { 1, 0 }, .message = { 2, NAN } };

  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    {
      RtProjection projection;

      /* Their megabit is 2^20. */
      rt_cost_project (&poll, published[i].clients, &projection);
      g_assert_cmpfloat_with_epsilon (projection.bytes * 8 / 1048576, published[i].polled, published[i].polled * 0.01);
      rt_cost_project (&push, published[i].clients, &projection);
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

  rt_cost_project (&cost, 100000, &projection);
  basis = rt_projection_dup_basis (result);
  g_assert_cmpfloat_with_epsilon (projection.bytes, 100000 * 68.0, 1);
  g_assert_cmpfloat_with_epsilon (projection.cores, 1, 0.01);
  g_assert_cmpfloat (projection.memory, ==, 8192.0 * 100000);
  g_assert_nonnull (strstr (basis, "not measured"));
  g_assert_nonnull (strstr (basis, "with 10 clients"));
}

/* Without clients the server takes 2 ms in a second, 200 connections on which nothing is said take 6, and with ten
 * pushes to each it is 48 all together. */
static RtResult *
make_idle (guint  clients,
           gint64 idle_cpu_us)
{
  g_autoptr (RtPlan) plan = plan_new_of ("server-sent-events", NULL);
  RtResult *result;
  RtRun *run = rt_run_new ();

  plan->n_clients = clients;
  plan->rate = 10;
  plan->duration = 1;
  result = rt_result_new (plan);
  run->clients = clients;
  run->published = 10;
  run->elapsed_us = G_USEC_PER_SEC;
  run->traffic.events = run->traffic.unique = 10 * clients;
  run->traffic.payload_in = run->traffic.events * 64;
  run->traffic.wire.bytes_in = run->traffic.events * 100;
  run->cpu_us = 48000;
  run->base_cpu_us = 2000;
  run->idle_cpu_us = idle_cpu_us;
  rt_traffic_record_latency (&run->traffic, 600);
  rt_result_add (result, run);

  return result;
}

static void
test_an_idle_connection_costs (void)
{
  g_autoptr (RtResult) result = make_idle (200, 6000);
  RtCost cost = measure (result, 0);
  RtProjection projection;
  g_autofree char *basis = rt_projection_dup_basis (result);

  g_assert_cmpfloat_with_epsilon (cost.idle[RT_COST_CPU], 30, 1e-9);
  g_assert_cmpfloat_with_epsilon (cost.message[RT_COST_CPU], 20, 1e-9);
  /* A heartbeat of 3 bytes each 15 s. */
  g_assert_cmpfloat_with_epsilon (cost.idle[RT_COST_BYTES], 0.2, 1e-9);
  g_assert_cmpfloat_with_epsilon (rt_cost_total (&cost, RT_COST_CPU, 0, 1, 64), 30 + 2000.0 / 200, 1e-9);
  g_assert_cmpfloat_with_epsilon (rt_cost_total (&cost, RT_COST_BYTES, 0, 1, 64), 0.2, 1e-9);
  /* And where it was measured it is what was measured. */
  g_assert_cmpfloat_with_epsilon (rt_cost_measured (&cost, RT_COST_CPU), 240, 1e-9);
  g_assert_cmpfloat_with_epsilon (rt_cost_measured (&cost, RT_COST_BYTES), 1000, 1e-6);
  rt_cost_project (&cost, 2000, &projection);
  /* There is one server, however many clients there are. */
  g_assert_cmpfloat_with_epsilon (projection.cores, 0.46 + 0.002, 1e-9);
  g_assert_nonnull (strstr (basis, "while nothing is said on it"));
}

/* Of few clients it is what the server does anyway, and of clients in the same process nothing is known. */
static void
test_what_idle_connections_cost_is_not_guessed (void)
{
  g_autoptr (RtResult) few = make_idle (20, 6000);
  g_autoptr (RtResult) unknown = make_idle (200, -1);
  RtResult *results[] = { few, unknown };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      RtCost cost = measure (results[i], 0);
      g_autofree char *basis = rt_projection_dup_basis (results[i]);

      g_assert_cmpfloat (cost.idle[RT_COST_CPU], ==, 0);
      g_assert_true (isnan (rt_cost_get_idle_cpu (results[i], 0)));
      g_assert_nonnull (strstr (basis, "is left out"));
    }
}

/* What says something seldom may be asked for as seldom: then a connection that is kept is what costs. */
static void
test_who_keeps_idle_connections_pays_for_them (void)
{
  RtCost costs[] = {
    { .contestant = 0, .manner = RT_MANNER_ASK, .empty = { 100, NAN }, .message = { 100, NAN } },
    { .contestant = 1, .manner = RT_MANNER_PUSH, .message = { 10, NAN }, .idle = { 0.2, NAN } },
  };

  g_assert_cmpint (rt_cost_find_cheapest (costs, 2, RT_COST_BYTES, 0.001, 1000, 64, NULL), ==, 0);
  costs[1].idle[RT_COST_BYTES] = 0;
  g_assert_cmpint (rt_cost_find_cheapest (costs, 2, RT_COST_BYTES, 0.001, 1000, 64, NULL), ==, 1);
}

static void
test_what_did_not_keep_up_costs_nothing_known (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  RtCost cost;

  g_assert_false (rt_cost_measure (result, 0, &cost));
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
  g_autoptr (RtCostMap) map = rt_cost_map_new (result, RT_COST_BYTES, 0);

  /* Pushes of 4 bytes beat all, who asks once for many events as well: around each is an envelope. */
  g_assert_cmpint (cell_at (map, 1, 0.1), ==, 3);
  g_assert_cmpint (cell_at (map, 500, 500), ==, 3);
  g_assert_cmpint (cell_at (map, 1, 0.0005), ==, RT_COST_MAP_NONE);
  g_assert_cmpfloat (map->rate, ==, 1);
  g_assert_cmpfloat (map->staleness, ==, 1);
}

static void
test_break_even_is_where_it_should_be (void)
{
  RtCost costs[] = {
    { .contestant = 0, .manner = RT_MANNER_ASK, .empty = { 100, NAN }, .message = { 100, NAN } },
    { .contestant = 1, .manner = RT_MANNER_PUSH, .message = { 10, NAN }, },
  };

  /* A poll each s seconds costs 100 / s, a push 10: even at 10 / r. */
  for (double rate = 0.01; rate < 100; rate *= 2)
    {
      double even = 10 / rate;

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
  g_test_add_func ("/costs/events-cost-in-answers-too", test_events_cost_in_answers_too);
  g_test_add_func ("/costs/who-shares-gets-a-part", test_who_shares_gets_a_part);
  g_test_add_func ("/costs/a-recording-is-what-was-published", test_replayed_is_as_published);
  g_test_add_func ("/costs/share-of-empty-polls", test_share_of_empty_polls);
  g_test_add_func ("/costs/waits-that-end", test_waiting);
  g_test_add_func ("/costs/make-what-was-measured", test_the_costs_make_what_was_measured);
  g_test_add_data_func ("/costs/make-what-was-measured/steady", GUINT_TO_POINTER (RT_RATE_STEADY),
                        test_any_feed_makes_what_was_measured);
  g_test_add_data_func ("/costs/make-what-was-measured/poisson", GUINT_TO_POINTER (RT_RATE_POISSON),
                        test_any_feed_makes_what_was_measured);
  g_test_add_data_func ("/costs/make-what-was-measured/bursts", GUINT_TO_POINTER (RT_RATE_BURSTS),
                        test_any_feed_makes_what_was_measured);
  g_test_add_data_func ("/costs/make-what-was-measured/replay", GUINT_TO_POINTER (RT_RATE_REPLAY),
                        test_any_feed_makes_what_was_measured);
  g_test_add_func ("/costs/seldom-and-often-agree", test_seldom_and_often_agree);
  g_test_add_func ("/costs/bursts-are-one-answer", test_bursts_are_one_answer);
  g_test_add_func ("/costs/who-asks-again-gets-several-events", test_who_asks_again_gets_several);
  g_test_add_func ("/costs/an-idle-connection-costs", test_an_idle_connection_costs);
  g_test_add_func ("/costs/what-idle-connections-cost-is-not-guessed", test_what_idle_connections_cost_is_not_guessed);
  g_test_add_func ("/cost-map/who-keeps-idle-connections-pays-for-them", test_who_keeps_idle_connections_pays_for_them);
  g_test_add_func ("/costs/nothing-measured-nothing-known", test_what_did_not_keep_up_costs_nothing_known);
  g_test_add_func ("/projection/arithmetic-of-871-against-2", test_arithmetic_of_871_against_2);
  g_test_add_func ("/projection/says-that-it-is-one", test_projection_says_that_it_is_one);
  g_test_add_func ("/cost-map/regions-and-the-workload", test_map);
  g_test_add_func ("/cost-map/break-even-is-where-it-should-be", test_break_even_is_where_it_should_be);

  return g_test_run ();
}
