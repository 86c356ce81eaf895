/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-experiment.h"
#include "tests/support/rt-test.h"

/* A short experiment with what @words names. */
static RtPlan *
new_plan (const char * const *words)
{
  RtPlan *plan = rt_plan_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (plan->contestants, rt_contestant_parse (words[i], &error));
      g_assert_no_error (error);
    }
  plan->n_clients = 3;
  plan->rate = 20;
  plan->duration = 1;
  plan->warm_up = 0.2;
  plan->interval_ms = 200;
  plan->wait_ms = 5000;

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
  g_clear_object (&async_result);
  rt_test_drain ();
  rt_test_assert_last_unref (g_steal_pointer (&experiment));

  return result;
}

static const RtRun *
get_run (RtResult *result,
         guint     index)
{
  const RtRun *run = rt_result_get_run (result, index);

  g_assert_cmpuint (run->clients, ==, 3);
  return run;
}

/* Every event reached every client once. */
static void
assert_whole (const RtRun *run,
              guint64      published,
              gsize        size)
{
  g_assert_cmpuint (run->published, ==, published);
  g_assert_cmpuint (run->traffic.unique, ==, published * run->clients);
  g_assert_cmpuint (run->traffic.events, ==, published * run->clients);
  g_assert_cmpuint (run->traffic.lost, ==, 0);
  g_assert_cmpuint (run->traffic.duplicate, ==, 0);
  g_assert_cmpuint (run->traffic.reordered, ==, 0);
  g_assert_cmpuint (run->traffic.payload_in, ==, published * run->clients * size);
  g_assert_cmpuint (rt_histogram_get_count (run->traffic.latency), ==, published * run->clients);
  g_assert_cmpuint (rt_histogram_get_count (run->traffic.age), >, 0);
  g_assert_cmpuint (run->traffic.wire.bytes_in, >, run->traffic.payload_in);
  g_assert_false (run->cut_short);
}

static void
test_every_pattern (gconstpointer pattern)
{
  const char * const words[] = { pattern, NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = carry_out (plan);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 1);
  assert_whole (get_run (result, 0), 20, plan->size);
  rt_test_assert_last_unref (g_steal_pointer (&result));
}

