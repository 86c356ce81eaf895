/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "lab/rt-advice.h"
#include "tests/lab/result-fixture.h"

/* Ten clients and an event a second: what each cost, and how late it was at the worst. */
static void
add_run (RtResult *result,
         guint     contestant,
         guint64   requests,
         guint64   empty,
         guint64   overhead,
         gint64    latency_us)
{
  RtRun *run = rt_run_new ();

  run->contestant = contestant;
  run->clients = 10;
  run->elapsed_us = 100 * G_USEC_PER_SEC;
  run->published = 100;
  run->traffic.requests = requests;
  run->traffic.empty = empty;
  run->traffic.events = run->traffic.unique = 1000;
  run->traffic.payload_in = 64000;
  run->traffic.wire.bytes_in = 64000 + overhead;
  run->cpu_us = 20000;
  for (guint i = 0; i < 100; i++)
    rt_traffic_record_latency (&run->traffic, latency_us * (i + 1) / 100);
  rt_result_add (result, run);
}

enum { POLLING, WAITING, STREAM, SOCKET, BROKER };

static RtResult *
make_result (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling", "long-polling", "server-sent-events", "websocket",
                                         "publish-subscribe", NULL);
  RtResult *result;

  result = rt_result_new (plan);
  add_run (result, POLLING, 1000, 0, 400000, 900000);
  add_run (result, WAITING, 1000, 0, 450000, 2000);
  add_run (result, STREAM, 0, 0, 50000, 300);
  add_run (result, SOCKET, 0, 0, 4000, 200);
  add_run (result, BROKER, 0, 0, 150000, 400);

  return result;
}

static void
assert_says (GPtrArray  *sentences,
             const char *said)
{
  for (guint i = 0; i < sentences->len; i++)
    if (strstr (g_ptr_array_index (sentences, i), said) != NULL)
      return;
  g_error ("Nobody says “%s”", said);
}

static void
assert_says_not (GPtrArray  *sentences,
                 const char *said)
{
  for (guint i = 0; i < sentences->len; i++)
    g_assert_null (strstr (g_ptr_array_index (sentences, i), said));
}

static RtAdvice *
advise (RtTraits traits,
        double   staleness)
{
  g_autoptr (RtResult) result = make_result ();
  RtNeeds needs = { .traits = traits, .staleness = staleness };

  return rt_advice_new (result, &needs);
}

static void
test_the_cheapest (void)
{
  g_autoptr (RtAdvice) advice = advise (0, 0);

  g_assert_cmpint (advice->contestant, ==, SOCKET);
  g_assert_cmpstr (g_ptr_array_index (advice->reasons, 0), ==,
                   "websocket is the cheapest, at 68 B for each client and second; next comes server-sent-events at 114 B.");
  g_assert_cmpuint (advice->reasons->len, ==, 1);
}

static void
test_proxies (void)
{
  g_autoptr (RtAdvice) advice = advise (RT_TRAIT_PLAIN_HTTP, 0);

  g_assert_cmpint (advice->contestant, ==, STREAM);
  assert_says (advice->reasons, "websocket is out: not every proxy passes it.");
  assert_says (advice->reasons, "publish-subscribe is out: not every proxy passes it.");
  assert_says (advice->beyond, "It is plain HTTP");
  assert_says (advice->beyond, "six connections");
}

static void
test_direction (void)
{
  g_autoptr (RtAdvice) advice = advise (RT_TRAIT_TALKS_BACK, 0);

  g_assert_cmpint (advice->contestant, ==, SOCKET);
  assert_says (advice->reasons, "server-sent-events is out: clients could not talk");
  assert_says (advice->beyond, "Clients can talk on the same connection.");
}

static void
test_statelessness (void)
{
  g_autoptr (RtAdvice) advice = advise (RT_TRAIT_STATELESS, 0);

  g_assert_cmpint (advice->contestant, ==, POLLING);
  assert_says (advice->reasons, "short-polling is the only one left");
  assert_says (advice->beyond, "it can be replaced at any time");
  assert_says_not (advice->beyond, "six connections");
}

static void
test_browser (void)
{
  g_autoptr (RtAdvice) advice = advise (RT_TRAIT_BROWSER, 0);

  g_assert_cmpint (advice->contestant, ==, SOCKET);
  assert_says (advice->reasons, "publish-subscribe is out: a browser cannot do it by itself.");
}

