/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "stories/rt-tempo.h"
#include "support/rt-test.h"

#define STANDSTILL 0.00001

typedef struct {
  RtTempo      tempo;
  RtTempoTimer timer;
  RtTempoTimer other;
  guint        n;
  guint        last;
  gboolean     is_over;
} Watch;

static void
set_up (Watch         *watch,
        gconstpointer  user_data)
{
  rt_tempo_init (&watch->tempo, STANDSTILL);
}

static void
tear_down (Watch         *watch,
           gconstpointer  user_data)
{
  rt_tempo_stop (&watch->timer);
  rt_tempo_stop (&watch->other);
  rt_tempo_clear (&watch->tempo);
}

static void
end (gpointer user_data)
{
  Watch *watch = user_data;

  watch->is_over = TRUE;
}

static void
test_never_early (Watch         *watch,
                  gconstpointer  user_data)
{
  gint64 begun = g_get_monotonic_time ();

  watch->timer = (RtTempoTimer) { .func = end, .user_data = watch };
  rt_tempo_set_speed (&watch->tempo, 100);
  rt_tempo_start (&watch->tempo, &watch->timer, 5);
  rt_test_wait_flag (&watch->is_over, "the timer");

  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 50 * 1000);
}

/* At this speed it was hours away. */
static void
test_at_once (Watch         *watch,
              gconstpointer  user_data)
{
  watch->timer = (RtTempoTimer) { .func = end, .user_data = watch };
  rt_tempo_start (&watch->tempo, &watch->timer, 10);
  rt_tempo_set_speed (&watch->tempo, 10000);

  rt_test_wait_flag (&watch->is_over, "the timer");
}

/* The other is due when nine tenths have gone by: then time stands still. */
static void
stop_time (gpointer user_data)
{
  Watch *watch = user_data;

  rt_tempo_set_speed (&watch->tempo, STANDSTILL);
  watch->n++;
}

static gboolean
stands_still (gpointer user_data)
{
  Watch *watch = user_data;

  return watch->n > 0;
}

static void
test_kept (Watch         *watch,
           gconstpointer  user_data)
{
  watch->timer = (RtTempoTimer) { .func = end, .user_data = watch };
  watch->other = (RtTempoTimer) { .func = stop_time, .user_data = watch };
  rt_tempo_start (&watch->tempo, &watch->timer, 10000);
  rt_tempo_start (&watch->tempo, &watch->other, 9000);
  rt_tempo_set_speed (&watch->tempo, 50000);
  rt_test_wait_for (stands_still, watch, "most of the time");

  /* The tenth that is left takes 2.5 s, the whole would take longer than the deadline. */
  rt_tempo_set_speed (&watch->tempo, 400);
  rt_test_wait_flag (&watch->is_over, "the rest of the time");
}

static void
count (gpointer user_data)
{
  Watch *watch = user_data;

  if (++watch->n < watch->last)
    rt_tempo_go_on (&watch->tempo, &watch->timer, 1);
  else
    watch->is_over = TRUE;
}

static void
test_goes_on (Watch         *watch,
              gconstpointer  user_data)
{
  gint64 begun = g_get_monotonic_time ();

  watch->timer = (RtTempoTimer) { .func = count, .user_data = watch };
  watch->last = 20;
  rt_tempo_set_speed (&watch->tempo, 1000);
  rt_tempo_start (&watch->tempo, &watch->timer, 1);
  rt_test_wait_flag (&watch->is_over, "20 times");

  g_assert_cmpuint (watch->n, ==, 20);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 20 * 1000);
}

static void
stop_other (gpointer user_data)
{
  Watch *watch = user_data;

  rt_tempo_stop (&watch->other);
  watch->is_over = TRUE;
}

static void
test_stopped (Watch         *watch,
              gconstpointer  user_data)
{
  RtTempoTimer after = { .func = end, .user_data = watch };

  watch->timer = (RtTempoTimer) { .func = stop_other, .user_data = watch };
  watch->other = (RtTempoTimer) { .func = count, .user_data = watch };
  rt_tempo_set_speed (&watch->tempo, 1000);
  rt_tempo_start (&watch->tempo, &watch->timer, 1);
  rt_tempo_start (&watch->tempo, &watch->other, 2);
  rt_test_wait_flag (&watch->is_over, "the first timer");

  watch->is_over = FALSE;
  rt_tempo_start (&watch->tempo, &after, 5);
  rt_test_wait_flag (&watch->is_over, "a later timer");
  g_assert_cmpuint (watch->n, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/tempo/" path, Watch, NULL, set_up, function, tear_down)
  ADD ("is-never-early", test_never_early);
  ADD ("changes-at-once", test_at_once);
  ADD ("keeps-what-was-waited", test_kept);
  ADD ("goes-on-from-when-it-was-due", test_goes_on);
  ADD ("calls-nothing-that-was-stopped", test_stopped);

  return g_test_run ();
}
