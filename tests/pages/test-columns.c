/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-column-layout.h"

static void
assert_columns (int   width,
                guint n_children,
                guint expected)
{
  g_autoptr (GtkLayoutManager) layout = rt_column_layout_new ();

  g_assert_cmpuint (rt_column_layout_get_n_columns (RT_COLUMN_LAYOUT (layout), width, n_children),
                    ==, expected);
}

static void
test_as_many_as_fit (void)
{
  assert_columns (360, 5, 1);
  assert_columns (651, 5, 1);
  assert_columns (652, 5, 2);
  assert_columns (1256, 5, 3);
  assert_columns (1316, 5, 3);
  assert_columns (1896, 5, 5);
  assert_columns (5000, 5, 5);
}

static void
test_at_least_one (void)
{
  assert_columns (0, 5, 1);
  assert_columns (100, 0, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/columns/are-as-many-as-fit", test_as_many_as_fit);
  g_test_add_func ("/columns/are-never-none", test_at_least_one);

  return g_test_run ();
}
