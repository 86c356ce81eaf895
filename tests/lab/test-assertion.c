/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "lab/rt-assertion.h"
#include "tests/lab/result-fixture.h"

static void
assert_holds (const char *sentence)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RtAssertion) assertion = rt_assertion_parse (sentence, &error);
  g_autofree char *why = NULL;

  g_assert_no_error (error);
  g_assert_true (rt_assertion_check (assertion, rt_result_get_plan (result), &error));
  if (!rt_assertion_holds (assertion, result, &why))
    g_error ("%s", why);
  g_assert_null (why);
}

static void
assert_fails (const char *sentence,
              const char *said)
{
  g_autoptr (RtResult) result = result_new_example ();
  g_autoptr (RtAssertion) assertion = rt_assertion_parse (sentence, NULL);
  g_autofree char *why = NULL;

  g_assert_nonnull (assertion);
  g_assert_false (rt_assertion_holds (assertion, result, &why));
  g_assert_cmpstr (why, ==, said);
}

static void
assert_no_sense (const char *sentence,
                 const char *said)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_assertion_parse (sentence, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  if (strstr (error->message, said) == NULL)
    g_error ("%s: “%s” says nothing of “%s”", sentence, error->message, said);
}

static void
test_signs (void)
{
  assert_holds ("websocket.events < 101");
  assert_holds ("websocket.events <= 100");
  assert_holds ("websocket.events > 99.5");
  assert_holds ("websocket.events >= 100");
  assert_holds ("websocket.events == 100");
  assert_holds ("websocket.events != 99");
  assert_holds ("  websocket.events==100  ");
}

static void
test_units (void)
{
  assert_holds ("websocket.latency_us.p99 < 800us");
  assert_holds ("websocket.latency_us.p99 < 0.8ms");
  assert_holds ("websocket.latency_us.p99 < 0.8 ms");
  assert_holds ("websocket.latency_us.p99 < 800 µs");
  assert_holds ("websocket.latency_us.p99 < 0.0008 s");
  assert_holds ("websocket.payload_bytes == 6.4kB");
  assert_holds ("websocket.payload_bytes == 6400 B");
  assert_holds ("websocket.payload_bytes < 7 KiB");
}

static void
test_names_with_signs_and_dots (void)
{
  assert_holds ("short-polling:interval=0.25.events >= 100");
  assert_holds ("short-polling.events >= 100");
}

static void
test_says_what_it_is (void)
{
  assert_fails ("websocket.events > 100", "websocket.events > 100: not so, for websocket it is 100.");
  assert_fails ("short-polling.events<100",
                "short-polling.events<100: not so, for short-polling:interval=0.25 it is 101.");
  assert_fails ("websocket.cpu_us_per_event < 0.01ms",
                "websocket.cpu_us_per_event < 0.01ms: not so, for websocket it is 20 µs.");
}

static void
test_what_was_not_measured_never_holds (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtAssertion) less = rt_assertion_parse ("websocket.lost < 1", NULL);
  g_autoptr (RtAssertion) different = rt_assertion_parse ("websocket.lost != 1", NULL);
  g_autofree char *why = NULL;

  g_assert_false (rt_assertion_holds (less, result, &why));
  g_assert_cmpstr (why, ==, "websocket.lost < 1: not so, as it was not measured for websocket.");
  g_assert_false (rt_assertion_holds (different, result, NULL));
}

static void
test_a_name_goes_before_a_pattern (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", "websocket:name=other", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtAssertion) assertion = rt_assertion_parse ("websocket.events == 10", NULL);

  rt_result_add (result, run_new_of (0, 0, 10, 100));
  rt_result_add (result, run_new_of (1, 0, 20, 100));
  g_assert_true (rt_assertion_holds (assertion, result, NULL));
}

static void
test_all_of_a_pattern (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket:name=a", "websocket:name=b", NULL);
  g_autoptr (RtResult) result = rt_result_new (plan);
  g_autoptr (RtAssertion) assertion = rt_assertion_parse ("websocket.events == 10", NULL);

  rt_result_add (result, run_new_of (0, 0, 10, 100));
  rt_result_add (result, run_new_of (1, 0, 20, 100));
  g_assert_false (rt_assertion_holds (assertion, result, NULL));
}

static void
test_no_sense (void)
{
  assert_no_sense ("", "compares nothing");
  assert_no_sense ("websocket.events", "compares nothing");
  assert_no_sense ("websocket.events = 3", "compares nothing");
  assert_no_sense ("websocket.speed < 3", "“websocket.speed” names no figure");
  assert_no_sense ("websocket.latency_us < 3", "latency_us.p99");
  assert_no_sense (".events < 3", "“.events” names no figure");
  assert_no_sense ("events < 3", "“events” names no figure");
  assert_no_sense ("websocket.events < ", "is nothing to compare");
  assert_no_sense ("websocket.events < many", "“many” is nothing to compare");
  assert_no_sense ("websocket.events < -1", "“-1” is nothing to compare");
  assert_no_sense ("websocket.events < 1e3", "“1e3” is nothing to compare");
  assert_no_sense ("websocket.events < 1.2.3", "“1.2.3” is nothing to compare");
  assert_no_sense ("websocket.events < nan", "“nan” is nothing to compare");
  assert_no_sense ("websocket.events < 3 ms", "“3 ms” is nothing to compare “events” with");
  assert_no_sense ("websocket.latency_us.p99 < 3 kB", "1ms");
}

static void
test_who_takes_no_part (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtAssertion) assertion = rt_assertion_parse ("long-polling.events > 1", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_assertion_check (assertion, plan, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "no “long-polling” takes part; there are: websocket."));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/assertion/signs", test_signs);
  g_test_add_func ("/assertion/units", test_units);
  g_test_add_func ("/assertion/names-with-signs-and-dots", test_names_with_signs_and_dots);
  g_test_add_func ("/assertion/says-what-it-is-instead", test_says_what_it_is);
  g_test_add_func ("/assertion/what-was-not-measured-never-holds", test_what_was_not_measured_never_holds);
  g_test_add_func ("/assertion/a-name-goes-before-a-pattern", test_a_name_goes_before_a_pattern);
  g_test_add_func ("/assertion/about-a-pattern-is-about-all-of-it", test_all_of_a_pattern);
  g_test_add_func ("/assertion/what-makes-no-sense-is-said", test_no_sense);
  g_test_add_func ("/assertion/who-takes-no-part-is-said", test_who_takes_no_part);

  return g_test_run ();
}
