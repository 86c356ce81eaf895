/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/rt-json.h"
#include "lab/rt-result-file.h"
#include "tests/lab/result-fixture.h"
#include "tests/support/rt-test.h"

static double
median_of (RtResult *result,
           guint     contestant,
           RtFigure  figure)
{
  RtSpread spread;

  rt_result_get_figure (result, contestant, figure, &spread);
  return spread.median;
}

static void
test_every_figure_can_be_told (void)
{
  for (guint i = 0; i < RT_N_FIGURES; i++)
    {
      const RtFigureInfo *info = rt_figure_get_info (i);
      RtFigure figure = RT_N_FIGURES;

      g_assert_true (info->title != NULL && info->how != NULL);
      g_assert_true (rt_figure_lookup (info->path, &figure));
      g_assert_cmpuint (figure, ==, i);
    }
}

static void
test_unknown_path (void)
{
  RtFigure figure;

  g_assert_false (rt_figure_lookup ("latency_us", &figure));
  g_assert_false (rt_figure_lookup ("", &figure));
}

static void
test_figures_are_of_the_counters (void)
{
  g_autoptr (RtResult) result = result_new_example ();

  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_CLIENTS), ==, 10);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_EVENTS), ==, 100);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_REQUESTS), ==, 400);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_EMPTY), ==, 300);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_PAYLOAD_BYTES), ==, 6400);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_WIRE_BYTES_IN), ==, 10000);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_WIRE_BYTES_OUT), ==, 50000);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_OVERHEAD_BYTES), ==, 53600);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_CPU_PER_EVENT), ==, 20);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_BYTES_PER_EVENT), ==, 600);
  g_assert_cmpfloat (median_of (result, 1, RT_FIGURE_MEMORY_PER_CLIENT), ==, 4096);
}

static void
test_spread (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  RtSpread spread;

  rt_result_get_figure (result, 0, RT_FIGURE_EVENTS, &spread);
  g_assert_cmpuint (spread.n, ==, 3);
  g_assert_cmpfloat (spread.lowest, ==, 100);
  g_assert_cmpfloat (spread.median, ==, 101);
  g_assert_cmpfloat (spread.highest, ==, 102);
}

static void
test_what_lagged_is_left_out (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autoptr (RtHistogram) latency = rt_result_dup_latency (result, 1);
  RtSpread spread;

  rt_result_get_figure (result, 1, RT_FIGURE_EVENTS, &spread);
  g_assert_cmpuint (spread.n, ==, 2);
  g_assert_cmpuint (rt_histogram_get_count (latency), ==, 200);
  g_assert_cmpint (rt_histogram_get_max (latency), <, 900000);
  g_assert_true (rt_result_is_comparable (result, 1));
}

static void
test_what_is_added_counts (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);

  rt_result_add (result, run_new_of (0, 0, 10, 1000));
  g_assert_cmpfloat (rt_result_get_median (result, 0, RT_FIGURE_EVENTS), ==, 10);
  rt_result_add (result, run_new_of (0, 1, 20, 1000));
  g_assert_cmpfloat (rt_result_get_median (result, 0, RT_FIGURE_EVENTS), ==, 15);
}

static void
test_nothing_to_say (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "long-polling", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  RtRun *run = run_new_of (0, 0, 10, 100);
  RtSpread spread;

  run->kept_up = FALSE;
  rt_result_add (result, run);
  rt_result_get_figure (result, 0, RT_FIGURE_EVENTS, &spread);
  g_assert_cmpuint (spread.n, ==, 0);
  g_assert_true (isnan (spread.median));
  g_assert_false (rt_result_is_comparable (result, 0));
  g_assert_null (rt_result_dup_latency (result, 0));
  g_assert_null (rt_result_dup_age (result, 1));
}

