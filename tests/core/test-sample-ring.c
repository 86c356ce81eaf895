/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-sample-ring.h"
#include "support/rt-test.h"

static void
push (RtSampleRing *ring,
      double        payload,
      double        overhead)
{
  const double values[] = { payload, overhead };

  rt_sample_ring_push (ring, values);
}

static void
test_keeps_the_last_samples (void)
{
  RtSampleRing *ring = rt_sample_ring_new (3, 2);

  g_assert_cmpuint (rt_sample_ring_get_capacity (ring), ==, 3);
  g_assert_cmpuint (rt_sample_ring_get_n_series (ring), ==, 2);
  g_assert_cmpuint (rt_sample_ring_get_length (ring), ==, 0);

  for (guint i = 1; i <= 8; i++)
    {
      push (ring, i, -(double) i);
      g_assert_cmpuint (rt_sample_ring_get_length (ring), ==, MIN (i, 3));
      g_assert_cmpfloat (rt_sample_ring_get (ring, 0, 0), ==, i > 3 ? i - 2 : 1);
      g_assert_cmpfloat (rt_sample_ring_get (ring, 1, MIN (i, 3) - 1), ==, -(double) i);
    }

  rt_test_assert_last_unref (ring);
}

static void
test_maximum_is_of_what_is_there (void)
{
  RtSampleRing *ring = rt_sample_ring_new (2, 2);

  g_assert_cmpfloat (rt_sample_ring_get_maximum (ring, 0), ==, 0);
  push (ring, 9, -9);
  push (ring, 3, -3);
  g_assert_cmpfloat (rt_sample_ring_get_maximum (ring, 0), ==, 9);
  g_assert_cmpfloat (rt_sample_ring_get_maximum (ring, 1), ==, -3);
  push (ring, 4, -4);
  g_assert_cmpfloat (rt_sample_ring_get_maximum (ring, 0), ==, 4);

  rt_test_assert_last_unref (ring);
}

static void
test_knows_when_the_latest_came (void)
{
  RtSampleRing *ring = rt_sample_ring_new (2, 2);
  gint64 before = g_get_monotonic_time ();

  g_assert_cmpint (rt_sample_ring_get_when (ring), ==, 0);
  push (ring, 1, 1);
  g_assert_cmpint (rt_sample_ring_get_when (ring), >=, before);
  g_assert_cmpint (rt_sample_ring_get_when (ring), <=, g_get_monotonic_time ());
  rt_sample_ring_clear (ring);
  g_assert_cmpint (rt_sample_ring_get_when (ring), ==, 0);

  rt_test_assert_last_unref (ring);
}

static void
count (RtSampleRing *ring,
       guint        *n_changes)
{
  *n_changes += 1;
}

static void
test_tells_each_sample_once (void)
{
  RtSampleRing *ring = rt_sample_ring_new (2, 2);
  guint n_changes = 0;

  g_signal_connect (ring, "changed", G_CALLBACK (count), &n_changes);
  rt_sample_ring_clear (ring);
  g_assert_cmpuint (n_changes, ==, 0);
  for (guint i = 1; i <= 5; i++)
    {
      push (ring, i, i);
      g_assert_cmpuint (n_changes, ==, i);
    }
  rt_sample_ring_clear (ring);
  g_assert_cmpuint (n_changes, ==, 6);
  g_assert_cmpuint (rt_sample_ring_get_length (ring), ==, 0);

  push (ring, 42, 0);
  g_assert_cmpfloat (rt_sample_ring_get (ring, 0, 0), ==, 42);

  rt_test_assert_last_unref (ring);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sample-ring/keeps-the-last-samples", test_keeps_the_last_samples);
  g_test_add_func ("/sample-ring/maximum-is-of-what-is-there", test_maximum_is_of_what_is_there);
  g_test_add_func ("/sample-ring/knows-when-the-latest-came", test_knows_when_the_latest_came);
  g_test_add_func ("/sample-ring/tells-each-sample-once", test_tells_each_sample_once);

  return g_test_run ();
}
