/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-continuity.h"

static void
assert_sees (RtContinuity *continuity,
             guint64       seq,
             guint64       prev,
             RtSeen        expected,
             guint64       expected_lost)
{
  guint64 lost = 4711;

  g_assert_cmpint (rt_continuity_see (continuity, seq, prev, &lost), ==, expected);
  g_assert_cmpuint (lost, ==, expected_lost);
}

static void
assert_counts (RtContinuity *continuity,
               guint64       lost,
               guint64       duplicate,
               guint64       reordered)
{
  g_assert_cmpuint (rt_continuity_get_lost (continuity), ==, lost);
  g_assert_cmpuint (rt_continuity_get_duplicate (continuity), ==, duplicate);
  g_assert_cmpuint (rt_continuity_get_reordered (continuity), ==, reordered);
}

static void
test_first_number_is_the_beginning (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  g_assert_cmpuint (rt_continuity_get_last (continuity), ==, 0);
  assert_sees (continuity, 500, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 501, 0, RT_SEEN_NEW, 0);
  g_assert_cmpuint (rt_continuity_get_last (continuity), ==, 501);
  assert_counts (continuity, 0, 0, 0);
}

static void
test_jump_is_a_loss (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 1, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 5, 0, RT_SEEN_NEW, 3);
  assert_counts (continuity, 3, 0, 0);
}

static void
test_late_number_is_reordered_not_lost (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 1, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 6, 0, RT_SEEN_NEW, 4);
  assert_sees (continuity, 4, 0, RT_SEEN_REORDERED, 0);
  assert_counts (continuity, 3, 0, 1);
  assert_sees (continuity, 2, 0, RT_SEEN_REORDERED, 0);
  assert_sees (continuity, 5, 0, RT_SEEN_REORDERED, 0);
  assert_sees (continuity, 3, 0, RT_SEEN_REORDERED, 0);
  assert_counts (continuity, 0, 0, 4);
  assert_sees (continuity, 3, 0, RT_SEEN_DUPLICATE, 0);
  g_assert_cmpuint (rt_continuity_get_last (continuity), ==, 6);
}

static void
test_what_the_sender_has_reached_is_over (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  /* Nothing is missing before the beginning. */
  g_assert_cmpuint (rt_continuity_reach (continuity, 10), ==, 0);
  assert_sees (continuity, 11, 0, RT_SEEN_NEW, 0);
  g_assert_cmpuint (rt_continuity_reach (continuity, 11), ==, 0);
  g_assert_cmpuint (rt_continuity_reach (continuity, 14), ==, 3);
  assert_counts (continuity, 3, 0, 0);
  assert_sees (continuity, 15, 0, RT_SEEN_NEW, 0);

  /* It may come late all the same. */
  assert_sees (continuity, 13, 0, RT_SEEN_REORDERED, 0);
  assert_counts (continuity, 2, 0, 1);

  /* A sender that says less begins anew, or is not up to date. */
  g_assert_cmpuint (rt_continuity_reach (continuity, 3), ==, 0);
  g_assert_cmpuint (rt_continuity_get_last (continuity), ==, 15);
}

static void
test_a_gap_explains_what_is_reached (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 1, 0, RT_SEEN_NEW, 0);
  rt_continuity_skip (continuity, 4);
  g_assert_cmpuint (rt_continuity_reach (continuity, 5), ==, 0);
  assert_sees (continuity, 7, 0, RT_SEEN_NEW, 1);
  assert_counts (continuity, 5, 0, 0);
}

static void
test_again_is_a_duplicate (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 3, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 3, 0, RT_SEEN_DUPLICATE, 0);
  assert_sees (continuity, 2, 0, RT_SEEN_DUPLICATE, 0);
  assert_sees (continuity, 4, 0, RT_SEEN_NEW, 0);
  assert_counts (continuity, 0, 2, 0);
}

