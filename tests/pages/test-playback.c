/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pages/lane/rt-playback.h"
#include "support/rt-test.h"

/* One item each. */
static void
happen (RtTrace *trace,
        guint    n)
{
  for (guint i = 0; i < n; i++)
    rt_trace_add_fault (trace, "struck", g_get_monotonic_time ());
}

static RtTrace *
new_trace (void)
{
  RtTrace *trace = rt_trace_new ();

  rt_trace_opened (trace, 7, TRUE);
  return trace;
}

static RtPlayback *
new_playback (RtTrace *trace)
{
  RtPlayback *playback = rt_playback_new ();

  rt_playback_set_trace (playback, trace);
  return playback;
}

static guint
get_n (RtPlayback *playback)
{
  return g_list_model_get_n_items (G_LIST_MODEL (rt_playback_get_model (playback)));
}

static guint
get_chosen (RtPlayback *playback)
{
  return gtk_single_selection_get_selected (rt_playback_get_model (playback));
}

static RtTraceKind
get_kind (RtPlayback *playback,
          guint       position)
{
  g_autoptr (RtTraceItem) item = g_list_model_get_item (G_LIST_MODEL (rt_playback_get_model (playback)), position);

  return rt_trace_item_get_kind (item);
}

static void
test_what_comes_is_shown_at_an_update (void)
{
  g_autoptr (RtTrace) trace = new_trace ();
  RtPlayback *playback = new_playback (trace);

  happen (trace, 3);
  g_assert_cmpuint (get_n (playback), ==, 0);
  g_assert_cmpuint (rt_playback_get_n_more (playback), ==, 4);
  rt_playback_update (playback);

  g_assert_cmpuint (get_n (playback), ==, 4);
  g_assert_cmpuint (rt_playback_get_n_more (playback), ==, 0);
  rt_test_assert_last_unref (playback);
}

static void
test_paused_it_stays (void)
{
  g_autoptr (RtTrace) trace = new_trace ();
  g_autoptr (RtPlayback) playback = new_playback (trace);

  rt_playback_update (playback);
  rt_playback_set_paused (playback, TRUE);
  happen (trace, 5);
  rt_playback_update (playback);

  g_assert_cmpuint (get_n (playback), ==, 1);
  g_assert_cmpuint (rt_playback_get_n_more (playback), ==, 5);
  rt_playback_set_paused (playback, FALSE);
  g_assert_cmpuint (get_n (playback), ==, 6);
}

static void
test_steps_choose_what_they_show_last (void)
{
  g_autoptr (RtTrace) trace = new_trace ();
  g_autoptr (RtPlayback) playback = new_playback (trace);

  happen (trace, 3);
  rt_playback_update (playback);
  rt_playback_step (playback, FALSE);

  g_assert_true (rt_playback_get_paused (playback));
  g_assert_cmpuint (get_n (playback), ==, 3);
  g_assert_cmpuint (get_chosen (playback), ==, 2);
  rt_playback_step (playback, TRUE);
  rt_playback_step (playback, TRUE);
  g_assert_cmpuint (get_n (playback), ==, 4);
  g_assert_cmpuint (get_chosen (playback), ==, 3);
  for (guint i = 0; i < 9; i++)
    rt_playback_step (playback, FALSE);
  g_assert_cmpuint (get_n (playback), ==, 1);
  g_assert_cmpuint (get_chosen (playback), ==, 0);
}

static void
test_what_is_left_out_is_counted_and_told (void)
{
  g_autoptr (RtTrace) trace = new_trace ();
  g_autoptr (RtPlayback) playback = new_playback (trace);

  rt_playback_update (playback);
  rt_playback_set_paused (playback, TRUE);
  happen (trace, RT_TRACE_MAX_ITEMS + 42);
  g_assert_cmpuint (rt_playback_get_n_more (playback), ==, RT_TRACE_MAX_ITEMS + 42);
  rt_playback_step (playback, TRUE);

  g_assert_cmpuint (rt_playback_get_n_more (playback), ==, RT_TRACE_MAX_ITEMS - 1);
  g_assert_cmpuint (get_n (playback), ==, 3);
  g_assert_cmpint (get_kind (playback, 1), ==, RT_TRACE_LEFT_OUT);
  g_assert_cmpint (get_kind (playback, 2), ==, RT_TRACE_FAULT);
  g_assert_cmpuint (get_chosen (playback), ==, 2);
}

