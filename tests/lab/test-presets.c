/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "lab/rt-presets.h"
#include "lab/rt-report.h"
#include "tests/lab/result-fixture.h"

static void
test_every_plan_can_be_done (void)
{
  for (guint i = 0; rt_presets_list ()[i] != NULL; i++)
    for (guint n = 0; n < rt_presets_list ()[i]->n_plans * 2; n++)
      {
        g_autoptr (RtPlan) plan = rt_preset_make_plan (rt_presets_list ()[i], n / 2, n % 2);
        g_autoptr (GError) error = NULL;
        guint index = 99;

        g_assert_true (rt_plan_check (plan, &error));
        g_assert_no_error (error);
        g_assert_true (rt_presets_lookup (plan->preset, &index) == rt_presets_list ()[i]);
        g_assert_cmpuint (index, ==, n / 2);
      }
}

static void
test_short_forms_are_short (void)
{
  for (guint i = 0; rt_presets_list ()[i] != NULL; i++)
    for (guint n = 0; n < rt_presets_list ()[i]->n_plans; n++)
      {
        g_autoptr (RtPlan) plan = rt_preset_make_plan (rt_presets_list ()[i], n, FALSE);
        g_autoptr (RtPlan) brief = rt_preset_make_plan (rt_presets_list ()[i], n, TRUE);

        g_assert_cmpfloat (brief->duration, <=, plan->duration);
        g_assert_cmpfloat (brief->duration, <=, 20);
      }
}

static gboolean
is_in (const RtPlan *plan,
       const char   *name)
{
  for (guint i = 0; i < plan->contestants->len; i++)
    if (g_str_equal (((RtContestant *) g_ptr_array_index (plan->contestants, i))->name, name))
      return TRUE;

  return FALSE;
}

static void
test_every_number_has_its_contestant (void)
{
  for (guint i = 0; rt_presets_list ()[i] != NULL; i++)
    for (guint n = 0; n < rt_presets_list ()[i]->n_published; n++)
      {
        const RtPublished *published = &rt_presets_list ()[i]->published[n];
        g_autoptr (RtPlan) plan = NULL;

        g_assert_cmpuint (published->plan, <, rt_presets_list ()[i]->n_plans);
        plan = rt_preset_make_plan (rt_presets_list ()[i], published->plan, FALSE);
        g_assert_true (is_in (plan, published->contestant));
        g_assert_true (published->what != NULL && published->least <= published->most);
        /* What is not expected to be the same is explained. */
        g_assert_true (published->difference != NULL || rt_published_fits (published, published->value));
      }
}

static void
test_lookup (void)
{
  guint plan;

  g_assert_nonnull (rt_presets_lookup ("abril-2017", &plan));
  g_assert_cmpuint (plan, ==, 0);
  g_assert_null (rt_presets_lookup ("abril-2017/2", &plan));
  g_assert_null (rt_presets_lookup ("abril-2017/0", &plan));
  g_assert_null (rt_presets_lookup ("abril", NULL));
  g_assert_null (rt_presets_lookup ("", NULL));
}

/* The number of @kind, of the contestant @name. */
static const RtPublished *
find (const RtPreset *preset,
      const char     *name,
      RtMeasureKind   kind)
{
  for (guint i = 0; i < preset->n_published; i++)
    if (g_str_equal (preset->published[i].contestant, name) && preset->published[i].kind == kind)
      return &preset->published[i];

  g_assert_not_reached ();
}

static RtResult *
result_of (const RtPreset *preset,
           guint           contestant,
           RtRun         **run)
{
  g_autoptr (RtPlan) plan = rt_preset_make_plan (preset, 0, FALSE);
  RtResult *result = rt_result_new (plan);

  *run = rt_run_new ();
  (*run)->contestant = contestant;
  (*run)->clients = plan->n_clients;
  rt_result_add (result, *run);

  return result;
}

static void
test_arithmetic_of_lubbers_and_greco (void)
{
  const RtPreset *preset = rt_presets_lookup ("lubbers-greco", NULL);
  RtRun *run;
  g_autoptr (RtResult) result = result_of (preset, 0, &run);

  /* 100 clients, 20 s, a poll a second with 871 bytes of headers. */
  run->traffic.requests = run->traffic.events = run->traffic.unique = 2000;
  run->traffic.payload_in = 40000;
  run->traffic.wire.bytes_in = 40000 + 2000 * 871;
  g_assert_cmpfloat (rt_published_measure (find (preset, "polling", RT_MEASURE_OVERHEAD_PER_EVENT), result), ==, 871);
  g_assert_cmpfloat_with_epsilon (rt_published_measure (find (preset, "polling", RT_MEASURE_OVERHEAD_RATE), result), 6.6,
                                  0.06);
}

