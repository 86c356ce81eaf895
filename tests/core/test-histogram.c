/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "core/rt-histogram.h"

#define LIMIT (G_GINT64_CONSTANT (1) << 40)

/* The value between two others, so that neither minimum nor maximum helps out. */
static gint64
median_of (gint64 value)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();

  rt_histogram_record (histogram, 0);
  rt_histogram_record (histogram, value);
  rt_histogram_record (histogram, LIMIT);

  return rt_histogram_get_quantile (histogram, 0.5);
}

static void
assert_within_one_percent (gint64 value)
{
  gint64 given = median_of (value);

  if (fabs ((double) (given - value)) > 0.01 * (double) value)
    g_error ("%" G_GINT64_FORMAT " became %" G_GINT64_FORMAT, value, given);
}

static gint64
random_value (void)
{
  double exponent = g_test_rand_double_range (0, 40);

  return (gint64) exp2 (exponent);
}

static void
test_is_empty_at_first (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();

  g_assert_cmpuint (rt_histogram_get_count (histogram), ==, 0);
  g_assert_cmpint (rt_histogram_get_quantile (histogram, 0.5), ==, -1);
  g_assert_cmpint (rt_histogram_get_min (histogram), ==, -1);
  g_assert_cmpint (rt_histogram_get_max (histogram), ==, -1);
  g_assert_cmpfloat (rt_histogram_get_mean (histogram), ==, -1);
}

static void
test_small_values_are_exact (void)
{
  for (gint64 value = 0; value < 128; value++)
    g_assert_cmpint (median_of (value), ==, value);
}

static void
test_error_is_at_most_one_percent (void)
{
  for (gint64 value = 128; value < 70000; value++)
    assert_within_one_percent (value);

  for (gint64 power = 128; power < LIMIT; power *= 2)
    for (gint64 step = 0; step < 128; step++)
      {
        gint64 edge = power + power / 128 * step;

        assert_within_one_percent (edge);
        assert_within_one_percent (edge - 1);
        assert_within_one_percent (edge + 1);
      }

  for (guint i = 0; i < 100000; i++)
    assert_within_one_percent (random_value ());
}

