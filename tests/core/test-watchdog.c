/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-watchdog.h"

#include <string.h>
#include <time.h>

#include "support/rt-test.h"

#define BUDGET_US 4000

typedef struct {
  GPtrArray *overruns;  /* RtOverrun */
  gboolean   done;
} Fixture;

static gint64
processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
burn (gint64 us)
{
  for (gint64 until = processor_time () + us; processor_time () < until;)
    ;
}

static void
keep (const RtOverrun *overrun,
      gpointer         user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->overruns, g_memdup2 (overrun, sizeof *overrun));
}

static void
setup (Fixture       *fixture,
       gconstpointer  unused)
{
  fixture->overruns = g_ptr_array_new_with_free_func (g_free);
  g_assert_true (rt_watchdog_start (BUDGET_US, keep, fixture));
}

static void
teardown (Fixture       *fixture,
          gconstpointer  unused)
{
  rt_watchdog_stop ();
  g_ptr_array_unref (fixture->overruns);
}

static gboolean
on_done (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->done = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs what was added, and then a whole turn more, in which it is told. */
static void
run (Fixture *fixture)
{
  g_idle_add_full (G_PRIORITY_LOW, on_done, fixture, NULL);
  rt_test_wait_flag (&fixture->done, "a turn of the loop");
  rt_test_drain ();
}

static void
add (const char  *name,
     GSourceFunc  func)
{
  g_source_set_name_by_id (g_idle_add (func, NULL), name);
}

static gboolean
burn_long (gpointer user_data)
{
  burn (10 * BUDGET_US);
  return G_SOURCE_REMOVE;
}

static gboolean
sleep_long (gpointer user_data)
{
  g_usleep (10 * BUDGET_US);
  return G_SOURCE_REMOVE;
}

static gboolean
burn_little (gpointer user_data)
{
  guint *left = user_data;

  burn (BUDGET_US / 8);
  return --*left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
test_who_burns_is_named (Fixture       *fixture,
                         gconstpointer  unused)
{
  const RtOverrun *overrun;
  g_autofree char *text = NULL;

  add ("[test] who burns", burn_long);
  run (fixture);

  g_assert_cmpuint (fixture->overruns->len, ==, 1);
  overrun = g_ptr_array_index (fixture->overruns, 0);
  g_assert_cmpstr (overrun->source, ==, "[test] who burns");
  g_assert_cmpint (overrun->cpu_us, >=, BUDGET_US);
  g_assert_cmpint (overrun->n_frames, >, 2);
  text = rt_overrun_to_string (overrun);
  g_assert_nonnull (strstr (text, "[test] who burns"));
  g_assert_nonnull (strstr (text, "test-core-watchdog"));
}

static gboolean
burn_longer (gpointer user_data)
{
  burn (40 * BUDGET_US);
  return G_SOURCE_REMOVE;
}

static void
test_the_first_of_a_turn_has_its_own_figures (Fixture       *fixture,
                                              gconstpointer  unused)
{
  const RtOverrun *overrun;

  add ("[test] the first", burn_long);
  add ("[test] the second", burn_longer);
  run (fixture);

  g_assert_cmpuint (fixture->overruns->len, ==, 1);
  overrun = g_ptr_array_index (fixture->overruns, 0);
  g_assert_cmpstr (overrun->source, ==, "[test] the first");
  g_assert_cmpint (overrun->cpu_us, <, 30 * BUDGET_US);
}

static void
test_who_sleeps_is_named (Fixture       *fixture,
                          gconstpointer  unused)
{
  const RtOverrun *overrun;

  add ("[test] who sleeps", sleep_long);
  run (fixture);

  g_assert_cmpuint (fixture->overruns->len, ==, 1);
  overrun = g_ptr_array_index (fixture->overruns, 0);
  g_assert_cmpstr (overrun->source, ==, "[test] who sleeps");
  g_assert_true (overrun->waited);
  g_assert_cmpint (overrun->wall_us, >=, BUDGET_US);
}

/* The same source again and again is one dispatch a turn. */
static void
test_who_yields_is_not_named (Fixture       *fixture,
                              gconstpointer  unused)
{
  guint left = 40;

  g_idle_add (burn_little, &left);
  run (fixture);

  g_assert_cmpuint (left, ==, 0);
  g_assert_cmpuint (fixture->overruns->len, ==, 0);
}

static void
test_one_at_a_time (Fixture       *fixture,
                    gconstpointer  unused)
{
  g_assert_false (rt_watchdog_start (BUDGET_US, keep, fixture));
}

static void
test_after_stopping_nobody_is_named (Fixture       *fixture,
                                     gconstpointer  unused)
{
  rt_watchdog_stop ();
  add ("[test] who burns", burn_long);
  run (fixture);

  g_assert_cmpuint (fixture->overruns->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/watchdog/" name, Fixture, NULL, setup, func, teardown)
  ADD ("who-burns-is-named", test_who_burns_is_named);
  ADD ("the-first-of-a-turn-has-its-own-figures", test_the_first_of_a_turn_has_its_own_figures);
  ADD ("who-sleeps-is-named", test_who_sleeps_is_named);
  ADD ("who-yields-is-not-named", test_who_yields_is_not_named);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("after-stopping-nobody-is-named", test_after_stopping_nobody_is_named);
#undef ADD

  return g_test_run ();
}