static void
test_any_order_adds_up (void)
{
  enum { N = 2000 };
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();
  guint order[N];
  guint64 n_seen[3] = { 0 };

  for (guint i = 0; i < N; i++)
    order[i] = i + 1;
  for (guint i = 0; i < N; i++)
    {
      guint with = (guint) g_test_rand_int_range ((gint) i, (gint) MIN (i + 50, N));
      guint kept = order[i];

      order[i] = order[with];
      order[with] = kept;
    }

  rt_continuity_set_position (continuity, 0);
  for (guint i = 0; i < N; i++)
    {
      n_seen[rt_continuity_see (continuity, order[i], 0, NULL)]++;
      g_assert_cmpuint (rt_continuity_get_last (continuity) - rt_continuity_get_lost (continuity), ==, i + 1);
    }

  g_assert_cmpuint (n_seen[RT_SEEN_DUPLICATE], ==, 0);
  assert_counts (continuity, 0, 0, n_seen[RT_SEEN_REORDERED]);
}

static void
test_position_is_where_nothing_may_be_missing (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  rt_continuity_set_position (continuity, 10);
  g_assert_cmpuint (rt_continuity_get_last (continuity), ==, 10);
  assert_sees (continuity, 13, 0, RT_SEEN_NEW, 2);
  assert_counts (continuity, 2, 0, 0);

  rt_continuity_set_position (continuity, 13);
  assert_sees (continuity, 14, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 12, 0, RT_SEEN_REORDERED, 0);
}

static void
test_restart_keeps_the_counts (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 1, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 3, 0, RT_SEEN_NEW, 1);
  rt_continuity_restart (continuity);
  assert_sees (continuity, 2, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 3, 0, RT_SEEN_NEW, 0);
  assert_counts (continuity, 1, 0, 0);
}

static void
test_holes_are_bounded (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();
  guint64 seq = 1;

  assert_sees (continuity, seq, 0, RT_SEEN_NEW, 0);
  for (guint i = 0; i <= RT_CONTINUITY_MAX_HOLES; i++)
    assert_sees (continuity, seq += 2, 0, RT_SEEN_NEW, 1);
  assert_counts (continuity, RT_CONTINUITY_MAX_HOLES + 1, 0, 0);

  assert_sees (continuity, 2, 0, RT_SEEN_DUPLICATE, 0);
  assert_sees (continuity, 4, 0, RT_SEEN_REORDERED, 0);
  assert_counts (continuity, RT_CONTINUITY_MAX_HOLES, 1, 1);
}

static void
test_selection_is_in_order_by_prev (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  rt_continuity_set_position (continuity, 100);
  assert_sees (continuity, 120, 40, RT_SEEN_NEW, 0);
  assert_sees (continuity, 150, 120, RT_SEEN_NEW, 0);
  assert_sees (continuity, 151, 150, RT_SEEN_NEW, 0);
  assert_counts (continuity, 0, 0, 0);
}

static void
test_selection_loses_at_least_one (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 10, 5, RT_SEEN_NEW, 0);
  assert_sees (continuity, 50, 30, RT_SEEN_NEW, 1);
  assert_counts (continuity, 1, 0, 0);
}

static void
test_selection_late_numbers_tell_the_truth (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 10, 5, RT_SEEN_NEW, 0);
  assert_sees (continuity, 50, 30, RT_SEEN_NEW, 1);
  assert_sees (continuity, 30, 20, RT_SEEN_REORDERED, 1);
  assert_counts (continuity, 1, 0, 1);
  assert_sees (continuity, 20, 10, RT_SEEN_REORDERED, 0);
  assert_counts (continuity, 0, 0, 2);
  assert_sees (continuity, 15, 10, RT_SEEN_DUPLICATE, 0);
}

static void
test_selection_late_in_any_order (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 10, 5, RT_SEEN_NEW, 0);
  assert_sees (continuity, 50, 30, RT_SEEN_NEW, 1);
  assert_sees (continuity, 20, 10, RT_SEEN_REORDERED, 0);
  assert_counts (continuity, 1, 0, 1);
  assert_sees (continuity, 30, 20, RT_SEEN_REORDERED, 0);
  assert_counts (continuity, 0, 0, 2);
  assert_sees (continuity, 20, 10, RT_SEEN_DUPLICATE, 0);
}

static void
test_selection_late_first_number (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  rt_continuity_set_position (continuity, 10);
  assert_sees (continuity, 50, 30, RT_SEEN_NEW, 1);
  assert_sees (continuity, 30, RT_PREV_NONE, RT_SEEN_REORDERED, 0);
  assert_counts (continuity, 0, 0, 1);
  assert_sees (continuity, 20, 10, RT_SEEN_DUPLICATE, 0);
}