static int
compare_values (gconstpointer a,
                gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

static void
test_quantiles_are_those_of_the_values (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();
  g_autofree gint64 *values = g_new (gint64, 10000);

  for (guint i = 0; i < 10000; i++)
    {
      values[i] = random_value ();
      rt_histogram_record (histogram, values[i]);
    }
  qsort (values, 10000, sizeof *values, compare_values);

  for (guint rank = 1; rank <= 10000; rank++)
    {
      gint64 given = rt_histogram_get_quantile (histogram, ((double) rank - 0.5) / 10000);
      double truth = (double) values[rank - 1];

      g_assert_cmpfloat (fabs ((double) given - truth), <=, 0.01 * truth);
    }
}

static void
test_quantile_never_falls (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();
  gint64 before = -1;

  for (guint i = 0; i < 1000; i++)
    rt_histogram_record_n (histogram, random_value (), (guint64) g_test_rand_int_range (1, 1000));

  for (guint i = 0; i <= 5000; i++)
    {
      gint64 now = rt_histogram_get_quantile (histogram, i / 5000.0);

      g_assert_cmpint (now, >=, before);
      before = now;
    }
}

static void
test_ends_and_mean_are_exact (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();

  rt_histogram_record (histogram, 1000001);
  rt_histogram_record_n (histogram, 1000003, 2);
  rt_histogram_record_n (histogram, 5, 0);

  g_assert_cmpuint (rt_histogram_get_count (histogram), ==, 3);
  g_assert_cmpint (rt_histogram_get_min (histogram), ==, 1000001);
  g_assert_cmpint (rt_histogram_get_max (histogram), ==, 1000003);
  g_assert_cmpint (rt_histogram_get_quantile (histogram, 0), ==, 1000001);
  g_assert_cmpint (rt_histogram_get_quantile (histogram, 1), ==, 1000003);
  g_assert_cmpfloat_with_epsilon (rt_histogram_get_mean (histogram), 3000007 / 3.0, 1e-6);
}

static void
test_clamps_what_is_out_of_range (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();

  rt_histogram_record (histogram, -3);
  rt_histogram_record (histogram, G_MININT64);
  g_assert_cmpint (rt_histogram_get_max (histogram), ==, 0);

  rt_histogram_record (histogram, LIMIT + 1);
  rt_histogram_record (histogram, G_MAXINT64);
  g_assert_cmpint (rt_histogram_get_max (histogram), ==, LIMIT);
  g_assert_cmpint (rt_histogram_get_quantile (histogram, 0.75), ==, LIMIT);
}

static void
assert_same (const RtHistogram *one,
             const RtHistogram *other)
{
  g_assert_cmpuint (rt_histogram_get_count (one), ==, rt_histogram_get_count (other));
  g_assert_cmpint (rt_histogram_get_min (one), ==, rt_histogram_get_min (other));
  g_assert_cmpint (rt_histogram_get_max (one), ==, rt_histogram_get_max (other));
  g_assert_cmpfloat_with_epsilon (rt_histogram_get_mean (one), rt_histogram_get_mean (other), 1e-3);
  for (guint i = 0; i <= 1000; i++)
    g_assert_cmpint (rt_histogram_get_quantile (one, i / 1000.0), ==,
                     rt_histogram_get_quantile (other, i / 1000.0));
}

static void
test_merging_equals_recording_together (void)
{
  g_autoptr (RtHistogram) together = rt_histogram_new ();
  g_autoptr (RtHistogram) sum = rt_histogram_new ();
  g_autoptr (RtHistogram) empty = rt_histogram_new ();

  for (guint part = 0; part < 5; part++)
    {
      g_autoptr (RtHistogram) histogram = rt_histogram_new ();

      for (guint i = 0; i < 500; i++)
        {
          gint64 value = random_value ();

          rt_histogram_record (histogram, value);
          rt_histogram_record (together, value);
        }
      rt_histogram_merge (sum, histogram);
    }
  rt_histogram_merge (sum, empty);

  assert_same (sum, together);
}

static void
test_copy_stands_alone (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();
  g_autoptr (RtHistogram) copy = NULL;

  rt_histogram_record (histogram, 100000);
  copy = rt_histogram_copy (histogram);
  assert_same (copy, histogram);

  rt_histogram_record (histogram, 5);
  g_assert_cmpuint (rt_histogram_get_count (copy), ==, 1);
  g_assert_cmpint (rt_histogram_get_min (copy), ==, 100000);
}

static void
test_reset_forgets_everything (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();

  rt_histogram_record (histogram, 100000);
  rt_histogram_reset (histogram);
  g_assert_cmpuint (rt_histogram_get_count (histogram), ==, 0);

  rt_histogram_record (histogram, 7);
  g_assert_cmpint (rt_histogram_get_quantile (histogram, 0.99), ==, 7);
  g_assert_cmpint (rt_histogram_get_min (histogram), ==, 7);
}

static void
record_again (gint64   value,
              guint64  count,
              gpointer user_data)
{
  rt_histogram_record_n (user_data, value, count);
}

static void
test_what_is_kept_makes_it_again (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();
  g_autoptr (RtHistogram) again = rt_histogram_new ();

  for (guint i = 0; i < 1000; i++)
    rt_histogram_record (histogram, random_value ());
  rt_histogram_record (histogram, LIMIT);
  rt_histogram_foreach (histogram, record_again, again);

  g_assert_true (rt_histogram_refine (again, rt_histogram_get_min (histogram), rt_histogram_get_max (histogram),
                                      rt_histogram_get_sum (histogram)));
  assert_same (again, histogram);
}

static void
test_ends_that_cannot_be_are_refused (void)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();

  g_assert_false (rt_histogram_refine (histogram, 0, 0, 0));
  rt_histogram_record_n (histogram, 1000, 2);
  g_assert_false (rt_histogram_refine (histogram, 10, 1000, 2000));
  g_assert_false (rt_histogram_refine (histogram, 1000, 2000, 2000));
  g_assert_false (rt_histogram_refine (histogram, 1001, 1000, 2000));
  g_assert_false (rt_histogram_refine (histogram, 1000, 1000, 20));
  g_assert_false (rt_histogram_refine (histogram, 1000, 1000, NAN));
  g_assert_false (rt_histogram_refine (histogram, -1, G_MAXINT64, 2000));
  g_assert_true (rt_histogram_refine (histogram, 1000, 1002, 2002));
  g_assert_cmpint (rt_histogram_get_max (histogram), ==, 1002);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/histogram/is-empty-at-first", test_is_empty_at_first);
  g_test_add_func ("/histogram/small-values-are-exact", test_small_values_are_exact);
  g_test_add_func ("/histogram/error-is-at-most-one-percent", test_error_is_at_most_one_percent);
  g_test_add_func ("/histogram/quantiles-are-those-of-the-values", test_quantiles_are_those_of_the_values);
  g_test_add_func ("/histogram/quantile-never-falls", test_quantile_never_falls);
  g_test_add_func ("/histogram/ends-and-mean-are-exact", test_ends_and_mean_are_exact);
  g_test_add_func ("/histogram/clamps-what-is-out-of-range", test_clamps_what_is_out_of_range);
  g_test_add_func ("/histogram/merging-equals-recording-together", test_merging_equals_recording_together);
  g_test_add_func ("/histogram/copy-stands-alone", test_copy_stands_alone);
  g_test_add_func ("/histogram/reset-forgets-everything", test_reset_forgets_everything);
  g_test_add_func ("/histogram/what-is-kept-makes-it-again", test_what_is_kept_makes_it_again);
  g_test_add_func ("/histogram/ends-that-cannot-be-are-refused", test_ends_that_cannot_be_are_refused);

  return g_test_run ();
}