static void
test_what_was_not_measured_is_not_a_number (void)
{
  g_autoptr (RtRun) run = rt_run_new ();

  run->clients = 3;
  g_assert_true (isnan (rt_run_get_figure (run, RT_FIGURE_CPU_PER_EVENT)));
  g_assert_true (isnan (rt_run_get_figure (run, RT_FIGURE_BYTES_PER_EVENT)));
  g_assert_true (isnan (rt_run_get_figure (run, RT_FIGURE_LATENCY_P99)));
  g_assert_true (isnan (rt_run_get_figure (run, RT_FIGURE_AGE_MEAN)));
  g_assert_true (isnan (rt_run_get_figure (run, RT_FIGURE_MEMORY_PER_CLIENT)));
  g_assert_cmpfloat (rt_run_get_figure (run, RT_FIGURE_LOST), ==, 0);
}

static void
test_cut_short_counts_where_none_is_whole (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = NULL;
  RtRun *first = run_new_of (0, 0, 10, 100);

  plan->repeat = 2;
  result = rt_result_new (plan);
  first->cut_short = TRUE;
  rt_result_add (result, first);
  g_assert_cmpfloat (median_of (result, 0, RT_FIGURE_EVENTS), ==, 10);
  rt_result_add (result, run_new_of (0, 1, 30, 100));
  g_assert_cmpfloat (median_of (result, 0, RT_FIGURE_EVENTS), ==, 30);
}

static void
test_object_for_programs (void)
{
  static const char * const names[] = {
    "clients", "published", "events", "lost", "duplicate", "reordered", "requests", "empty", "connections",
    "payload_bytes", "wire_bytes_in", "wire_bytes_out", "overhead_bytes", "segments_in", "segments_out",
    "cpu_us_per_event",
  };
  g_autoptr (RtResult) result = result_new_example ();
  g_autoptr (JsonNode) node = rt_result_to_json (result);
  JsonObject *object = json_node_get_object (node);
  JsonArray *patterns = json_object_get_array_member (object, "patterns");
  JsonObject *pattern = json_array_get_object_element (patterns, 0);
  JsonObject *latency = json_object_get_object_member (pattern, "latency_us");

  g_assert_true (json_object_has_member (object, "experiment") && json_object_has_member (object, "machine"));
  g_assert_cmpuint (json_array_get_length (patterns), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (pattern, "pattern"), ==, "short-polling");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpint (json_node_get_value_type (json_object_get_member (pattern, names[i])), ==, G_TYPE_INT64);
  g_assert_true (json_object_has_member (latency, "p50") && json_object_has_member (latency, "p95") &&
                 json_object_has_member (latency, "p99") && json_object_has_member (latency, "max"));
  g_assert_true (json_object_has_member (json_object_get_object_member (pattern, "age_us"), "mean"));
  g_assert_cmpint (json_object_get_int_member (pattern, "events"), ==, 101);
}

static void
assert_same_histogram (RtHistogram *a,
                       RtHistogram *b)
{
  g_assert_cmpuint (rt_histogram_get_count (a), ==, rt_histogram_get_count (b));
  g_assert_cmpint (rt_histogram_get_min (a), ==, rt_histogram_get_min (b));
  g_assert_cmpint (rt_histogram_get_max (a), ==, rt_histogram_get_max (b));
  g_assert_cmpfloat (rt_histogram_get_mean (a), ==, rt_histogram_get_mean (b));
  for (double quantile = 0; quantile <= 1; quantile += 0.05)
    g_assert_cmpint (rt_histogram_get_quantile (a, quantile), ==, rt_histogram_get_quantile (b, quantile));
}

