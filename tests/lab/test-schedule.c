/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-priority.h"
#include "lab/rt-feeder.h"
#include "lab/rt-payload.h"
#include "tests/support/rt-test.h"

typedef struct {
  GArray  *numbers;   /* of guint64 */
  gsize    size;
  gboolean over;
} Published;

static GArray *
list_dues (const RtPlan *plan,
           RtStretch     stretch,
           RtRecording  *recording)
{
  g_autoptr (RtSchedule) schedule = rt_schedule_new (plan, stretch, recording);
  GArray *dues = g_array_new (FALSE, FALSE, sizeof (gint64));
  RtScheduled next;

  while (rt_schedule_next (schedule, &next))
    g_array_append_val (dues, next.due_us);

  return dues;
}

static void
assert_same (GArray *first,
             GArray *second)
{
  g_assert_cmpmem (first->data, first->len * sizeof (gint64), second->data, second->len * sizeof (gint64));
}

static void
test_steady (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (GArray) dues = NULL;

  plan->rate = 4;
  plan->duration = 2.5;
  dues = list_dues (plan, RT_STRETCH_MEASURED, NULL);

  g_assert_cmpuint (dues->len, ==, 10);
  for (guint i = 0; i < dues->len; i++)
    g_assert_cmpint (g_array_index (dues, gint64, i), ==, i * 250000);
}

static void
test_bursts (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (GArray) dues = NULL;

  plan->rate_kind = RT_RATE_BURSTS;
  plan->rate = 10;
  plan->burst = 5;
  plan->duration = 1;
  dues = list_dues (plan, RT_STRETCH_MEASURED, NULL);

  g_assert_cmpuint (dues->len, ==, 10);
  for (guint i = 0; i < dues->len; i++)
    g_assert_cmpint (g_array_index (dues, gint64, i), ==, i < 5 ? 0 : 500000);
}

static void
test_poisson (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (GArray) first = NULL;
  g_autoptr (GArray) again = NULL;
  g_autoptr (GArray) other = NULL;
  g_autoptr (GArray) warm_up = NULL;

  plan->rate_kind = RT_RATE_POISSON;
  plan->rate = 100;
  plan->duration = plan->warm_up = 100;
  plan->seed = 7;
  first = list_dues (plan, RT_STRETCH_MEASURED, NULL);
  again = list_dues (plan, RT_STRETCH_MEASURED, NULL);
  warm_up = list_dues (plan, RT_STRETCH_WARM_UP, NULL);
  plan->seed = 8;
  other = list_dues (plan, RT_STRETCH_MEASURED, NULL);

  assert_same (first, again);
  g_assert_cmpint (g_array_index (first, gint64, 0), !=, g_array_index (other, gint64, 0));
  g_assert_cmpint (g_array_index (first, gint64, 0), !=, g_array_index (warm_up, gint64, 0));
  /* 10,000 on average, with a standard deviation of 100. */
  g_assert_cmpuint (first->len, >, 9500);
  g_assert_cmpuint (first->len, <, 10500);
}

static RtRecording *
record (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  RtRecording *recording = rt_recording_new (bytes, &error);

  g_assert_no_error (error);
  return recording;
}

static void
test_replay (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (RtRecording) recording = record (
    "{\"kind\":\"state\",\"state\":\"open\"}\n"
    "{\"kind\":\"event\",\"seq\":1,\"type\":\"tick\",\"time\":\"2026-01-01T00:00:00.000000Z\",\"data\":{\"a\": 1.10}}\n"
    "\n"
    "{\"time\":1767225600500000,\"data\":2}\n"
    "{\"time\":1767225609000000,\"data\":3}\n");
  g_autoptr (RtSchedule) schedule = NULL;
  RtScheduled next;

  plan->rate_kind = RT_RATE_REPLAY;
  plan->duration = 2;
  schedule = rt_schedule_new (plan, RT_STRETCH_MEASURED, recording);

  g_assert_true (rt_schedule_next (schedule, &next));
  g_assert_cmpint (next.due_us, ==, 0);
  g_assert_cmpstr (next.recorded->type, ==, "tick");
  g_assert_cmpmem (g_bytes_get_data (next.recorded->data, NULL), g_bytes_get_size (next.recorded->data),
                   "{\"a\": 1.10}", 11);
  g_assert_true (rt_schedule_next (schedule, &next));
  g_assert_cmpint (next.due_us, ==, 500000);
  g_assert_null (next.recorded->type);
  /* The third is due when the stretch is over. */
  g_assert_false (rt_schedule_next (schedule, &next));
}