static void
test_guarantees (void)
{
  g_autoptr (RtAdvice) advice = advise (RT_TRAIT_ACKNOWLEDGED, 0);

  g_assert_cmpint (advice->contestant, ==, BROKER);
  assert_says (advice->reasons, "websocket is out: what was not acknowledged is not delivered again.");
  assert_says (advice->beyond, "even after a crash");
}

static void
test_staleness (void)
{
  g_autoptr (RtAdvice) advice = advise (0, 0.001);

  assert_says (advice->reasons, "short-polling is out: 5 of 100 events were later than 1.00 ms.");
  assert_says (advice->reasons, "long-polling is out: 5 of 100 events were later than 1.00 ms.");
  g_assert_cmpint (advice->contestant, ==, SOCKET);
}

static void
test_needs_that_exclude_each_other (void)
{
  g_autoptr (RtAdvice) advice = advise (RT_TRAIT_STATELESS | RT_TRAIT_ACKNOWLEDGED, 0);

  g_assert_cmpint (advice->contestant, ==, RT_ADVICE_NOBODY);
  g_assert_cmpuint (advice->reasons->len, ==, 5);
  g_assert_cmpuint (advice->changes->len, ==, 0);
  g_assert_cmpuint (advice->beyond->len, ==, 0);
}

static void
test_who_did_not_keep_up (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtAdvice) advice = NULL;

  add_run (result, 1, 1000, 0, 450000, 2000);
  advice = rt_advice_new (result, &(RtNeeds) { 0 });
  g_assert_cmpint (advice->contestant, ==, 1);
  assert_says (advice->reasons, "websocket is out: the machine did not keep up");
}

static void
test_is_told_by_other_names (void)
{
  static const char * const names[] = { "the socket", "the long poll", NULL };
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtAdvice) advice = NULL;

  add_run (result, 1, 1000, 0, 450000, 2000);
  advice = rt_advice_new (result, &(RtNeeds) { .names = names });
  assert_says (advice->reasons, "the socket is out: the machine did not keep up");
}

static void
test_who_lost_events (void)
{
  g_autoptr (RtResult) result = make_result ();
  g_autoptr (RtAdvice) advice = NULL;

  ((RtRun *) rt_result_get_run (result, SOCKET))->traffic.lost = 3;
  advice = rt_advice_new (result, &(RtNeeds) { 0 });
  g_assert_cmpint (advice->contestant, ==, STREAM);
  assert_says (advice->reasons, "websocket is out: events were lost (3).");
}

/* What crosses no network costs no bytes there: that makes it no cheaper for those who are elsewhere. */
static void
test_who_crosses_no_network (void)
{
  g_autoptr (RtResult) result = make_result ();
  g_autoptr (RtAdvice) advice = NULL;
  RtRun *run = (RtRun *) rt_result_get_run (result, BROKER);
  RtSpread spread;

  run->traffic.wire = (RtWire) { 0 };
  advice = rt_advice_new (result, &(RtNeeds) { 0 });
  rt_result_get_figure (result, BROKER, RT_FIGURE_BYTES_PER_EVENT, &spread);

  g_assert_cmpint (advice->contestant, ==, SOCKET);
  assert_says (advice->reasons, "publish-subscribe is not ranked: what it costs was not measured here.");
  g_assert_cmpuint (spread.n, ==, 0);
  rt_result_get_figure (result, BROKER, RT_FIGURE_WIRE_BYTES_OUT, &spread);
  g_assert_cmpuint (spread.n, ==, 0);
}

static void
test_all_lost_events (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtAdvice) advice = NULL;

  add_run (result, 0, 0, 0, 4000, 200);
  ((RtRun *) rt_result_get_run (result, 0))->traffic.lost = 3;
  advice = rt_advice_new (result, &(RtNeeds) { 0 });
  g_assert_cmpint (advice->contestant, ==, 0);
}

static void
test_the_simplest_goes_first (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling", "websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtAdvice) advice = NULL;

  add_run (result, 0, 1000, 0, 22000, 500000);
  add_run (result, 1, 0, 0, 20000, 200);
  advice = rt_advice_new (result, &(RtNeeds) { 0 });
  g_assert_cmpint (advice->contestant, ==, 0);
  assert_says (advice->reasons, "short-polling is the simplest and, at 86 B for each client and second, hardly dearer "
                                "than websocket at 84 B.");
}

