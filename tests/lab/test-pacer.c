/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <sys/mman.h>
#include <unistd.h>

#include "lab/rt-pacer.h"
#include "tests/support/rt-test.h"

/* Clients that do what they are told to. */
typedef struct {
  RtLockstep   *step;
  RtPacer      *pacer;
  RtPacerAnswer answer;     /* of all of them */
  GArray       *asked;      /* guint, in their order */
} Fixture;

static RtPacerAnswer
ask (guint    i,
     gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->answer == RT_PACER_ASKS)
    g_array_append_val (fixture->asked, i);

  return fixture->answer;
}

static void
set_up (Fixture      *fixture,
        gconstpointer interval_ms)
{
  g_autoptr (GError) error = NULL;

  fixture->step = rt_lockstep_new (&error);
  g_assert_no_error (error);
  fixture->answer = RT_PACER_ASKS;
  fixture->asked = g_array_new (FALSE, FALSE, sizeof (guint));
  fixture->pacer = rt_pacer_new (fixture->step, 3, GPOINTER_TO_UINT (interval_ms), ask, fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer unused)
{
  rt_pacer_free (fixture->pacer);
  rt_lockstep_unref (fixture->step);
  g_array_unref (fixture->asked);
}

typedef struct {
  Fixture *fixture;
  guint64  n;
} Awaited;

static gboolean
have_asked (gpointer user_data)
{
  const Awaited *awaited = user_data;

  return awaited->fixture->asked->len >= awaited->n;
}

static gboolean
were_due (gpointer user_data)
{
  const Awaited *awaited = user_data;

  return rt_pacer_get_n_due (awaited->fixture->pacer) >= awaited->n;
}

static gboolean
were_answered (gpointer user_data)
{
  const Awaited *awaited = user_data;

  return rt_lockstep_get (awaited->fixture->step, RT_STEP_ASKED) >= (gint64) awaited->n;
}

static void
wait_for_polls (Fixture *fixture,
                guint    n)
{
  rt_test_wait_for (have_asked, &(Awaited) { fixture, n }, "the polls");
}

static void
assert_asked (Fixture *fixture,
              guint    poll,
              guint    i)
{
  g_assert_cmpuint (g_array_index (fixture->asked, guint, poll), ==, i);
}

/* The feed began long ago, and has published what is due before @next_us. */
static void
begin (Fixture *fixture,
       gint64   next_us)
{
  rt_pacer_start (fixture->pacer);
  rt_lockstep_set (fixture->step, RT_STEP_NEXT, next_us);
  rt_lockstep_set (fixture->step, RT_STEP_BEGAN, g_get_monotonic_time () - 10 * G_USEC_PER_SEC);
}

/* Polls of three clients every 600 ms: at 100, 300, 500 and then 700 ms. */
static void
test_polls_do_not_overtake_the_feed (Fixture      *fixture,
                                     gconstpointer unused)
{
  begin (fixture, 500 * 1000);
  wait_for_polls (fixture, 2);
  rt_test_drain ();
  g_assert_cmpuint (fixture->asked->len, ==, 2);
  assert_asked (fixture, 0, 0);
  assert_asked (fixture, 1, 1);

  /* What is due at the same instant goes before. */
  rt_lockstep_set (fixture->step, RT_STEP_NEXT, 500 * 1000 + 1);
  wait_for_polls (fixture, 3);
  assert_asked (fixture, 2, 2);
}

static void
test_the_feed_does_not_overtake_polls (Fixture      *fixture,
                                       gconstpointer unused)
{
  begin (fixture, 500 * 1000);
  g_assert_cmpint (rt_lockstep_get (fixture->step, RT_STEP_ASKED), ==, 100 * 1000);
  wait_for_polls (fixture, 2);

  rt_pacer_answered (fixture->pacer, 1);
  g_assert_cmpint (rt_lockstep_get (fixture->step, RT_STEP_ASKED), ==, 100 * 1000);
  rt_pacer_answered (fixture->pacer, 0);
  g_assert_cmpint (rt_lockstep_get (fixture->step, RT_STEP_ASKED), ==, 500 * 1000);
}

/* Of a client that gets no answer one poll waits, and all that is due after that. */
static void
test_in_step_nothing_is_left_out (Fixture      *fixture,
                                  gconstpointer unused)
{
  begin (fixture, 2500 * 1000);
  rt_test_wait_for (were_due, &(Awaited) { fixture, 6 }, "what is due");
  g_assert_cmpuint (fixture->asked->len, ==, 3);
  g_assert_false (rt_pacer_is_quiet (fixture->pacer));

  rt_pacer_answered (fixture->pacer, 1);
  wait_for_polls (fixture, 4);
  assert_asked (fixture, 3, 1);
  rt_test_drain ();
  g_assert_cmpuint (rt_pacer_get_n_due (fixture->pacer), ==, 6);
  g_assert_cmpuint (rt_pacer_get_n_left_out (fixture->pacer), ==, 0);
}

/* The feed that begins anew is not told how far the one before was, though an answer to that is still to come. */
static void
test_begins_anew_with_nothing_asked (Fixture      *fixture,
                                     gconstpointer unused)
{
  begin (fixture, 500 * 1000);
  wait_for_polls (fixture, 2);
  rt_pacer_answered (fixture->pacer, 1);
  rt_pacer_answered (fixture->pacer, 0);
  g_assert_cmpint (rt_lockstep_get (fixture->step, RT_STEP_ASKED), ==, 500 * 1000);

  rt_lockstep_set (fixture->step, RT_STEP_NEXT, 700 * 1000);
  wait_for_polls (fixture, 3);
  rt_pacer_stop (fixture->pacer);
  rt_lockstep_set (fixture->step, RT_STEP_BEGAN, 0);
  rt_pacer_start (fixture->pacer);
  g_assert_cmpint (rt_lockstep_get (fixture->step, RT_STEP_ASKED), ==, 0);
  rt_pacer_answered (fixture->pacer, 2);
  g_assert_cmpint (rt_lockstep_get (fixture->step, RT_STEP_ASKED), ==, 100 * 1000);
}

/* Where the feed does not wait, what is due after that is as good as left out. */
static void
test_what_is_left_out_is_counted (Fixture      *fixture,
                                  gconstpointer unused)
{
  begin (fixture, G_MAXINT64);
  rt_test_wait_for (were_due, &(Awaited) { fixture, 48 }, "what is due");
  g_assert_cmpuint (fixture->asked->len, ==, 3);
  g_assert_cmpuint (rt_pacer_get_n_left_out (fixture->pacer), ==, rt_pacer_get_n_due (fixture->pacer) - 3 - 3);
}

static void
test_who_is_gone_leaves_out_who_is_over_does_not (Fixture      *fixture,
                                                  gconstpointer unused)
{
  fixture->answer = RT_PACER_IS_GONE;
  begin (fixture, 1000 * 1000);
  rt_test_wait_for (were_due, &(Awaited) { fixture, 5 }, "what is due");
  g_assert_cmpuint (rt_pacer_get_n_left_out (fixture->pacer), ==, 5);

  fixture->answer = RT_PACER_IS_OVER;
  rt_lockstep_set (fixture->step, RT_STEP_NEXT, 1200 * 1000);
  rt_test_wait_for (were_answered, &(Awaited) { fixture, 1200 * 1000 }, "the feed's turn");
  g_assert_cmpuint (rt_pacer_get_n_due (fixture->pacer), ==, 5);
  g_assert_cmpuint (rt_pacer_get_n_left_out (fixture->pacer), ==, 5);
}

static void
test_lateness_is_kept (Fixture      *fixture,
                       gconstpointer unused)
{
  begin (fixture, 500 * 1000);
  wait_for_polls (fixture, 2);

  /* The feed began 10 s ago. */
  g_assert_cmpint (rt_histogram_get_min (rt_pacer_get_lateness (fixture->pacer)), >=, 9 * G_USEC_PER_SEC);
}

static void
test_what_one_sets_the_other_sees (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RtLockstep) ours = rt_lockstep_new (&error);
  g_autoptr (RtLockstep) theirs = NULL;

  g_assert_no_error (error);
  theirs = rt_lockstep_open (rt_lockstep_dup_fd (ours, &error), &error);
  g_assert_no_error (error);
  g_assert_cmpint (rt_lockstep_get (theirs, RT_STEP_ASKED), ==, G_MAXINT64);
  rt_lockstep_set (ours, RT_STEP_LAST, 7);
  g_assert_cmpint (rt_lockstep_get (theirs, RT_STEP_LAST), ==, 7);
  rt_lockstep_set (theirs, RT_STEP_READY, 6);
  g_assert_cmpint (rt_lockstep_get (ours, RT_STEP_READY), ==, 6);
  g_assert_null (rt_lockstep_open (-1, &error));
  g_assert_nonnull (error);
}

