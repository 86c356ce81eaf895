/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "lab/rt-report.h"
#include "tests/lab/result-fixture.h"

static void
assert_has (const char *text,
            const char *line)
{
  if (strstr (text, line) == NULL)
    g_error ("There is no “%s” in:\n%s", line, text);
}

static void
assert_fits (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, RT_REPORT_COLUMNS);
      g_assert_false (g_str_has_suffix (lines[i], " "));
    }
}

static void
test_ranks (void)
{
  g_autoptr (RtResult) result = result_new_example ();

  g_assert_cmpint (rt_report_rank (result, 0, RT_FIGURE_LATENCY_P50), ==, RT_RANK_WORST);
  g_assert_cmpint (rt_report_rank (result, 1, RT_FIGURE_LATENCY_P50), ==, RT_RANK_BEST);
  g_assert_cmpint (rt_report_rank (result, 0, RT_FIGURE_EVENTS), ==, RT_RANK_NONE);
  g_assert_cmpint (rt_report_rank (result, 0, RT_FIGURE_LOST), ==, RT_RANK_NONE);
}

static void
test_who_is_alone_is_neither (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);

  rt_result_add (result, run_new_of (0, 0, 10, 100));
  g_assert_cmpint (rt_report_rank (result, 0, RT_FIGURE_LATENCY_P50), ==, RT_RANK_NONE);
  g_assert_cmpint (rt_report_rank (result, 1, RT_FIGURE_LATENCY_P50), ==, RT_RANK_NONE);
}

/* Nobody sees why one of 1.00 s and 1.00 s is the best. */
static void
test_what_is_shown_the_same_is_neither (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", "short-polling", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);

  rt_result_add (result, run_new_of (0, 0, 10, 1000000));
  rt_result_add (result, run_new_of (1, 0, 10, 1000010));
  g_assert_cmpint (rt_report_rank (result, 0, RT_FIGURE_LATENCY_P50), ==, RT_RANK_NONE);
  g_assert_cmpint (rt_report_rank (result, 1, RT_FIGURE_LATENCY_P50), ==, RT_RANK_NONE);
  rt_result_add (result, run_new_of (2, 0, 10, 3000000));
  g_assert_cmpint (rt_report_rank (result, 0, RT_FIGURE_LATENCY_P50), ==, RT_RANK_BEST);
  g_assert_cmpint (rt_report_rank (result, 1, RT_FIGURE_LATENCY_P50), ==, RT_RANK_BEST);
  g_assert_cmpint (rt_report_rank (result, 2, RT_FIGURE_LATENCY_P50), ==, RT_RANK_WORST);
}

static void
test_totals_of_unequal_clients_are_neither (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  RtRun *fewer = run_new_of (1, 0, 5, 200);

  fewer->clients--;
  rt_result_add (result, run_new_of (0, 0, 10, 100));
  rt_result_add (result, fewer);

  g_assert_cmpint (rt_report_rank (result, 0, RT_FIGURE_REQUESTS), ==, RT_RANK_NONE);
  g_assert_cmpint (rt_report_rank (result, 1, RT_FIGURE_REQUESTS), ==, RT_RANK_NONE);
  g_assert_cmpint (rt_report_rank (result, 0, RT_FIGURE_LATENCY_P50), ==, RT_RANK_BEST);
  g_assert_cmpint (rt_report_rank (result, 1, RT_FIGURE_LATENCY_P50), ==, RT_RANK_WORST);
}

static void
test_text (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autofree char *text = rt_report_text (result, NULL);

  assert_fits (text);
  assert_has (text, "Example\nClients: 10 each. Events: 1/s (steady), 64 B each. Measured: 10 s, 3×.\n");
  assert_has (text, "                            short-  websocket\n"
                    "                          polling:\n"
                    "                         interval=\n"
                    "                              0.25\n");
  assert_has (text, "Requests                       404!       400*\n");
  assert_has (text, "Not compared: websocket, repetition 3. The feed was late.\n");
}