/* A second of it is a second, however long it was to go on. */
static void
test_cut_short_is_of_its_own_seconds (void)
{
  const RtPreset *preset = rt_presets_lookup ("lubbers-greco", NULL);
  RtRun *run;
  g_autoptr (RtResult) result = result_of (preset, 0, &run);

  run->cut_short = TRUE;
  run->elapsed_us = 5 * G_USEC_PER_SEC;
  run->traffic.requests = run->traffic.events = run->traffic.unique = 500;
  run->traffic.payload_in = 10000;
  run->traffic.wire.bytes_in = 10000 + 500 * 871;
  run->traffic.wire.segments_in = 500;
  g_assert_cmpfloat_with_epsilon (rt_published_measure (find (preset, "polling", RT_MEASURE_OVERHEAD_RATE), result), 6.6,
                                  0.06);
  g_assert_cmpfloat_with_epsilon (rt_published_measure (find (preset, "polling", RT_MEASURE_WHOLE_RATE), result),
                                  100000.0 * (20 + 871 + 52) * 8 / (1 << 20), 1e-9);
}

static void
test_what_the_arithmetic_leaves_out (void)
{
  const RtPreset *preset = rt_presets_lookup ("lubbers-greco", NULL);
  RtRun *run;
  g_autoptr (RtResult) result = result_of (preset, 1, &run);

  /* 100 clients, 20 s, a frame a second: 2 bytes of header, 20 of payload, 52 of TCP and IP. */
  run->traffic.events = run->traffic.unique = 2000;
  run->traffic.payload_in = 40000;
  run->traffic.wire.bytes_in = 2000 * 22;
  run->traffic.wire.segments_in = 2000;
  g_assert_cmpfloat_with_epsilon (rt_published_measure (find (preset, "websocket", RT_MEASURE_WHOLE_RATE), result),
                                  100000.0 * 74 * 8 / (1 << 20), 1e-9);
}

/* The short form asks and publishes more often, in the same proportion. */
static void
test_short_forms_keep_proportions (void)
{
  const RtPreset *preset = rt_presets_lookup ("bozdag-2007", NULL);
  g_autoptr (RtPlan) whole = rt_preset_make_plan (preset, 0, FALSE);
  g_autoptr (RtPlan) brief = rt_preset_make_plan (preset, 0, TRUE);

  for (guint i = 0; i < whole->contestants->len; i++)
    {
      const RtContestant *its = g_ptr_array_index (whole->contestants, i);
      const RtContestant *short_one = g_ptr_array_index (brief->contestants, i);

      g_assert_cmpfloat_with_epsilon (its->interval_ms * whole->rate, short_one->interval_ms * brief->rate, 1e-9);
    }
}

static void
test_shares (void)
{
  const RtPreset *preset = rt_presets_lookup ("bozdag-2007", NULL);
  RtRun *run;
  g_autoptr (RtResult) quick = result_of (preset, 0, &run);
  g_autoptr (RtResult) slow = NULL;
  const RtPublished *repeated = find (preset, "a-quarter", RT_MEASURE_EMPTY_SHARE);
  const RtPublished *missed = find (preset, "four-times", RT_MEASURE_MISSED_SHARE);

  run->traffic.requests = 240;
  run->traffic.empty = 180;
  g_assert_cmpfloat (rt_published_measure (repeated, quick), ==, 0.75);
  g_assert_true (rt_published_fits (repeated, 0.75));
  g_assert_false (rt_published_fits (repeated, 0.5));

  /* 10 clients, 60 events each, of which they see one of four. */
  slow = result_of (preset, 4, &run);
  run->published = 60;
  run->traffic.events = run->traffic.unique = 150;
  g_assert_cmpfloat (rt_published_measure (missed, slow), ==, 0.75);
}