static void
test_processor_time (void)
{
  g_autoptr (RtResult) result = make_result ();
  g_autoptr (RtAdvice) advice = NULL;

  ((RtRun *) rt_result_get_run (result, BROKER))->cpu_us = 1000;
  advice = rt_advice_new (result, &(RtNeeds) { .pays_for = RT_COST_CPU });
  g_assert_cmpint (advice->contestant, ==, BROKER);
  assert_says (advice->reasons, "at 1 µs for each client and second");
}

/* How it would be measured is told where it was not, and nowhere else. */
static void
test_processor_time_that_was_not_measured (void)
{
  const RtNeeds cheap = { .pays_for = RT_COST_CPU };
  const RtNeeds picky = { .pays_for = RT_COST_CPU, .traits = RT_TRAIT_STATELESS | RT_TRAIT_ACKNOWLEDGED };
  g_autoptr (RtResult) measured = make_result ();
  g_autoptr (RtResult) result = make_result ();
  g_autoptr (RtAdvice) nobody_fits = rt_advice_new (measured, &picky);
  g_autoptr (RtAdvice) unmeasured = NULL;
  g_autoptr (RtAdvice) neither = NULL;

  for (guint i = 0; i <= BROKER; i++)
    ((RtRun *) rt_result_get_run (result, i))->cpu_us = -1;
  unmeasured = rt_advice_new (result, &cheap);
  neither = rt_advice_new (result, &picky);

  g_assert_cmpint (nobody_fits->contestant, ==, RT_ADVICE_NOBODY);
  g_assert_cmpint (unmeasured->contestant, ==, RT_ADVICE_NOBODY);
  assert_says_not (nobody_fits->reasons, "Not measured");
  assert_says (unmeasured->reasons, "Not measured: it takes patterns one after the other, their clients in a process");
  assert_says_not (neither->reasons, "Not measured");
}

/* An answer of 400 bytes around each event and around all of them together, against 150 of each
 * push: 400 − e + e r = 150 r, with the e bytes of an envelope. */
static void
test_where_it_would_change (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling", "websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtAdvice) advice = NULL;
  g_autofree char *sentence = NULL;
  RtCost polled;
  double envelope;

  add_run (result, 0, 1000, 0, 400000, 900000);
  add_run (result, 1, 0, 0, 150000, 200);
  g_assert_true (rt_cost_measure (result, 0, &polled));
  envelope = polled.event[RT_COST_BYTES];
  sentence = g_strdup_printf ("With %.2g events a second or more, short-polling would be cheaper.",
                              (400 - envelope) / (150 - envelope));
  advice = rt_advice_new (result, &(RtNeeds) { .staleness = 1.009 });

  g_assert_cmpint (advice->contestant, ==, 1);
  assert_says (advice->changes, sentence);
  assert_says (advice->changes, "late, short-polling would be cheaper.");
}

static void
test_what_would_change_it (void)
{
  g_autoptr (RtAdvice) advice = advise (0, 1);

  /* However many events an answer has: around each of them is more than in a frame of a socket. */
  assert_says_not (advice->changes, "events a second or more, short-polling would be cheaper.");
  assert_says_not (advice->changes, "late, short-polling would be cheaper.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/advice/the-cheapest", test_the_cheapest);
  g_test_add_func ("/advice/the-simplest-where-it-is-hardly-dearer", test_the_simplest_goes_first);
  g_test_add_func ("/advice/processor-time", test_processor_time);
  g_test_add_func ("/advice/processor-time-not-measured", test_processor_time_that_was_not_measured);
  g_test_add_func ("/advice/out/proxies", test_proxies);
  g_test_add_func ("/advice/out/direction", test_direction);
  g_test_add_func ("/advice/out/statelessness", test_statelessness);
  g_test_add_func ("/advice/out/browser", test_browser);
  g_test_add_func ("/advice/out/guarantees", test_guarantees);
  g_test_add_func ("/advice/out/staleness", test_staleness);
  g_test_add_func ("/advice/out/did-not-keep-up", test_who_did_not_keep_up);
  g_test_add_func ("/advice/out/is-told-by-other-names", test_is_told_by_other_names);
  g_test_add_func ("/advice/out/lost-events", test_who_lost_events);
  g_test_add_func ("/advice/out/crosses-no-network", test_who_crosses_no_network);
  g_test_add_func ("/advice/nobody-is-out-for-what-all-did", test_all_lost_events);
  g_test_add_func ("/advice/nobody-fits", test_needs_that_exclude_each_other);
  g_test_add_func ("/advice/where-it-would-change", test_where_it_would_change);
  g_test_add_func ("/advice/what-would-change-it", test_what_would_change_it);

  return g_test_run ();
}