static void
test_over_http2 (gconstpointer pattern)
{
  const char * const words[] = { pattern, NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;
  const RtRun *run;

  plan->http2 = TRUE;
  result = carry_out (plan);
  run = get_run (result, 0);

  g_assert_cmpstr (run->protocol, ==, RT_RUN_HTTP2);
  assert_whole (run, 20, plan->size);
  /* Both ends counted the same, but for what was on its way when they began. */
  g_assert_cmpuint (run->server.unique, ==, run->traffic.unique);
  g_assert_cmpuint (run->server.wire.bytes_out, >, run->server.payload_out);
}

static void
test_request_response (void)
{
  const char * const words[] = { "request-response", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;
  const RtRun *run;

  /* Each event is there for two intervals. */
  plan->rate = 2;
  plan->interval_ms = 250;
  plan->duration = 2;
  result = carry_out (plan);
  run = get_run (result, 0);

  g_assert_cmpuint (run->published, ==, 4);
  g_assert_cmpuint (run->traffic.unique + run->traffic.lost, ==, 12);
  g_assert_cmpuint (run->traffic.unique + run->traffic.empty, ==, run->traffic.responses);
  g_assert_cmpuint (run->traffic.payload_in, ==, run->traffic.unique * plan->size);
  g_assert_cmpuint (rt_histogram_get_count (run->traffic.latency), ==, run->traffic.unique);
}

static void
test_publish_subscribe (void)
{
  const char * const words[] = { "publish-subscribe", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = carry_out (plan);
  const RtRun *run = get_run (result, 0);

  /* A busy machine may have something to say, the bus not. */
  g_assert_true (!run->kept_up || run->remark == NULL);
  g_assert_cmpuint (run->published, ==, 20);
  g_assert_cmpuint (run->traffic.unique, ==, 60);
  g_assert_cmpuint (run->traffic.lost, ==, 0);
}

static void
test_together (void)
{
  const char * const words[] = { "server-sent-events", "websocket", "long-polling", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;

  plan->repeat = 2;
  result = carry_out (plan);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      const RtRun *run = get_run (result, i);

      g_assert_cmpuint (run->contestant, ==, i % 3);
      g_assert_cmpuint (run->repetition, ==, i / 3);
      g_assert_cmpint (run->cpu_us, ==, -1);
      g_assert_cmpint (run->client_cpu_us, ==, -1);
      g_assert_cmpint (run->idle_cpu_us, ==, -1);
      assert_whole (run, 20, plan->size);
    }
}

static void
test_without_warm_up (void)
{
  const char * const words[] = { "server-sent-events", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) with = carry_out (plan);
  g_autoptr (RtResult) without = NULL;

  plan->warm_up = 0;
  without = carry_out (plan);

  /* One request for each opened its stream. */
  g_assert_cmpuint (get_run (with, 0)->traffic.requests, ==, 0);
  g_assert_cmpuint (get_run (without, 0)->traffic.requests, ==, 3);
  g_assert_cmpuint (get_run (with, 0)->traffic.connections_opened, ==, 3);
  g_assert_cmpuint (get_run (without, 0)->traffic.connections_opened, ==, 3);
  assert_whole (get_run (without, 0), 20, plan->size);
}

/* Every fifth of 3 times 40 is gone, or there twice. */
static void
test_exactly_what_was_broken (gconstpointer fault)
{
  const char * const words[] = { "websocket", "server-sent-events", NULL };
  const char *faults[] = { fault, NULL };
  guint64 n_lost = g_str_equal (fault, "swallow=5") ? 24 : 0;
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;

  plan->rate = 40;
  plan->faults = g_strdupv ((char **) faults);
  result = carry_out (plan);

  for (guint i = 0; i < 2; i++)
    {
      const RtTraffic *traffic = &get_run (result, i)->traffic;

      g_assert_cmpuint (traffic->lost, ==, n_lost);
      g_assert_cmpuint (traffic->unique, ==, 120 - n_lost);
      g_assert_cmpuint (traffic->duplicate, ==, 24 - n_lost);
      g_assert_cmpuint (traffic->reordered, ==, 0);
    }
}

static void
test_cut (gconstpointer resumes)
{
  const char * const words[] = { resumes ? "server-sent-events" : "server-sent-events:resume=no", NULL };
  char *faults[] = { (char *) "cut@0.3s", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;
  const RtRun *run;

  plan->duration = 4;
  plan->faults = g_strdupv (faults);
  result = carry_out (plan);
  run = get_run (result, 0);

  g_assert_cmpuint (run->traffic.connections_opened, ==, 6);
  g_assert_cmpuint (run->traffic.unique + run->traffic.lost, ==, 3 * 80);
  if (resumes)
    g_assert_cmpuint (run->traffic.lost, ==, 0);
  else
    g_assert_cmpuint (run->traffic.lost, >, 0);
}

/* What comes of it when it is cancelled after some of @seconds. */
static RtResult *
cut_short (const RtPlan *plan,
           double        progress)
{
  g_autoptr (RtExperiment) experiment = rt_experiment_new (plan);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) async_result = NULL;
  double left_s = 0;

  rt_experiment_set_program (experiment, ROUNDTRIP_CLI);
  rt_experiment_run_async (experiment, cancellable, rt_test_keep_result, &kept);
  while (rt_experiment_get_progress (experiment, &left_s) < progress)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (left_s, >, plan->duration * (1 - progress) - 10);
  g_cancellable_cancel (cancellable);
  async_result = rt_test_wait_result (&kept, "the end");

  return rt_experiment_run_finish (experiment, async_result, NULL);
}

static void
test_cancelled (void)
{
  const char * const words[] = { "websocket", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;

  plan->duration = 1000;
  result = cut_short (plan, 0.0025);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 1);
  g_assert_true (get_run (result, 0)->cut_short);
  g_assert_cmpuint (get_run (result, 0)->published, >, 0);
}

/* Nothing was broken: what had not been asked for yet is not lost. */
static void
test_cancelled_loses_nothing (gconstpointer own_process)
{
  const char * const words[] = { "short-polling", "long-polling", "websocket", "request-response:interval=0.02", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;

  plan->duration = 1000;
  plan->interval_ms = 700;
  plan->rate = 10;
  plan->own_process = own_process != NULL;
  result = cut_short (plan, 0.0025);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 4);
  for (guint i = 0; i < 3; i++)
    {
      const RtRun *run = get_run (result, i);

      g_assert_true (run->cut_short);
      g_assert_cmpuint (run->traffic.lost, ==, 0);
      g_assert_cmpuint (run->traffic.unique, <=, run->published * run->clients);
      g_assert_cmpint (run->elapsed_us, <, 100 * G_USEC_PER_SEC);
    }
}

static void
test_own_process (void)
{
  const char * const words[] = { "server-sent-events", "short-polling", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;

  plan->own_process = TRUE;
  plan->order = RT_ORDER_APART;
  result = carry_out (plan);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const RtRun *run = get_run (result, i);

      g_assert_cmpuint (run->contestant, ==, i);
      g_assert_cmpint (run->cpu_us, >, 0);
      g_assert_cmpint (run->client_cpu_us, >, 0);
      g_assert_cmpint (run->idle_cpu_us, >=, 0);
      g_assert_cmpint (run->memory, >=, 0);
      assert_whole (run, 20, plan->size);
    }
}

/* Who comes later would otherwise live off what who came first gave back. */
static void
test_memory_does_not_depend_on_the_order (void)
{
  const char * const words[] = { "websocket:name=a", "websocket:name=b", "websocket:name=c", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;
  gint64 first;

#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("what a sanitizer allocates is not told");
  return;
#endif
  plan->own_process = TRUE;
  plan->order = RT_ORDER_APART;
  plan->n_clients = 200;
  plan->rate = 2;
  plan->duration = 0.3;
  result = carry_out (plan);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 3);
  first = rt_result_get_run (result, 0)->memory;
  g_assert_cmpint (first, >, 200 * 1000);
  for (guint i = 1; i < 3; i++)
    {
      g_assert_cmpint (rt_result_get_run (result, i)->memory, >, first * 70 / 100);
      g_assert_cmpint (rt_result_get_run (result, i)->memory, <, first * 130 / 100);
    }
}

/* No machine asks 200,000 times a second: what was left out is said, and nothing is made of the rest. */
static void
test_left_out (gconstpointer own_process)
{
  const char * const words[] = { "short-polling:interval=0.001", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtResult) result = NULL;

  plan->n_clients = 200;
  plan->duration = 0.5;
  plan->warm_up = 0;
  plan->own_process = own_process != NULL;
  result = carry_out (plan);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 1);
  g_assert_false (rt_result_is_comparable (result, 0));
  g_assert_nonnull (strstr (rt_result_get_run (result, 0)->remark, "could not keep up"));
}

static void
test_nobody_there (void)
{
  const char * const words[] = { "publish-subscribe:bus=amqp://127.0.0.1:1/%2F/q", "websocket", NULL };
  g_autoptr (RtPlan) plan = new_plan (words);
  g_autoptr (RtExperiment) experiment = rt_experiment_new (plan);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) async_result = NULL;
  g_autoptr (RtResult) result = NULL;

  rt_experiment_run_async (experiment, cancellable, rt_test_keep_result, &kept);
  async_result = rt_test_wait_result (&kept, "the end");
  result = rt_experiment_run_finish (experiment, async_result, NULL);

  g_assert_cmpuint (rt_result_get_n_runs (result), ==, 2);
  g_assert_false (rt_result_get_run (result, 0)->kept_up);
  g_assert_nonnull (rt_result_get_run (result, 0)->remark);
  assert_whole (get_run (result, 1), 20, plan->size);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/experiment/short-polling-gets-every-event-once", "short-polling", test_every_pattern);
  g_test_add_data_func ("/experiment/long-polling-gets-every-event-once", "long-polling", test_every_pattern);
  g_test_add_data_func ("/experiment/an-event-stream-gets-every-event-once", "server-sent-events", test_every_pattern);
  g_test_add_data_func ("/experiment/a-websocket-gets-every-event-once", "websocket", test_every_pattern);
  g_test_add_data_func ("/experiment/short-polling-over-http-2", "short-polling", test_over_http2);
  g_test_add_data_func ("/experiment/long-polling-over-http-2", "long-polling", test_over_http2);
  g_test_add_data_func ("/experiment/an-event-stream-over-http-2", "server-sent-events", test_over_http2);
  g_test_add_func ("/experiment/requests-see-or-miss-every-event", test_request_response);
  g_test_add_func ("/experiment/a-bus-of-its-own-delivers-every-event", test_publish_subscribe);
  g_test_add_func ("/experiment/together-and-again", test_together);
  g_test_add_func ("/experiment/without-a-warm-up-connecting-counts", test_without_warm_up);
  g_test_add_data_func ("/experiment/what-a-fault-swallows-is-lost-and-nothing-else", "swallow=5",
                        test_exactly_what_was_broken);
  g_test_add_data_func ("/experiment/what-a-fault-duplicates-is-there-twice-and-nothing-is-lost", "duplicate=5",
                        test_exactly_what_was_broken);
  g_test_add_data_func ("/experiment/who-resumes-loses-nothing-by-a-cut", GINT_TO_POINTER (TRUE), test_cut);
  g_test_add_data_func ("/experiment/who-does-not-loses-what-came-meanwhile", NULL, test_cut);
  g_test_add_func ("/experiment/the-clients-have-a-process-of-their-own", test_own_process);
  g_test_add_func ("/experiment/memory-does-not-depend-on-the-order", test_memory_does_not_depend_on_the_order);
  g_test_add_data_func ("/experiment/who-leaves-polls-out-is-not-compared", NULL, test_left_out);
  g_test_add_data_func ("/experiment/who-leaves-polls-out-is-not-compared/own-process", GINT_TO_POINTER (TRUE),
                        test_left_out);
  g_test_add_func ("/experiment/who-cannot-connect-says-why-and-the-others-go-on", test_nobody_there);
  g_test_add_func ("/experiment/cancelled-keeps-what-was-measured", test_cancelled);
  g_test_add_data_func ("/experiment/cancelled-loses-nothing", NULL, test_cancelled_loses_nothing);
  g_test_add_data_func ("/experiment/cancelled-loses-nothing/own-process", GINT_TO_POINTER (TRUE),
                        test_cancelled_loses_nothing);

  return g_test_run ();
}