static void
test_transits (void)
{
  const RtPreset *preset = rt_presets_lookup ("rfc-6202", NULL);
  RtRun *run;
  g_autoptr (RtResult) result = result_of (preset, 0, &run);
  const RtPublished *published = find (preset, "long-polling", RT_MEASURE_TRANSITS);

  rt_traffic_record_latency (&run->traffic, 104000);
  g_assert_cmpfloat_with_epsilon (rt_published_measure (published, result), 1.04, 1e-9);
  g_assert_true (rt_published_fits (published, 1.04));
}

/* A clock that stands still, or one that is asked twice at the same time, is no measurement. */
static void
test_no_latency_fits_no_claim (void)
{
  const RtPreset *preset = rt_presets_lookup ("common-claims", NULL);
  guint n = 0;

  for (guint i = 0; i < preset->n_published; i++)
    if (preset->published[i].kind == RT_MEASURE_FIGURE && preset->published[i].figure == RT_FIGURE_LATENCY_P50)
      {
        g_assert_false (rt_published_fits (&preset->published[i], 0));
        g_assert_false (rt_published_fits (&preset->published[i], 1));
        g_assert_true (rt_published_fits (&preset->published[i], 1000));
        g_assert_false (rt_published_fits (&preset->published[i], 1000000));
        n++;
      }
  g_assert_cmpuint (n, ==, 3);
}

static void
test_what_was_not_measured_fits_nothing (void)
{
  const RtPreset *preset = rt_presets_lookup ("rfc-6202", NULL);
  g_autoptr (RtPlan) plan = plan_new_of ("websocket:name=other", NULL);
  g_autoptr (RtResult) other = rt_result_new (plan);
  double measured = rt_published_measure (&preset->published[0], other);

  g_assert_true (isnan (measured));
  g_assert_false (rt_published_fits (&preset->published[0], measured));
}

static void
assert_has (const char *text,
            const char *line)
{
  if (strstr (text, line) == NULL)
    g_error ("There is no “%s” in:\n%s", line, text);
}

static void
test_side_by_side (void)
{
  const RtPreset *preset = rt_presets_lookup ("abril-2017", NULL);
  RtRun *run;
  g_autoptr (RtResult) result = result_of (preset, 0, &run);
  g_autofree char *text = NULL;
  g_autofree char *markdown = NULL;

  run->traffic.requests = 20;
  run->traffic.empty = 10;
  text = rt_report_text (result, NULL);
  markdown = rt_report_markdown (result, NULL);
  assert_has (text, "Alexis Abril");
  assert_has (text, "polling, Requests: published 15, measured 20. ");
  assert_has (text, "polling, Share of empty answers: published 75 %, measured 50 %, ");
  assert_has (markdown, "\n- polling, Requests: published 15, measured 20. Five updates end after four intervals;");
}

static void
test_side_by_side_for_programs (void)
{
  const RtPreset *preset = rt_presets_lookup ("bozdag-2007", NULL);
  RtRun *run;
  g_autoptr (RtResult) result = result_of (preset, 0, &run);
  g_autoptr (JsonNode) node = NULL;
  JsonArray *published;
  JsonObject *first;

  run->traffic.requests = 240;
  run->traffic.empty = 180;
  node = rt_result_to_json (result);
  published = json_object_get_array_member (json_node_get_object (node), "published");
  first = json_array_get_object_element (published, 0);
  g_assert_cmpuint (json_array_get_length (published), ==, preset->n_published);
  g_assert_cmpfloat (json_object_get_double_member (first, "measured"), ==, 0.75);
  g_assert_true (json_object_get_boolean_member (first, "fits"));
  g_assert_true (json_object_get_null_member (json_array_get_object_element (published, 1), "measured"));
}

/* There is no difference to explain where there is no number. */
static void
test_side_by_side_with_nothing (void)
{
  const RtPreset *preset = rt_presets_lookup ("rfc-6202", NULL);
  g_autoptr (RtPlan) plan = rt_preset_make_plan (preset, 0, TRUE);
  g_autoptr (RtResult) result = rt_result_new (plan);
  RtRun *run = run_new_of (0, 0, 100, 300);
  g_autofree char *published = NULL;

  run->kept_up = FALSE;
  rt_result_add (result, run);
  published = rt_report_published (result, "");

  assert_has (published, "long-polling, Network transits of an event on average: published 1, measured –.\n");
}

