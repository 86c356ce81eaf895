/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-whole-rows-layout.h"

static const int rows[] = { 52, 41, 57 };

static void
assert_height (int height,
               int expected)
{
  g_assert_cmpint (rt_whole_rows_layout_get_height (rows, G_N_ELEMENTS (rows), height), ==, expected);
}

static void
test_none_is_cut (void)
{
  assert_height (149, 93);
  assert_height (93, 93);
  assert_height (92, 52);
  assert_height (52, 52);
}

static void
test_all_that_fit (void)
{
  assert_height (150, 150);
  assert_height (500, 150);
}

static void
test_too_little_room (void)
{
  assert_height (51, 51);
  assert_height (0, 0);
  g_assert_cmpint (rt_whole_rows_layout_get_height (NULL, 0, 44), ==, 44);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/whole-rows/none-is-cut-at-the-edge", test_none_is_cut);
  g_test_add_func ("/whole-rows/are-all-there-where-they-fit", test_all_that_fit);
  g_test_add_func ("/whole-rows/have-all-the-room-where-the-first-does-not-fit", test_too_little_room);

  return g_test_run ();
}
