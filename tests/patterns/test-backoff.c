/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/rt-backoff.h"

static void
test_range_doubles_up_to_the_cap (void)
{
  RtBackoff backoff = { .base_ms = 1000 };
  const guint expected[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000 };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpuint (rt_backoff_get_range (&backoff), ==, expected[i]);
      rt_backoff_next (&backoff, 0);
    }
  backoff.failures = G_MAXUINT;
  g_assert_cmpuint (rt_backoff_get_range (&backoff), ==, RT_BACKOFF_CAP_MS);
}

static void
test_full_jitter (void)
{
  guint lowest = G_MAXUINT, highest = 0;

  for (guint i = 0; i < 1000; i++)
    {
      RtBackoff backoff = { .base_ms = 1000 };
      guint ms = rt_backoff_next (&backoff, 0);

      lowest = MIN (lowest, ms);
      highest = MAX (highest, ms);
    }

  g_assert_cmpuint (lowest, <, 100);
  g_assert_cmpuint (highest, >, 900);
  g_assert_cmpuint (highest, <=, 1000);
}

static void
test_success_begins_at_the_base (void)
{
  RtBackoff backoff = { .base_ms = 10, .failures = 7 };

  rt_backoff_succeeded (&backoff);

  g_assert_cmpuint (rt_backoff_get_range (&backoff), ==, 10);
}

static void
test_server_is_heard (void)
{
  RtBackoff backoff = { .base_ms = 10, .floor_ms = 500 };
  guint asked = rt_backoff_next (&backoff, 0);
  guint asked_more = rt_backoff_next (&backoff, 2000);
  guint asked_too_much = rt_backoff_next (&backoff, G_MAXUINT);

  g_assert_cmpuint (asked, >=, 500);
  g_assert_cmpuint (asked, <=, 510);
  g_assert_cmpuint (asked_more, >=, 2000);
  g_assert_cmpuint (asked_more, <=, 2020);
  g_assert_cmpuint (asked_too_much, <=, RT_BACKOFF_MAX_FLOOR_MS + RT_BACKOFF_CAP_MS);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backoff/range-doubles-up-to-the-cap", test_range_doubles_up_to_the_cap);
  g_test_add_func ("/backoff/full-jitter", test_full_jitter);
  g_test_add_func ("/backoff/success-begins-at-the-base", test_success_begins_at_the_base);
  g_test_add_func ("/backoff/server-is-heard", test_server_is_heard);

  return g_test_run ();
}