/* What was published is no measure of another experiment. */
static void
test_changed (void)
{
  const RtPreset *preset = rt_presets_lookup ("abril-2017", NULL);
  g_autoptr (RtPlan) plan = rt_preset_make_plan (preset, 0, TRUE);
  g_autoptr (RtResult) result = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  plan->n_clients = 50;
  plan->size = 100;
  result = rt_result_new (plan);
  rt_result_add (result, run_new_of (0, 0, 100, 300));
  text = rt_report_text (result, NULL);
  node = rt_result_to_json (result);
  object = json_node_get_object (node);

  assert_has (text, "The set-up was changed (Clients: 50, not 1; Bytes of an event: 100, not 20)");
  assert_has (text, "polling, Requests: published 15, measured 400.\n");
  g_assert_null (strstr (text, "Five updates end after four intervals"));
  g_assert_null (strstr (text, "expected from"));
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (object, "changed"), 0), ==, "clients");
  g_assert_true (json_object_get_null_member (
    json_array_get_object_element (json_object_get_array_member (object, "published"), 0), "fits"));
}

/* Neither the short form nor what does not touch the set-up is a change. */
static void
test_unchanged (void)
{
  for (guint i = 0; rt_presets_list ()[i] != NULL; i++)
    for (guint brief = 0; brief < 2; brief++)
      {
        g_autoptr (RtPlan) plan = rt_preset_make_plan (rt_presets_list ()[i], rt_presets_list ()[i]->n_plans - 1, brief);
        g_auto (GStrv) changes = NULL;

        plan->seed = 9;
        plan->repeat = 3;
        plan->order = RT_ORDER_APART;
        plan->own_process = TRUE;
        changes = rt_preset_list_changes (plan, FALSE);
        g_assert_cmpuint (g_strv_length (changes), ==, 0);
      }
}

/* What does nothing changes nothing. */
static void
test_settings_that_do_nothing (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (RtPlan) other = rt_plan_new ();
  g_auto (GStrv) none = NULL;
  g_auto (GStrv) both = NULL;

  other->burst = plan->burst + 1;
  other->host_clients = plan->host_clients + 1;
  none = rt_plan_list_changes (plan, other, TRUE);
  g_assert_cmpuint (g_strv_length (none), ==, 0);

  plan->rate_kind = RT_RATE_BURSTS;
  other->per_host = 6;
  both = rt_plan_list_changes (plan, other, TRUE);
  g_assert_true (g_strv_contains ((const char * const *) both, "burst"));
  g_assert_true (g_strv_contains ((const char * const *) both, "clients_per_host"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/presets/every-plan-can-be-done", test_every_plan_can_be_done);
  g_test_add_func ("/presets/short-forms-are-short", test_short_forms_are_short);
  g_test_add_func ("/presets/short-forms-keep-proportions", test_short_forms_keep_proportions);
  g_test_add_func ("/presets/every-number-has-its-contestant", test_every_number_has_its_contestant);
  g_test_add_func ("/presets/lookup", test_lookup);
  g_test_add_func ("/presets/measure/arithmetic-of-lubbers-and-greco", test_arithmetic_of_lubbers_and_greco);
  g_test_add_func ("/presets/measure/cut-short-is-of-its-own-seconds", test_cut_short_is_of_its_own_seconds);
  g_test_add_func ("/presets/measure/what-the-arithmetic-leaves-out", test_what_the_arithmetic_leaves_out);
  g_test_add_func ("/presets/measure/repeated-and-missed", test_shares);
  g_test_add_func ("/presets/measure/transits", test_transits);
  g_test_add_func ("/presets/measure/no-latency-fits-no-claim", test_no_latency_fits_no_claim);
  g_test_add_func ("/presets/measure/nothing-measured-fits-nothing", test_what_was_not_measured_fits_nothing);

  g_test_add_func ("/presets/side-by-side/for-people", test_side_by_side);
  g_test_add_func ("/presets/side-by-side/for-programs", test_side_by_side_for_programs);
  g_test_add_func ("/presets/side-by-side/with-nothing", test_side_by_side_with_nothing);
  g_test_add_func ("/presets/side-by-side/changed", test_changed);
  g_test_add_func ("/presets/side-by-side/unchanged", test_unchanged);
  g_test_add_func ("/presets/side-by-side/settings-that-do-nothing", test_settings_that_do_nothing);

  return g_test_run ();
}
