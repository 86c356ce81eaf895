/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-timers.h"

#define N_TIMERS 1000

typedef struct {
  RtTimers      timers;
  RtPollerTimer each[N_TIMERS];
  gint64        last;
  guint         n_called;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  rt_timers_clear (&fixture->timers);
}

static Fixture *called;

static void
note (gpointer user_data)
{
  RtPollerTimer *timer = user_data;

  g_assert_cmpint (timer->due, >=, called->last);
  called->last = timer->due;
  called->n_called++;
}

/* In an order that has nothing to do with when they are due; some at the same time. */
static void
add_all (Fixture *fixture)
{
  called = fixture;
  for (guint i = 0; i < N_TIMERS; i++)
    {
      fixture->each[i].func = note;
      fixture->each[i].user_data = &fixture->each[i];
      fixture->each[i].due = i * 7919 % 500 + 1;
      rt_timers_add (&fixture->timers, &fixture->each[i]);
    }
}

static void
test_come_when_they_are_due (Fixture       *fixture,
                             gconstpointer  user_data)
{
  g_assert_cmpint (rt_timers_get_next (&fixture->timers), ==, -1);
  add_all (fixture);
  g_assert_cmpint (rt_timers_get_next (&fixture->timers), ==, 1);

  g_assert_false (rt_timers_run (&fixture->timers, 0, G_MAXINT64));
  g_assert_true (rt_timers_run (&fixture->timers, 100, G_MAXINT64));
  g_assert_cmpuint (fixture->n_called, ==, 200);
  g_assert_cmpint (rt_timers_get_next (&fixture->timers), ==, 101);

  g_assert_true (rt_timers_run (&fixture->timers, 1000, G_MAXINT64));
  g_assert_cmpuint (fixture->n_called, ==, N_TIMERS);
  g_assert_cmpint (rt_timers_get_next (&fixture->timers), ==, -1);
}

static void
test_any_may_be_taken_back (Fixture       *fixture,
                            gconstpointer  user_data)
{
  guint n_left = N_TIMERS;

  add_all (fixture);
  for (guint i = 0; i < N_TIMERS; i += 3)
    {
      RtPollerTimer *timer = &fixture->each[i * 7 % N_TIMERS];
      gint64 next = rt_timers_get_next (&fixture->timers);

      /* Whoever was the first was due then. */
      if (rt_timers_remove (&fixture->timers, timer))
        g_assert_cmpint (timer->due, ==, next);
      g_assert_false (rt_timers_remove (&fixture->timers, timer));
      n_left--;
    }

  rt_timers_run (&fixture->timers, 1000, G_MAXINT64);
  g_assert_cmpuint (fixture->n_called, ==, n_left);
}

static void
test_tells_who_is_first (Fixture       *fixture,
                         gconstpointer  user_data)
{
  RtPollerTimer late = { .due = 20 };
  RtPollerTimer early = { .due = 10 };

  g_assert_true (rt_timers_add (&fixture->timers, &late));
  g_assert_true (rt_timers_add (&fixture->timers, &early));
  g_assert_false (rt_timers_remove (&fixture->timers, &late));
  g_assert_false (rt_timers_add (&fixture->timers, &late));
  g_assert_true (rt_timers_remove (&fixture->timers, &early));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/timers/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("come-when-they-are-due", test_come_when_they_are_due);
  ADD ("any-may-be-taken-back", test_any_may_be_taken_back);
  ADD ("tells-who-is-first", test_tells_who_is_first);

  return g_test_run ();
}
