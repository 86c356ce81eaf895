/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pages/dashboard/rt-ticker-view.h"
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
  assert_columns (1896, 5, 5);
  assert_columns (5000, 5, 5);
}

static void
test_at_least_one (void)
{
  assert_columns (0, 5, 1);
  assert_columns (100, 0, 1);
}

static void
assert_price (const char *text,
              gboolean    expected,
              double      expected_price)
{
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));
  double price = 0;

  g_assert_cmpint (rt_ticker_view_parse (data, &price), ==, expected);
  if (expected)
    g_assert_cmpfloat (price, ==, expected_price);
}

static void
test_price (void)
{
  assert_price ("{\"coins\": 42}", TRUE, 42);
  assert_price ("{\"coins\":-10,\"more\":true}", TRUE, -10);
  assert_price ("{\"coins\": \"42\"}", FALSE, 0);
  assert_price ("{\"coins\": [42]}", FALSE, 0);
  assert_price ("{\"price\": 42}", FALSE, 0);
  assert_price ("42", FALSE, 0);
  assert_price ("", FALSE, 0);
  assert_price ("hello from server", FALSE, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/columns/are-as-many-as-fit", test_as_many_as_fit);
  g_test_add_func ("/columns/are-never-none", test_at_least_one);
  g_test_add_func ("/ticker/price/is-read-and-nothing-else", test_price);

  return g_test_run ();
}