static void
test_answer (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  RtNeeds needs = { .traits = RT_TRAIT_TALKS_BACK };
  g_autofree char *text = rt_report_text (result, NULL);
  g_autofree char *other = rt_report_text (result, &needs);

  assert_has (text, "\n\nRecommended: short-polling:interval=0.25\n\n");
  assert_has (text, "\n\nProjected, not measured: ");
  assert_has (text, "\nwebsocket, 1000 clients: ");
  assert_has (other, "\n\nRecommended: websocket\n\n");
  assert_fits (other);
}

static void
test_no_answer_without_figures (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autofree char *answer = rt_report_answer (result, &(RtNeeds) { 0 }, "");

  g_assert_cmpstr (answer, ==, "");
}

static void
test_many_contestants_fit (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (RtResult) result = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < RT_PLAN_MAX_CONTESTANTS; i++)
    {
      RtContestant *contestant = rt_contestant_new ("websocket");

      g_free (contestant->name);
      contestant->name = g_strdup_printf ("%u-%s", i, "aVeryLongNameWithoutAnyPlaceToBreakItAndSomeMore");
      g_ptr_array_add (plan->contestants, contestant);
    }
  plan->title = g_strnfill (RT_PLAN_MAX_TITLE, 'x');
  result = rt_result_new (plan);
  for (guint i = 0; i < RT_PLAN_MAX_CONTESTANTS; i++)
    rt_result_add (result, run_new_of (i, 0, 10 + i * 100000, 999600));
  text = rt_report_text (result, NULL);

  assert_fits (text);
}

static void
test_markdown (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autofree char *text = rt_report_markdown (result, NULL);

  assert_has (text, "# Example\n\n");
  assert_has (text, "| | short-polling:interval=0.25 | websocket |\n|---|---:|---:|\n");
  assert_has (text, "| Requests | *404* (400 – 408) | **400** |\n");
  assert_has (text, "| Lost | 0 | 0 |\n");
}

/* In every form: why a run is not compared, and what is to be known of one that is. */
static void
test_remarks (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autofree char *text = NULL;
  g_autofree char *markdown = NULL;

  ((RtRun *) rt_result_get_run (result, 0))->remark = g_strdup ("Only 6 of 10 clients could connect.");
  text = rt_report_text (result, NULL);
  markdown = rt_report_markdown (result, NULL);

  g_assert_nonnull (strstr (text, "websocket, repetition 3. The feed was late."));
  g_assert_nonnull (strstr (text, "repetition 1: Only 6 of 10"));
  g_assert_nonnull (strstr (markdown, "Not compared: websocket, repetition 3. The feed was late."));
  g_assert_nonnull (strstr (markdown, "repetition 1: Only 6 of 10 clients could connect."));
}

/* Whatever a stranger calls his patterns: in the answer as in the table. */
static void
test_no_markup_in_the_answer (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  RtContestant *contestant = g_ptr_array_index (rt_result_get_plan (result)->contestants, 1);
  g_autofree char *markdown = NULL;

  g_free (contestant->name);
  contestant->name = g_strdup ("b](x)<img>");
  markdown = rt_report_markdown (result, NULL);

  g_assert_nonnull (strstr (markdown, "b\\](x)\\<img\\>"));
  g_assert_null (strstr (markdown, "b](x)<img>"));
}

static void
test_markup_is_escaped (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket:name=a|b<i>*", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autofree char *text = rt_report_markdown (result, NULL);

  assert_has (text, "| | a\\|b\\<i\\>\\* |\n");
}

