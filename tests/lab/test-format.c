/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-format.h"

#include <math.h>
#include <string.h>

typedef struct {
  double      value;
  const char *text;
} Case;

static void
assert_texts (char      *(*format) (double),
              const Case  *cases,
              gsize        n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *text = format (cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
assert_cases (char      *(*format) (double),
              const Case  *cases,
              gsize        n_cases)
{
  assert_texts (format, cases, n_cases);
  for (gsize i = 0; i < n_cases; i++)
    g_assert_cmpint (g_utf8_strlen (cases[i].text, -1), <=, RT_FORMAT_WIDTH);
}

static void
test_bytes (void)
{
  static const Case cases[] = {
    { 0, "0 B" }, { 5, "5 B" }, { 51.25, "51.2 B" }, { 2.5, "2.50 B" }, { 412, "412 B" },
    { 999, "999 B" }, { 1000, "1.00 kB" }, { 12400, "12.4 kB" }, { 123456, "123 kB" },
    { 1.5e6, "1.50 MB" }, { 2e9, "2.00 GB" }, { 3e12, "3.00 TB" },
  };

  assert_cases (rt_format_bytes, cases, G_N_ELEMENTS (cases));
}

static void
test_rounds_into_the_next_unit (void)
{
  static const Case cases[] = {
    { 999.4, "999 B" }, { 999.7, "1.00 kB" }, { 9.996e3, "10.0 kB" },
    { 99960, "100 kB" }, { 999600, "1.00 MB" },
  };

  assert_cases (rt_format_bytes, cases, G_N_ELEMENTS (cases));
}

static void
test_rate (void)
{
  static const Case cases[] = {
    { 0, "0 B/s" }, { 12400, "12.4 kB/s" }, { 123e6, "123 MB/s" },
  };

  assert_cases (rt_format_rate, cases, G_N_ELEMENTS (cases));
}

static void
test_duration (void)
{
  static const Case cases[] = {
    { 0, "0 µs" }, { 200, "200 µs" }, { 480e3, "480 ms" }, { 1234567, "1.23 s" },
    { 59.94e6, "59.9 s" }, { 59.96e6, "1.00 min" }, { 90e6, "1.50 min" },
    { 7200e6, "2.00 h" },
  };

  assert_cases (rt_format_duration_us, cases, G_N_ELEMENTS (cases));
}

static void
test_elapsed (void)
{
  static const Case cases[] = {
    { 0, "0 µs" }, { 480e3, "480 ms" }, { 59.9e6, "59.9 s" }, { 60e6, "1 min 0 s" }, { 64.9e6, "1 min 4 s" },
    { 3599.9e6, "59 min 59 s" }, { 7530e6, "2 h 5 min" }, { -1, RT_FORMAT_UNKNOWN },
  };

  assert_texts (rt_format_elapsed_us, cases, G_N_ELEMENTS (cases));
}

static char *
format_number (double value)
{
  return rt_format_number (value, 15);
}

static void
test_number (void)
{
  static const Case cases[] = { { 0, "0" }, { 42.5, "42.5" }, { -7, "−7" }, { 1e-5, "1e-05" } };

  assert_texts (format_number, cases, G_N_ELEMENTS (cases));
}

static void
test_left (void)
{
  static const Case cases[] = {
    { 0, "0 s left" }, { 59.4, "59 s left" }, { 59.6, "1 min left" }, { 300, "5 min left" },
    { 3569, "59 min left" }, { 3571, "1.0 h left" }, { 5400, "1.5 h left" },
  };

  assert_texts (rt_format_left, cases, G_N_ELEMENTS (cases));
}

static void
test_share (void)
{
  static const Case cases[] = {
    { 0, "0 %" }, { 0.0001, "< 0.1 %" }, { 0.034, "3.4 %" }, { 0.72, "72 %" },
    { 0.7241, "72.4 %" }, { 0.9996, "> 99.9 %" }, { 1, "100 %" },
  };

  assert_cases (rt_format_share, cases, G_N_ELEMENTS (cases));
}

static void
test_count (void)
{
  static const Case cases[] = {
    { 0, "0" }, { 999, "999" }, { 1234, "1.23 k" }, { 5e6, "5.00 M" },
  };

  assert_cases (rt_format_count, cases, G_N_ELEMENTS (cases));
}

static void
test_unknown (void)
{
  static const Case cases[] = {
    { -1, RT_FORMAT_UNKNOWN }, { NAN, RT_FORMAT_UNKNOWN },
  };

  assert_cases (rt_format_bytes, cases, G_N_ELEMENTS (cases));
  assert_cases (rt_format_rate, cases, G_N_ELEMENTS (cases));
  assert_cases (rt_format_duration_us, cases, G_N_ELEMENTS (cases));
  assert_cases (rt_format_share, cases, G_N_ELEMENTS (cases));
  assert_cases (rt_format_count, cases, G_N_ELEMENTS (cases));
}

static void
test_clock (void)
{
  /* 2011-04-12T06:00:00.250001Z; zones differ by minutes, not by seconds. */
  gint64 us = G_GINT64_CONSTANT (1302588000250001);
  g_autofree char *seconds = rt_format_clock (us, 0);
  g_autofree char *millis = rt_format_clock (us, 3);
  g_autofree char *micros = rt_format_clock (us, 6);

  g_assert_true (g_str_has_suffix (seconds, ":00"));
  g_assert_cmpuint (strlen (seconds), ==, 8);
  g_assert_true (g_str_has_suffix (millis, ":00.250"));
  g_assert_true (g_str_has_suffix (micros, ":00.250001"));
  g_assert_true (g_str_has_prefix (micros, seconds));
}

/* A second may begin meanwhile. */
static void
test_moment (void)
{
  g_autofree char *before = rt_format_clock (g_get_real_time (), 0);
  g_autofree char *now = rt_format_moment (g_get_monotonic_time (), 0);
  g_autofree char *after = rt_format_clock (g_get_real_time (), 0);

  g_assert_true (g_str_equal (now, before) || g_str_equal (now, after));
}

static void
test_sentence (void)
{
  g_autofree char *bare = rt_format_sentence ("Connection refused");
  g_autofree char *whole = rt_format_sentence ("It was lost.");

  g_assert_cmpstr (bare, ==, "Connection refused.");
  g_assert_cmpstr (whole, ==, "It was lost.");
}

static void
test_plain (void)
{
  g_autofree char *large = rt_format_plain (623.4, 2);
  g_autofree char *small = rt_format_plain (0.0123, 2);

  g_assert_cmpstr (large, ==, "620");
  g_assert_cmpstr (small, ==, "0.012");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/bytes/three-digits-with-the-right-unit", test_bytes);
  g_test_add_func ("/format/bytes/what-rounds-up-moves-to-the-next-unit",
                   test_rounds_into_the_next_unit);
  g_test_add_func ("/format/rate/is-bytes-a-second", test_rate);
  g_test_add_func ("/format/duration/from-microseconds-to-hours", test_duration);
  g_test_add_func ("/format/elapsed/in-minutes-and-seconds", test_elapsed);
  g_test_add_func ("/format/number/with-a-minus", test_number);
  g_test_add_func ("/format/left/no-finer-than-one-can-believe", test_left);
  g_test_add_func ("/format/share/never-rounds-to-none-or-all", test_share);
  g_test_add_func ("/format/count/has-no-unit", test_count);
  g_test_add_func ("/format/what-is-unknown-is-a-dash", test_unknown);
  g_test_add_func ("/format/clock/has-as-many-digits-as-wanted", test_clock);
  g_test_add_func ("/format/sentence/has-one-full-stop", test_sentence);
  g_test_add_func ("/format/moment/is-the-time-of-day-it-was", test_moment);
  g_test_add_func ("/format/plain", test_plain);

  return g_test_run ();
}
