/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-priority.h"
#include "core/rt-slice.h"
#include "support/rt-test.h"

static void
test_is_short_until_then (void)
{
  g_assert_cmpint (rt_slice_get_us (1000), ==, RT_SLICE_US);

  rt_slice_shorten (2000);

  g_assert_cmpint (rt_slice_get_us (1999), ==, RT_SLICE_SHORT_US);
  g_assert_cmpint (rt_slice_get_us (2000), ==, RT_SLICE_US);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slice/is-short-until-then", test_is_short_until_then);
  return g_test_run ();
}