static void
test_what_is_too_short_is_no_page (void)
{
  g_autoptr (GError) error = NULL;
  int fd = memfd_create ("short", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, 8), ==, 0);
  g_assert_null (rt_lockstep_open (fd, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

#define ADD(path, func) g_test_add (path, Fixture, GUINT_TO_POINTER (600), set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/pacer/polls-do-not-overtake-the-feed", test_polls_do_not_overtake_the_feed);
  ADD ("/pacer/the-feed-does-not-overtake-polls", test_the_feed_does_not_overtake_polls);
  ADD ("/pacer/in-step-nothing-is-left-out", test_in_step_nothing_is_left_out);
  ADD ("/pacer/begins-anew-with-nothing-asked", test_begins_anew_with_nothing_asked);
  ADD ("/pacer/what-is-left-out-is-counted", test_what_is_left_out_is_counted);
  ADD ("/pacer/who-is-gone-leaves-out-who-is-over-does-not", test_who_is_gone_leaves_out_who_is_over_does_not);
  ADD ("/pacer/lateness-is-kept", test_lateness_is_kept);
  g_test_add_func ("/lockstep/what-one-sets-the-other-sees", test_what_one_sets_the_other_sees);
  g_test_add_func ("/lockstep/what-is-too-short-is-no-page", test_what_is_too_short_is_no_page);

  return g_test_run ();
}