static void
test_csv (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autofree char *text = rt_report_csv (result);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 2 * RT_N_FIGURES + 1);
  assert_has (text, "name,pattern,figure,unit,repetitions,median,lowest,highest,seconds,cancelled,"
                    "events_per_second,payload_bytes,interval_ms,wait_ms,warm_up_s,connections_per_host,clients_per_host,"
                    "seed,order,own_process,http2,faults,feed,burst,replay,machine,made\r\n");
  assert_has (text, "\r\nshort-polling:interval=0.25,short-polling,requests,,3,404,400,408,10,false,");
  assert_has (text, "\r\nwebsocket,websocket,payload_bytes,B,2,6400,6400,6400,10,false,");
  assert_has (text, "\r\nwebsocket,websocket,cpu_us_per_event,us,2,20,20,20,10,false,");
}

static void
test_csv_quotes (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  RtContestant *contestant = g_ptr_array_index (plan->contestants, 0);
  g_autoptr (RtResult) result = NULL;
  g_autofree char *text = NULL;

  g_free (contestant->name);
  contestant->name = g_strdup ("one, \"two\"");
  result = rt_result_new (plan);
  text = rt_report_csv (result);
  assert_has (text, "\r\n\"one, \"\"two\"\"\",websocket,clients,,0,,,,10,false,");
}

/* Whoever reads it can do it again, and knows what the figures hold for. */
static void
test_conditions_in_every_form (void)
{
  const char *faults[] = { "delay=100ms", "cut=3", NULL };
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling:interval=0.25,etag=no,name=polling", "websocket", NULL);
  g_autoptr (RtResult) result = NULL;
  const char *lines[] = { "polling: short-polling, interval=0.25, etag=no", "Patterns: one after the other, each alone.",
                          "Clients: in a process of their own.", "Connections: 6 at the most for each host of 10 clients.",
                          "every 2.00 s; a long poll is held up to 30.0 s.", "Seconds of warm-up: 3", "Repetitions: 5", "Seed: 18446744073709551614",
                          "with delay=100ms; cut=3.", "Protocol: HTTP/2 over TLS", "Machine: ", "Begun: " };
  g_autofree char *text = NULL;
  g_autofree char *markdown = NULL;
  g_autofree char *csv = NULL;

  plan->order = RT_ORDER_APART;
  plan->own_process = plan->http2 = TRUE;
  plan->per_host = 6;
  plan->host_clients = 10;
  plan->interval_ms = 2000;
  plan->warm_up = 3;
  plan->repeat = 5;
  plan->seed = G_MAXUINT64 - 1;
  plan->rate_kind = RT_RATE_BURSTS;
  plan->burst = 12;
  plan->faults = g_strdupv ((char **) faults);
  result = rt_result_new (plan);
  rt_result_add (result, run_new_of (0, 0, 70, 300));
  text = rt_report_text (result, NULL);
  markdown = rt_report_markdown (result, NULL);
  csv = rt_report_csv (result);
  assert_fits (text);
  g_strdelimit (text, "\n", ' ');
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      assert_has (text, lines[i]);
      assert_has (markdown, lines[i]);
    }
  assert_has (csv, ",false,1,64,2000,30000,3,6,10,18446744073709551614,apart,true,true,delay=100ms; cut=3,bursts,12,,");
}

static void
test_a_bus_may_be_elsewhere (void)
{
  const char *buses[] = { "publish-subscribe", "publish-subscribe:bus=embedded:feed",
                          "publish-subscribe:bus=amqp://example.org/%2F/feed" };
  const char *said[] = { "Network: within the machine, nothing is", "Network: within the machine, nothing is",
                         "Network: nothing is delayed or broken." };

  for (guint i = 0; i < G_N_ELEMENTS (buses); i++)
    {
      g_autoptr (RtPlan) plan = plan_new_of ("websocket", buses[i], NULL);
      g_autoptr (RtResult) result = rt_result_new (plan);
      g_autofree char *text = rt_report_conditions (result);

      assert_has (text, said[i]);
    }
}