static void
test_a_full_one_steps_on (void)
{
  g_autoptr (RtTrace) trace = new_trace ();
  g_autoptr (RtPlayback) playback = new_playback (trace);

  happen (trace, RT_TRACE_MAX_ITEMS - 1);
  rt_playback_update (playback);
  rt_playback_set_paused (playback, TRUE);
  happen (trace, 2);
  rt_playback_step (playback, TRUE);

  g_assert_cmpuint (get_n (playback), ==, RT_TRACE_MAX_ITEMS);
  g_assert_cmpuint (get_chosen (playback), ==, RT_TRACE_MAX_ITEMS - 1);
  g_assert_cmpuint (rt_playback_get_n_more (playback), ==, 1);
}

static void
test_a_pause_forgets_nothing_that_was_completed (void)
{
  g_autoptr (RtTrace) trace = new_trace ();
  g_autoptr (RtPlayback) playback = new_playback (trace);

  happen (trace, 1);
  rt_playback_update (playback);
  g_assert_true (rt_playback_take_completed (playback));
  g_assert_false (rt_playback_take_completed (playback));
  happen (trace, 1);
  rt_playback_set_paused (playback, TRUE);

  g_assert_true (rt_playback_take_completed (playback));
}

static void
test_of_nothing_it_shows_nothing (void)
{
  g_autoptr (RtTrace) trace = new_trace ();
  g_autoptr (RtPlayback) playback = new_playback (trace);

  rt_playback_step (playback, FALSE);
  rt_playback_set_trace (playback, NULL);
  rt_playback_step (playback, TRUE);
  rt_playback_update (playback);

  g_assert_cmpuint (get_n (playback), ==, 0);
  g_assert_cmpuint (rt_playback_get_n_more (playback), ==, 0);
  g_assert_false (rt_playback_get_paused (playback));
}

static void
test_chosen (void)
{
  g_autoptr (RtTrace) trace = rt_trace_new ();
  g_autoptr (RtPlayback) playback = new_playback (trace);

  rt_trace_add_fault (trace, "Cut", 1);
  rt_playback_update (playback);
  gtk_single_selection_set_selected (rt_playback_get_model (playback), 0);
  rt_trace_add_fault (trace, "Cut", 2);
  rt_playback_update (playback);

  g_assert_true (rt_playback_get_paused (playback));
  g_assert_cmpuint (rt_playback_get_n_more (playback), ==, 1);
  rt_playback_set_paused (playback, FALSE);
  g_assert_false (rt_playback_get_paused (playback));
  g_assert_cmpuint (get_n (playback), ==, 2);
  g_assert_cmpuint (get_chosen (playback), ==, GTK_INVALID_LIST_POSITION);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/playback/who-chooses-a-message-pauses", test_chosen);
  g_test_add_func ("/playback/what-comes-is-shown-at-an-update", test_what_comes_is_shown_at_an_update);
  g_test_add_func ("/playback/paused-it-stays", test_paused_it_stays);
  g_test_add_func ("/playback/steps-choose-what-they-show-last", test_steps_choose_what_they_show_last);
  g_test_add_func ("/playback/what-is-left-out-is-counted-and-told", test_what_is_left_out_is_counted_and_told);
  g_test_add_func ("/playback/a-full-one-steps-on", test_a_full_one_steps_on);
  g_test_add_func ("/playback/a-pause-forgets-nothing-that-was-completed",
                   test_a_pause_forgets_nothing_that_was_completed);
  g_test_add_func ("/playback/of-nothing-it-shows-nothing", test_of_nothing_it_shows_nothing);

  return g_test_run ();
}