static void
test_file_both_ways (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autoptr (GBytes) bytes = rt_result_to_bytes (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (RtResult) read = rt_result_from_bytes (bytes, &error);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (RtHistogram) latency = rt_result_dup_latency (result, 0);
  g_autoptr (RtHistogram) other = NULL;

  g_assert_no_error (error);
  again = rt_result_to_bytes (read);
  other = rt_result_dup_latency (read, 0);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_cmpuint (rt_result_get_n_runs (read), ==, 6);
  assert_same_histogram (latency, other);
}

static void
test_a_plan_alone_is_a_file (void)
{
  static const char text[] =
    "{\"format\":\"roundtrip\",\"version\":1,\"experiment\":{\"contestants\":[{\"pattern\":\"websocket\"}]}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (RtResult) read = rt_result_from_bytes (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rt_result_get_n_runs (read), ==, 0);
  g_assert_null (rt_result_get_machine (read));
  g_assert_null (rt_result_get_made (read));
}

static GError *
read_text (char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  GError *error = NULL;

  g_assert_null (rt_result_from_bytes (bytes, &error));
  g_assert_nonnull (error);
  return error;
}

/* The example with the first @from replaced. */
static char *
example_with (const char *from,
              const char *to)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autoptr (GBytes) bytes = rt_result_to_bytes (result);
  g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));

  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_files_that_are_broken (void)
{
  static const struct { const char *from, *to; } cases[] = {
    { "\"format\" : \"roundtrip\"", "\"format\" : \"other\"" },
    { "\"version\" : 1", "\"version\" : 0" },
    { "\"version\" : 1", "\"version\" : \"1\"" },
    { "\"contestant\" : 0", "\"contestant\" : 2" },
    { "\"contestant\" : 0", "\"contestant\" : -1" },
    { "\"repetition\" : 0", "\"repetition\" : 3" },
    { "\"clients\" : 10,\n      \"cpu_us\"", "\"clients\" : 4000000000,\n      \"cpu_us\"" },
    { "\"requests\" : 400,\n        \"responses\"", "\"requests\" : -400,\n        \"responses\"" },
    { "\"requests\" : 400,\n        \"responses\"", "\"requests\" : 1e30,\n        \"responses\"" },
    { "\"min\" : 125000", "\"min\" : 125" },
    { "\"min\" : 125000", "\"min\" : 99999999999" },
    { "\"buckets\" : [", "\"buckets\" : [ 7," },
    { "\"buckets\" : [", "\"buckets\" : [ \"a\", 1," },
    { "\"buckets\" : [", "\"buckets\" : [ 9000000000000000, 9000000000000000," },
    { "\"kept_up\" : true,\n      \"cut_short\"", "\"kept_up\" : 1,\n      \"cut_short\"" },
    { "\"machine\" : {", "\"machine\" : { \"deep\" : [ 1 ]," },
    { "\"machine\" : {", "\"machine\" : { \"loud\" : \"\\u001b[2J\"," },
    { "late.\",\n      \"traffic\"", "\\u001b]0;title\\u0007\",\n      \"traffic\"" },
    { "\"title\" : \"Example", "\"title\" : \"\\u009b2J" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = read_text (example_with (cases[i].from, cases[i].to));

      g_assert_cmpuint (error->domain, ==, G_IO_ERROR);
      g_assert_cmpint (error->code, ==, G_IO_ERROR_INVALID_DATA);
    }
}

static void
test_files_that_are_no_results (void)
{
  static const char * const texts[] = { "", "{", "[]", "3", "null", "{}", "{\"format\":\"roundtrip\"}", "{}{}",
                                        "var x={}", "{\"format\":\"roundtrip\",\"version\":1}", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = read_text (g_strdup (texts[i]));

      g_assert_true (error->domain == G_IO_ERROR || error->domain == RT_JSON_ERROR);
    }
}

static void
set_value (GString    *text,
           gsize       at,
           const char *value)
{
  g_string_erase (text, (gssize) at, (gssize) strcspn (text->str + at, ",\n"));
  g_string_insert (text, (gssize) at, value);
}

/* A value somewhere becomes another, or a piece is missing. */
static void
spoil (GString *text)
{
  static const char * const values[] = { "-1", "1e308", "null", "[]", "{}", "\"x\"", "0.5", "true", "4294967296", "[[1]]",
                                         "99999999999999999999", "\"\"" };
  gsize at = (gsize) g_test_rand_int_range (0, (gint32) text->len);
  const char *colon = strchr (text->str + at, ':');
  gsize length = (gsize) g_test_rand_int_range (1, 200);

  if (colon == NULL || g_test_rand_bit ())
    {
      g_string_erase (text, (gssize) at, (gssize) MIN (length, text->len - at));
      return;
    }
  set_value (text, (gsize) (colon + 1 - text->str), values[g_test_rand_int_range (0, G_N_ELEMENTS (values))]);
}

/* Whether it is taken; what is taken can be saved and taken again. */
static gboolean
is_taken_twice (const GString *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr (GBytes) saved = NULL;
  g_autoptr (RtResult) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtResult) read = rt_result_from_bytes (bytes, &error);

  if (read == NULL)
    {
      g_assert_nonnull (error);
      return FALSE;
    }
  saved = rt_result_to_bytes (read);
  again = rt_result_from_bytes (saved, &error);
  g_assert_no_error (error);
  g_assert_nonnull (again);

  return TRUE;
}