/* All that words can say of what the window shows. */
static void
test_markdown_has_every_part (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autofree char *text = rt_report_markdown (result, NULL);

  assert_has (text, "\n## Answer\n\nRecommended: short-polling:interval=0.25\n");
  assert_has (text, "\n## What matters\n\n- To be saved: Bytes\n");
  assert_has (text, "\n## What numbers cannot tell\n\n- ");
  assert_has (text, "\n## The fewest bytes\n\nAt 1 events a second, up to 1.00 s late, ");
  assert_has (text, "\n| 1.00 s | ");
  assert_has (text, "\nProjected from what a question, an empty answer, a push and an idle connection cost here; ");
  assert_has (text, "\n## With more clients\n\nProjected, not measured: ");
  assert_has (text, "\n| websocket | 100000 | ");
  assert_has (text, "\n## Conditions\n\n- ");
}

static void
test_two_beside_each_other (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", NULL);
  g_autoptr (RtPlan) changed = plan_new_of ("websocket", "short-polling", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtResult) other = NULL;
  RtRun *run = run_new_of (0, 0, 100, 1500);
  g_autofree char *text = NULL;
  g_autofree char *markdown = NULL;

  changed->size = 128;
  other = rt_result_new (changed);
  run->traffic.requests = 300;
  run->remark = g_strdup ("Somebody slept.");
  rt_result_add (result, run_new_of (0, 0, 100, 1000));
  rt_result_add (other, run);
  text = rt_report_beside (result, other, FALSE);
  markdown = rt_report_beside (result, other, TRUE);

  assert_fits (text);
  assert_has (text, "Requests                             400         300       -25 %  better\n");
  assert_has (text, "Latency, longest                 1.99 ms     2.98 ms       +50 %  worse\n");
  assert_has (text, "Events                               100         100           =\n");
  assert_has (text, "Somebody slept.\n");
  assert_has (markdown, "Somebody slept.");
  assert_has (markdown, "Bytes of an event: 128, not 64");
  assert_has (text, "\nlong-polling: only the first has it.\n");
  assert_has (text, "\nshort-polling: only the second has it.\n");
  assert_has (markdown, "\n## websocket\n");
  assert_has (markdown, "\n| Requests | 400 | 300 | -25 % | better |\n");
}

/* A total of more clients is no worse for it. */
static void
test_totals_of_other_clients_are_no_worse (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtResult) other = rt_result_new (plan);
  RtRun *run = run_new_of (0, 0, 200, 1500);
  g_autofree char *text = NULL;

  run->clients = 20;
  rt_result_add (result, run_new_of (0, 0, 100, 1000));
  rt_result_add (other, run);
  text = rt_report_beside (result, other, FALSE);

  assert_has (text, "Requests                             400         800      +100 %\n");
  assert_has (text, "      +50 %  worse\n");
}

/* Who cancelled knows it; who is shown the result does not. */
static void
test_cancelled (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  RtRun *run = run_new_of (0, 0, 70, 300);
  g_autofree char *text = NULL;
  g_autofree char *markdown = NULL;
  g_autofree char *csv = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *pattern;

  run->cut_short = TRUE;
  run->elapsed_us = 7040000;
  rt_result_add (result, run);
  text = rt_report_text (result, NULL);
  markdown = rt_report_markdown (result, NULL);
  csv = rt_report_csv (result);
  node = rt_result_to_json (result);
  pattern = json_array_get_object_element (json_object_get_array_member (json_node_get_object (node), "patterns"), 0);

  assert_has (text, "Measured: 10 s, 1×.\nCancelled after 7.04 s of repetition 1.\n");
  assert_has (markdown, "Measured: 10 s, 1×. Cancelled after 7.04 s of repetition 1.\n");
  assert_has (csv, "\r\nwebsocket,websocket,published,,1,7,7,7,7.04,true,");
  g_assert_true (json_object_get_boolean_member (pattern, "cut_short"));
  g_assert_cmpfloat (json_object_get_double_member (pattern, "seconds"), ==, 7.04);
}

