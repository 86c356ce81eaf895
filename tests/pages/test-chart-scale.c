/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-chart-scale.h"

static void
test_maximum (void)
{
  static const double values[][2] = {
    { 0, 1 }, { 0.3, 1 }, { 1, 1 }, { 1.5, 2 }, { 2, 2 }, { 3, 5 }, { 5.1, 10 },
    { 10, 10 }, { 412, 500 }, { 501, 1000 }, { 1000, 1000 }, { 1.1e6, 2e6 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpfloat_with_epsilon (rt_chart_scale_maximum (values[i][0]), values[i][1], 1e-6);
}

static void
test_newest_at_the_end (void)
{
  RtBar newest = rt_chart_scale_bar (240, 60, 10, 9);
  RtBar oldest = rt_chart_scale_bar (240, 60, 60, 0);

  g_assert_cmpfloat (newest.x, ==, 236);
  g_assert_cmpfloat (newest.width, ==, 3);
  g_assert_cmpfloat (oldest.x, ==, 0);
}

static void
test_narrow_bars_have_no_gap (void)
{
  g_assert_cmpfloat (rt_chart_scale_bar (60, 60, 60, 30).width, ==, 1);
  g_assert_cmpfloat (rt_chart_scale_bar (0, 60, 60, 30).width, ==, 0);
}

static void
test_height (void)
{
  g_assert_cmpfloat (rt_chart_scale_height (50, 100, 0), ==, 0);
  g_assert_cmpfloat (rt_chart_scale_height (50, 100, 40), ==, 20);
  g_assert_cmpfloat (rt_chart_scale_height (50, 100, 0.01), ==, 1);
  g_assert_cmpfloat (rt_chart_scale_height (50, 100, 1000), ==, 50);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chart/scale/ends-at-one-two-or-five", test_maximum);
  g_test_add_func ("/chart/bar/the-newest-is-at-the-end", test_newest_at_the_end);
  g_test_add_func ("/chart/bar/has-no-gap-where-there-is-no-room", test_narrow_bars_have_no_gap);
  g_test_add_func ("/chart/height/what-is-there-is-seen", test_height);

  return g_test_run ();
}