/* Numbers that are written with an exponent and no point. */
static void
test_what_has_large_numbers_can_be_saved_and_taken_again (void)
{
  static const char * const values[] = { "1e308", "1e999", "-1e999", "1e22" };
  g_autofree char *example = example_with ("Example", "Another");
  guint n_taken = 0;

  for (const char *colon = strchr (example, ':'); colon != NULL; colon = strchr (colon + 1, ':'))
    for (guint i = 0; g_ascii_isdigit (colon[2]) && i < G_N_ELEMENTS (values); i++)
      {
        g_autoptr (GString) text = g_string_new (example);

        set_value (text, (gsize) (colon + 1 - example), values[i]);
        n_taken += is_taken_twice (text);
      }

  g_assert_cmpuint (n_taken, >, 0);
}

static void
test_what_is_taken_can_be_saved_and_taken_again (void)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *example = example_with ("Example", "Another");
      g_autoptr (GString) text = g_string_new (example);

      spoil (text);
      is_taken_twice (text);
    }
}

static void
test_files_of_a_newer_version (void)
{
  g_autoptr (GError) error = read_text (example_with ("\"version\" : 1", "\"version\" : 2"));

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_files_that_nest_without_end (void)
{
  g_autoptr (GError) error = read_text (g_strnfill (200000, '['));

  g_assert_error (error, RT_JSON_ERROR, RT_JSON_ERROR_TOO_DEEP);
}

static void
test_files_that_are_huge (void)
{
  g_autoptr (GError) error = read_text (g_strnfill (RT_RESULT_MAX_SIZE + 1, ' '));

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
}

static void
test_a_device_is_no_file (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/zero");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  rt_result_load_async (file, NULL, rt_test_keep_result, &result);
  done = rt_test_wait_result (&result, "the device to be refused");
  g_assert_null (rt_result_load_finish (done, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

/* As many runs as there can be, each with latencies all over the scale. */
static RtResult *
make_huge (guint n_runs)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  RtResult *result;

  plan->repeat = RT_PLAN_MAX_REPEAT;
  result = rt_result_new (plan);
  for (guint i = 0; i < n_runs; i++)
    {
      RtRun *run = run_new_of (0, i % RT_PLAN_MAX_REPEAT, 10, 1000);

      for (double us = 100; us < 1e10; us *= 1.004)
        rt_traffic_record_latency (&run->traffic, (gint64) us);
      rt_result_add (result, run);
    }

  return result;
}

static void
test_many_runs_are_not_indented (void)
{
  g_autoptr (RtResult) result = make_huge (RT_PLAN_MAX_REPEAT);
  g_autoptr (GBytes) bytes = rt_result_to_bytes (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (RtResult) read = rt_result_from_bytes (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rt_result_get_n_runs (read), ==, RT_PLAN_MAX_REPEAT);
  g_assert_null (g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), "\n  "));
}

static void
test_what_could_not_be_opened_is_not_saved (void)
{
  char *dir = rt_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "huge" RT_RESULT_SUFFIX, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (RtResult) result = make_huge (600);
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  rt_result_save_async (result, rt_result_get_needs (result), file, NULL, rt_test_keep_result, &saved);
  done = rt_test_wait_result (&saved, "the result to be refused");
  g_assert_false (rt_result_save_finish (result, done, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_assert_false (g_file_query_exists (file, NULL));
  rt_test_remove_dir (dir);
}

static void
test_saved_and_loaded (void)
{
  char *dir = rt_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "example" RT_RESULT_SUFFIX, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  RtResult *result = result_new_example ();
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  RtResult *read;

  rt_result_save_async (result, rt_result_get_needs (result), file, NULL, rt_test_keep_result, &saved);
  done = rt_test_wait_result (&saved, "the result to be saved");
  g_assert_true (rt_result_save_finish (result, done, &error));
  g_assert_no_error (error);
  g_clear_object (&done);
  rt_result_load_async (file, NULL, rt_test_keep_result, &loaded);
  done = rt_test_wait_result (&loaded, "the result to be loaded");
  read = rt_result_load_finish (done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rt_result_get_n_runs (read), ==, 6);

  /* The thread may be about to let go of the task, and so of the result. */
  g_clear_object (&done);
  rt_test_assert_last_unref (read);
  g_object_unref (result);
  rt_test_remove_dir (dir);
}

static void
test_ages_are_told_in_few_stretches (void)
{
  g_autoptr (RtAgeSeries) ages = rt_age_series_new ();
  double sum = 0;
  guint n = 0;

  /* Whatever it lasts: an hour, every second as old as it is late in it. */
  for (gint64 second = 0; second < 3600; second++)
    rt_age_series_record (ages, second * G_USEC_PER_SEC, second);

  g_assert_cmpuint (ages->n, <=, RT_AGE_SERIES_MAX);
  g_assert_cmpint (ages->n * ages->width_us, >=, 3599 * (gint64) G_USEC_PER_SEC);
  for (guint i = 0; i < ages->n; i++)
    {
      sum += ages->sums[i];
      n += (guint) ages->counts[i];
      g_assert_cmpfloat (i == 0 ? 0 : rt_age_series_get_mean (ages, i - 1), <, rt_age_series_get_mean (ages, i));
    }
  g_assert_cmpuint (n, ==, 3600);
  g_assert_cmpfloat (sum, ==, 3599.0 * 3600 / 2);
  rt_age_series_reset (ages);
  g_assert_cmpuint (ages->n, ==, 0);
}

static void
test_ages_are_saved (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  RtRun *run = (RtRun *) rt_result_get_run (result, 0);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (RtResult) opened = NULL;
  const RtAgeSeries *ages;
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_result_get_ages (result, 0));
  run->ages = rt_age_series_new ();
  rt_age_series_record (run->ages, 10, 1000);
  rt_age_series_record (run->ages, 20, 3000);
  rt_age_series_record (run->ages, 2 * run->ages->width_us, 5000);
  node = rt_result_to_json (result);
  opened = rt_result_from_json (node, &error);
  g_assert_no_error (error);
  ages = rt_result_get_ages (opened, 0);

  g_assert_nonnull (ages);
  g_assert_cmpuint (ages->n, ==, 3);
  g_assert_cmpint (ages->width_us, ==, run->ages->width_us);
  g_assert_cmpfloat (rt_age_series_get_mean (ages, 0), ==, 2000);
  g_assert_true (isnan (rt_age_series_get_mean (ages, 1)));
  g_assert_cmpfloat (rt_age_series_get_mean (ages, 2), ==, 5000);
}

/* What the recommendation goes by is not lost between who measured and who reads. */
static void
test_what_matters_is_saved (void)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RtResult) again = NULL;
  RtNeeds needs;

  g_assert_true (rt_needs_parse ("cpu,latest=0.5,browser,any-proxy", &needs, &error));
  g_assert_no_error (error);
  rt_result_set_needs (result, &needs);
  bytes = rt_result_to_bytes (result);
  again = rt_result_from_bytes (bytes, &error);
  g_assert_no_error (error);

  g_assert_cmpint (rt_result_get_needs (again)->pays_for, ==, RT_COST_CPU);
  g_assert_cmpfloat (rt_result_get_needs (again)->staleness, ==, 0.5);
  g_assert_cmpint (rt_result_get_needs (again)->traits, ==, RT_TRAIT_BROWSER | RT_TRAIT_PLAIN_HTTP);
}

static void
test_what_cannot_matter_is_refused (void)
{
  const char *words[] = { "", "speed", "latest=", "latest=-1", "latest=1e3", "latest=90000", "latest=1.2.3", "browser,,cpu" };
  const char *objects[] = { "{\"save\":\"gold\"}", "{\"latest_s\":-1}", "{\"traits\":[1]}", "{\"traits\":[\"quick\"]}",
                            "{\"other\":1}", "[]" };
  RtNeeds needs;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (rt_needs_parse (words[i], &needs, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_from_string (objects[i], NULL);

      g_assert_false (rt_needs_from_json (node, &needs, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/figure/every-one-can-be-told", test_every_figure_can_be_told);
  g_test_add_func ("/figure/no-other-path-is-one", test_unknown_path);
  g_test_add_func ("/figure/of-the-counters", test_figures_are_of_the_counters);
  g_test_add_func ("/figure/what-was-not-measured-is-no-number", test_what_was_not_measured_is_not_a_number);
  g_test_add_func ("/result/spread-of-the-repetitions", test_spread);
  g_test_add_func ("/result/what-lagged-is-left-out", test_what_lagged_is_left_out);
  g_test_add_func ("/result/what-is-added-counts", test_what_is_added_counts);
  g_test_add_func ("/result/nothing-to-say", test_nothing_to_say);
  g_test_add_func ("/result/cut-short-counts-where-none-is-whole", test_cut_short_counts_where_none_is_whole);
  g_test_add_func ("/result/object-for-programs", test_object_for_programs);
  g_test_add_func ("/result/file/both-ways", test_file_both_ways);
  g_test_add_func ("/result/file/a-plan-alone", test_a_plan_alone_is_a_file);
  g_test_add_func ("/result/file/what-matters", test_what_matters_is_saved);
  g_test_add_func ("/result/file/what-cannot-matter", test_what_cannot_matter_is_refused);
  g_test_add_func ("/result/file/broken", test_files_that_are_broken);
  g_test_add_func ("/result/file/what-is-taken-can-be-saved-and-taken-again",
                   test_what_is_taken_can_be_saved_and_taken_again);
  g_test_add_func ("/result/file/what-has-large-numbers-can-be-saved-and-taken-again",
                   test_what_has_large_numbers_can_be_saved_and_taken_again);
  g_test_add_func ("/result/file/no-result", test_files_that_are_no_results);
  g_test_add_func ("/result/file/of-a-newer-version", test_files_of_a_newer_version);
  g_test_add_func ("/result/file/nests-without-end", test_files_that_nest_without_end);
  g_test_add_func ("/result/file/huge", test_files_that_are_huge);
  g_test_add_func ("/result/file/a-device-is-no-file", test_a_device_is_no_file);
  g_test_add_func ("/result/file/many-runs-are-not-indented", test_many_runs_are_not_indented);
  g_test_add_func ("/result/file/what-could-not-be-opened-is-not-saved", test_what_could_not_be_opened_is_not_saved);
  g_test_add_func ("/result/file/saved-and-loaded", test_saved_and_loaded);
  g_test_add_func ("/result/ages/in-few-stretches", test_ages_are_told_in_few_stretches);
  g_test_add_func ("/result/ages/are-saved", test_ages_are_saved);

  return g_test_run ();
}