static void
test_announced_gap_is_counted_once (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  rt_continuity_set_position (continuity, 10);
  rt_continuity_skip (continuity, 4);
  assert_counts (continuity, 4, 0, 0);
  assert_sees (continuity, 15, 0, RT_SEEN_NEW, 0);
  assert_counts (continuity, 4, 0, 0);
  assert_sees (continuity, 17, 0, RT_SEEN_NEW, 1);
  g_assert_cmpuint (rt_continuity_get_unknown_gaps (continuity), ==, 0);
}

static void
test_announced_gap_still_knows_duplicates (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  rt_continuity_set_position (continuity, 10);
  rt_continuity_skip (continuity, 4);
  assert_sees (continuity, 9, 0, RT_SEEN_DUPLICATE, 0);
  assert_sees (continuity, 15, 0, RT_SEEN_NEW, 0);
}

static void
test_unknown_gap_is_no_number (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  rt_continuity_set_position (continuity, 10);
  rt_continuity_skip (continuity, -1);
  assert_sees (continuity, 70000, 0, RT_SEEN_NEW, 0);
  assert_counts (continuity, 0, 0, 0);
  g_assert_cmpuint (rt_continuity_get_unknown_gaps (continuity), ==, 1);
}

static void
test_unknown_gap_may_lead_back (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  assert_sees (continuity, 500, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 503, 0, RT_SEEN_NEW, 2);
  rt_continuity_skip (continuity, -1);
  assert_sees (continuity, 1, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 2, 0, RT_SEEN_NEW, 0);
  assert_sees (continuity, 1, 0, RT_SEEN_DUPLICATE, 0);
  assert_counts (continuity, 2, 1, 0);
}

static void
test_selection_with_nothing_before (void)
{
  g_autoptr (RtContinuity) continuity = rt_continuity_new ();

  rt_continuity_set_position (continuity, 0);
  assert_sees (continuity, 37, RT_PREV_NONE, RT_SEEN_NEW, 0);
  assert_sees (continuity, 60, 37, RT_SEEN_NEW, 0);
  assert_counts (continuity, 0, 0, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/continuity/what-the-sender-has-reached-is-over", test_what_the_sender_has_reached_is_over);
  g_test_add_func ("/continuity/a-gap-explains-what-is-reached", test_a_gap_explains_what_is_reached);
  g_test_add_func ("/continuity/first-number-is-the-beginning", test_first_number_is_the_beginning);
  g_test_add_func ("/continuity/jump-is-a-loss", test_jump_is_a_loss);
  g_test_add_func ("/continuity/late-number-is-reordered-not-lost", test_late_number_is_reordered_not_lost);
  g_test_add_func ("/continuity/again-is-a-duplicate", test_again_is_a_duplicate);
  g_test_add_func ("/continuity/any-order-adds-up", test_any_order_adds_up);
  g_test_add_func ("/continuity/position-is-where-nothing-may-be-missing",
                   test_position_is_where_nothing_may_be_missing);
  g_test_add_func ("/continuity/restart-keeps-the-counts", test_restart_keeps_the_counts);
  g_test_add_func ("/continuity/holes-are-bounded", test_holes_are_bounded);
  g_test_add_func ("/continuity/selection/is-in-order-by-prev", test_selection_is_in_order_by_prev);
  g_test_add_func ("/continuity/selection/loses-at-least-one", test_selection_loses_at_least_one);
  g_test_add_func ("/continuity/selection/late-numbers-tell-the-truth", test_selection_late_numbers_tell_the_truth);
  g_test_add_func ("/continuity/selection/late-in-any-order", test_selection_late_in_any_order);
  g_test_add_func ("/continuity/selection/late-first-number", test_selection_late_first_number);
  g_test_add_func ("/continuity/selection/with-nothing-before", test_selection_with_nothing_before);
  g_test_add_func ("/continuity/gap/is-counted-once", test_announced_gap_is_counted_once);
  g_test_add_func ("/continuity/gap/still-knows-duplicates", test_announced_gap_still_knows_duplicates);
  g_test_add_func ("/continuity/gap/of-unknown-size-is-no-number", test_unknown_gap_is_no_number);
  g_test_add_func ("/continuity/gap/of-unknown-size-may-lead-back", test_unknown_gap_may_lead_back);

  return g_test_run ();
}