static gint64
measure_longest_gap (const RtPlan *plan)
{
  g_autoptr (GArray) dues = list_dues (plan, RT_STRETCH_MEASURED, NULL);
  gint64 end_us = (gint64) (plan->duration * G_USEC_PER_SEC);
  gint64 before_us = 0;
  gint64 longest_us = 0;

  g_array_append_val (dues, end_us);
  for (guint i = 0; i < dues->len; i++)
    {
      longest_us = MAX (longest_us, g_array_index (dues, gint64, i) - before_us);
      before_us = g_array_index (dues, gint64, i);
    }

  return longest_us;
}

static void
test_gaps (void)
{
  static const double rates[] = { 0.1, 0.5, 3, 7, 1000 };

  for (RtRate kind = RT_RATE_STEADY; kind <= RT_RATE_BURSTS; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
      {
        g_autoptr (RtPlan) plan = rt_plan_new ();
        gint64 longest_us;
        gint64 found_us;

        plan->rate_kind = kind;
        plan->rate = rates[i];
        plan->burst = 5;
        plan->duration = 4.25;
        longest_us = measure_longest_gap (plan);
        found_us = rt_schedule_find_gap (plan, NULL, G_MAXINT64);
        /* What is due is in whole µs. */
        g_assert_cmpint (ABS (found_us - longest_us), <=, 1);
        /* One that is long enough will do. */
        found_us = rt_schedule_find_gap (plan, NULL, longest_us / 2);
        g_assert_cmpint (found_us, >=, longest_us / 2);
        g_assert_cmpint (found_us, <=, longest_us + 1);
      }
}

static void
test_what_is_no_recording (void)
{
  static const struct {
    const char *text;
    const char *said;
  } cases[] = {
    { "", "no event" },
    { "{\"kind\":\"state\"}\n", "no event" },
    { "{\"time\":1,\"data\":1}\nnonsense\n", "Line 2" },
    { "{\"data\":1}", "Line 1" },
    { "{\"time\":1}", "Line 1" },
    { "{\"time\":\"yesterday\",\"data\":1}", "Line 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
      g_autoptr (GError) error = NULL;

      g_assert_null (rt_recording_new (bytes, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (error->message, cases[i].said));
    }
}

static void
test_recording_that_is_not_there (void)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_recording_load_async ("/nonexistent/recording", NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the recording");
  g_assert_null (rt_recording_load_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_payload (void)
{
  const guint64 numbers[] = { 1, 42, 123456789 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    for (gsize size = 1; size < 200; size++)
      {
        g_autoptr (GBytes) payload = rt_payload_new (size, numbers[i], G_GINT64_CONSTANT (1767225600123456));
        guint64 number = 0;
        gint64 time_us = 0;

        g_assert_cmpuint (g_bytes_get_size (payload), ==, size);
        g_assert_true (g_utf8_validate_len (g_bytes_get_data (payload, NULL), size, NULL));
        if (!rt_payload_parse (payload, &number, &time_us))
          {
            g_assert_cmpuint (size, <, RT_PAYLOAD_MIN_TOLD);
            continue;
          }
        g_assert_cmpuint (number, ==, numbers[i]);
        g_assert_cmpint (time_us, ==, G_GINT64_CONSTANT (1767225600123456));
      }
}

static void
test_payload_is_json (void)
{
  for (gsize size = 1; size < 100; size++)
    {
      g_autoptr (GBytes) payload = rt_payload_new (size, 12, G_GINT64_CONSTANT (1767225600123456));
      g_autoptr (JsonParser) parser = json_parser_new ();

      g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (payload, NULL), (gssize) size, NULL));
    }
}

static void
on_publish (guint64     number,
            const char *type,
            GBytes     *data,
            gint64      time_us,
            gpointer    user_data)
{
  Published *self = user_data;

  g_array_append_val (self->numbers, number);
  self->size += g_bytes_get_size (data);
}

static void
on_over (gpointer user_data)
{
  Published *self = user_data;

  self->over = TRUE;
}

static const RtFeederHooks hooks = { on_publish, on_over };

static void
test_feeder (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  Published published = { .numbers = g_array_new (FALSE, FALSE, sizeof (guint64)) };
  g_autoptr (RtFeeder) feeder = rt_feeder_new (100, &hooks, &published);

  plan->rate = 200;
  plan->warm_up = 0.05;
  plan->duration = 0.1;
  rt_feeder_start (feeder, rt_schedule_new (plan, RT_STRETCH_WARM_UP, NULL));
  rt_test_wait_flag (&published.over, "the warm-up");
  g_assert_cmpuint (rt_feeder_get_n (feeder), ==, 10);
  published.over = FALSE;
  rt_feeder_start (feeder, rt_schedule_new (plan, RT_STRETCH_MEASURED, NULL));
  rt_test_wait_flag (&published.over, "the stretch");

  g_assert_cmpuint (rt_feeder_get_n (feeder), ==, 20);
  g_assert_cmpuint (rt_feeder_get_last (feeder), ==, 30);
  g_assert_cmpuint (rt_histogram_get_count (rt_feeder_get_lateness (feeder)), ==, 20);
  g_assert_cmpint (rt_feeder_get_elapsed (feeder), >=, 100000);
  g_assert_cmpuint (published.size, ==, 3000);
  for (guint i = 0; i < published.numbers->len; i++)
    g_assert_cmpuint (g_array_index (published.numbers, guint64, i), ==, i + 1);
  g_array_unref (published.numbers);
}

static void
test_feeder_that_is_stopped (void)
{
  g_autoptr (RtPlan) plan = rt_plan_new ();
  Published published = { .numbers = g_array_new (FALSE, FALSE, sizeof (guint64)) };
  g_autoptr (RtFeeder) feeder = rt_feeder_new (100, &hooks, &published);

  plan->duration = 0.1;
  rt_feeder_start (feeder, rt_schedule_new (plan, RT_STRETCH_MEASURED, NULL));
  rt_feeder_stop (feeder);
  rt_test_drain ();

  g_assert_false (published.over);
  g_assert_cmpuint (published.numbers->len, ==, 0);
  g_array_unref (published.numbers);
}

/* Of events that take long to publish, in which turns of the loop that is done. */
typedef struct {
  guint    n;
  guint    n_instants;
  guint    n_asked;
  gboolean in_one;
  gboolean over;
} Turns;

static void
on_publish_slowly (guint64     number,
                   const char *type,
                   GBytes     *data,
                   gint64      time_us,
                   gpointer    user_data)
{
  Turns *self = user_data;
  gint64 until = g_get_monotonic_time () + RT_SLICE_US / 2;

  self->n++;
  while (g_get_monotonic_time () < until)
    continue;
}

static void
on_turns_over (gpointer user_data)
{
  Turns *self = user_data;

  self->over = TRUE;
}

static gboolean
on_may (gint64   due_us,
        gint64   late_us,
        gpointer user_data)
{
  Turns *self = user_data;

  self->n_asked++;

  return TRUE;
}

static void
on_went (gint64   next_us,
         gboolean in_one,
         gpointer user_data)
{
  Turns *self = user_data;

  /* Not of what was published, but that it begins. */
  if (self->n == 0)
    return;
  self->n_instants++;
  self->in_one = in_one;
}

/* A burst is one instant, but others have their turns in it. */
static void
test_feeder_yields_in_a_burst (void)
{
  static const RtFeederHooks slow = { on_publish_slowly, on_turns_over, on_may, on_went };
  g_autoptr (RtPlan) plan = rt_plan_new ();
  Turns turns = { .in_one = TRUE };
  g_autoptr (RtFeeder) feeder = rt_feeder_new (100, &slow, &turns);
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  plan->rate_kind = RT_RATE_BURSTS;
  plan->rate = plan->burst = 30;
  plan->duration = 0.1;
  rt_feeder_start (feeder, rt_schedule_new (plan, RT_STRETCH_MEASURED, NULL));
  while (!turns.over && g_get_monotonic_time () < deadline)
    {
      guint before = turns.n;

      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (turns.n - before, <=, 2);
    }

  g_assert_true (turns.over);
  g_assert_cmpuint (turns.n, ==, 30);
  g_assert_cmpuint (turns.n_instants, ==, 1);
  g_assert_false (turns.in_one);
  /* Before the burst, and before the end. */
  g_assert_cmpuint (turns.n_asked, ==, 2);
}

#define HELD_US (30 * 1000)

static gboolean
on_may_late (gint64   due_us,
             gint64   late_us,
             gpointer user_data)
{
  return late_us >= HELD_US;
}

static void
on_publish_late (guint64     number,
                 const char *type,
                 GBytes     *data,
                 gint64      time_us,
                 gpointer    user_data)
{
  GArray *ages = user_data;
  gint64 age_us = g_get_real_time () - time_us;

  g_array_append_val (ages, age_us);
}

static void
on_late_over (gpointer user_data)
{
}

static gboolean
has_four (gpointer user_data)
{
  return ((GArray *) user_data)->len == 4;
}

/* What is held for clients is as old as it is late when it comes: they wait for it as well. */
static void
test_feeder_that_is_held (void)
{
  static const RtFeederHooks held = { on_publish_late, on_late_over, on_may_late };
  g_autoptr (RtPlan) plan = rt_plan_new ();
  g_autoptr (GArray) ages = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (RtFeeder) feeder = rt_feeder_new (100, &held, ages);

  plan->rate = 200;
  plan->duration = 0.02;
  rt_feeder_start (feeder, rt_schedule_new (plan, RT_STRETCH_MEASURED, NULL));
  rt_test_wait_for (has_four, ages, "the events");

  for (guint i = 0; i < ages->len; i++)
    g_assert_cmpint (g_array_index (ages, gint64, i), >=, HELD_US);
  g_assert_cmpint (rt_histogram_get_min (rt_feeder_get_lateness (feeder)), >=, HELD_US);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/schedule/steady-events-are-as-far-apart-as-the-rate-says", test_steady);
  g_test_add_func ("/schedule/bursts-come-at-once-and-keep-the-rate", test_bursts);
  g_test_add_func ("/schedule/poisson-is-the-same-for-a-seed-and-only-for-it", test_poisson);
  g_test_add_func ("/schedule/a-recording-is-replayed-as-it-was", test_replay);
  g_test_add_func ("/schedule/the-longest-gap-is-found-without-a-walk", test_gaps);
  g_test_add_func ("/recording/what-is-none-is-refused-with-its-line", test_what_is_no_recording);
  g_test_add_func ("/recording/a-file-that-is-not-there-is-an-error", test_recording_that_is_not_there);
  g_test_add_func ("/payload/has-the-size-and-tells-number-and-birth", test_payload);
  g_test_add_func ("/payload/is-json-of-any-size", test_payload_is_json);
  g_test_add_func ("/feeder/publishes-all-in-order-and-tells-the-end", test_feeder);
  g_test_add_func ("/feeder/lets-others-have-their-turns-in-a-burst", test_feeder_yields_in_a_burst);
  g_test_add_func ("/feeder/what-is-held-is-as-old-as-it-is-late", test_feeder_that_is_held);
  g_test_add_func ("/feeder/is-silent-once-stopped", test_feeder_that_is_stopped);

  return g_test_run ();
}