/* Nobody but a machine reads exponents. */
static void
test_large_numbers_are_plain (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", NULL);
  g_autoptr (RtResult) result = NULL;
  g_autofree char *markdown = NULL;

  plan->rate = 12340;
  plan->rate_kind = RT_RATE_REPLAY;
  plan->replay = g_strdup ("recorded");
  result = rt_result_new (plan);
  for (guint i = 0; i < 2; i++)
    {
      RtRun *run = run_new_of (i, 0, 100, 300);

      run->elapsed_us = G_GINT64_CONSTANT (1234500000);
      run->published = 1234 * 12345;
      run->cut_short = i == 0;
      rt_result_add (result, run);
    }
  markdown = rt_report_markdown (result, NULL);

  assert_has (markdown, " Cancelled after 1230 s of repetition 1.");
  assert_has (markdown, "Events: 12300/s (replayed)");
  assert_has (markdown, "\nAt 12300 events a second, up to ");
}

/* Of a recording the plan knows neither how often nor how much. */
static void
test_replayed (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) empty = NULL;
  g_autoptr (RtResult) result = NULL;
  RtRun *run = run_new_of (0, 0, 4000, 300);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  plan->rate_kind = RT_RATE_REPLAY;
  empty = rt_result_new (plan);
  result = rt_result_new (plan);
  run->traffic.payload_in = 4000 * 1010;
  run->traffic.wire.bytes_in = 4000 * 1090;
  rt_result_add (result, run);
  before = rt_report_text (empty, NULL);
  after = rt_report_text (result, NULL);

  assert_has (before, "Events: –/s (replayed), – each.");
  assert_has (after, "Events: 40/s (replayed), 1.01 kB each.");
}

static void
test_the_same_twice (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autofree char *text = rt_report_text (result, NULL);
  g_autofree char *again = rt_report_text (result, NULL);
  g_autofree char *csv = rt_report_csv (result);
  g_autofree char *csv_again = rt_report_csv (result);

  g_assert_cmpstr (text, ==, again);
  g_assert_cmpstr (csv, ==, csv_again);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/report/rank/best-and-worst", test_ranks);
  g_test_add_func ("/report/rank/who-is-alone-is-neither", test_who_is_alone_is_neither);
  g_test_add_func ("/report/rank/what-is-shown-the-same-is-neither", test_what_is_shown_the_same_is_neither);
  g_test_add_func ("/report/rank/totals-of-unequal-clients-are-neither", test_totals_of_unequal_clients_are_neither);
  g_test_add_func ("/report/text/table", test_text);
  g_test_add_func ("/report/text/many-contestants-fit", test_many_contestants_fit);
  g_test_add_func ("/report/text/answer", test_answer);
  g_test_add_func ("/report/text/no-answer-without-figures", test_no_answer_without_figures);
  g_test_add_func ("/report/markdown/table", test_markdown);
  g_test_add_func ("/report/remarks-in-every-form", test_remarks);
  g_test_add_func ("/report/markdown/no-markup-in-the-answer", test_no_markup_in_the_answer);
  g_test_add_func ("/report/markdown/markup-is-escaped", test_markup_is_escaped);
  g_test_add_func ("/report/says-that-it-was-cancelled", test_cancelled);
  g_test_add_func ("/report/large-numbers-are-plain", test_large_numbers_are_plain);
  g_test_add_func ("/report/a-recording-is-what-was-published", test_replayed);
  g_test_add_func ("/report/conditions-in-every-form", test_conditions_in_every_form);
  g_test_add_func ("/report/conditions/bus-elsewhere", test_a_bus_may_be_elsewhere);
  g_test_add_func ("/report/markdown/has-every-part", test_markdown_has_every_part);
  g_test_add_func ("/report/beside/tells-what-differs", test_two_beside_each_other);
  g_test_add_func ("/report/beside/totals-of-other-clients", test_totals_of_other_clients_are_no_worse);
  g_test_add_func ("/report/csv/lines", test_csv);
  g_test_add_func ("/report/csv/quotes", test_csv_quotes);
  g_test_add_func ("/report/the-same-twice", test_the_same_twice);

  return g_test_run ();
}
