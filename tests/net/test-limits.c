/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-allowance.h"
#include "net/rt-caller.h"
#include "net/rt-limits.h"
#include "support/rt-test.h"

static void
test_table (void)
{
  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      const RtLimitInfo *info = rt_limit_get_info (i);
      RtLimitKind kind;

      g_assert_true (g_regex_match_simple ("^[a-z]+(-[a-z]+)*$", info->name, 0, 0));
      g_assert_true (rt_limit_lookup (info->name, &kind));
      g_assert_cmpint (kind, ==, i);
      g_assert_cmpuint (info->minimum, <=, info->standard);
      g_assert_cmpuint (info->standard, <=, info->maximum);
      g_assert_true (info->unit == RT_LIMIT_UNIT_NONE || info->minimum < info->maximum);
      g_assert_cmpuint (strlen (info->title), >, 0);
      g_assert_cmpuint (strlen (info->sentence), >, 0);
      g_assert_true (i == 0 || rt_limit_get_info (i - 1)->group <= info->group);
    }
}

static void
test_values (void)
{
  g_autoptr (RtLimits) limits = rt_limits_new ();

  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      const RtLimitInfo *info = rt_limit_get_info (i);

      g_assert_cmpuint (rt_limits_get (limits, i), ==, info->standard);
      rt_limits_set (limits, i, G_MAXUINT64);
      g_assert_cmpuint (rt_limits_get (limits, i), ==, info->maximum);
      rt_limits_set (limits, i, 0);
      g_assert_cmpuint (rt_limits_get (limits, i), ==, info->minimum);
    }
}

static void
test_guard (void)
{
  g_autoptr (RtLimits) limits = rt_limits_new ();
  RtGuardLimits guard;

  memset (&guard, 0, sizeof guard);
  rt_limits_fill_guard (limits, &guard);
  g_assert_cmpuint (guard.max_head, ==, rt_guard_default_limits.max_head);
  g_assert_cmpuint (guard.max_fields, ==, rt_guard_default_limits.max_fields);
  g_assert_cmpuint (guard.head_deadline_ms, ==, rt_guard_default_limits.head_deadline_ms);
  g_assert_cmpuint (guard.idle_deadline_ms, ==, rt_guard_default_limits.idle_deadline_ms);
  g_assert_cmpuint (guard.body_deadline_ms, ==, rt_guard_default_limits.body_deadline_ms);
  g_assert_cmpuint (guard.output_deadline_ms, ==, rt_guard_default_limits.output_deadline_ms);
  g_assert_cmpuint (guard.min_body_rate, ==, rt_guard_default_limits.min_body_rate);
  g_assert_cmpuint (guard.max_pipelined, ==, rt_guard_default_limits.max_pipelined);

  rt_limits_set (limits, RT_LIMIT_HEAD_TIME, 7);
  rt_limits_fill_guard (limits, &guard);
  g_assert_cmpuint (guard.head_deadline_ms, ==, 7000);
}

static void
test_hits (void)
{
  g_autoptr (RtLimits) limits = rt_limits_new ();

  rt_limits_hit (limits, RT_LIMIT_FIELDS);
  rt_limits_hit (limits, RT_LIMIT_FIELDS);
  for (guint i = 0; i < RT_N_LIMITS; i++)
    g_assert_cmpuint (rt_limits_get_hits (limits, i), ==, i == RT_LIMIT_FIELDS ? 2 : 0);
}

static void
test_parse (void)
{
  static const struct {
    const char *text;
    int         error;   /* -1: none */
  } cases[] = {
    { "max-fields=50", -1 },
    { "max-fields=10", -1 },
    { "max-fields=9", RT_LIMIT_ERROR_VALUE },
    { "max-fields=1001", RT_LIMIT_ERROR_VALUE },
    { "max-fields=", RT_LIMIT_ERROR_VALUE },
    { "max-fields", RT_LIMIT_ERROR_VALUE },
    { "max-fields=-1", RT_LIMIT_ERROR_VALUE },
    { "max-fields=12x", RT_LIMIT_ERROR_VALUE },
    { "max-fields=99999999999999999999", RT_LIMIT_ERROR_VALUE },
    { "max-field=50", RT_LIMIT_ERROR_NAME },
    { "=50", RT_LIMIT_ERROR_NAME },
    { "", RT_LIMIT_ERROR_NAME },
    { "compression=1", RT_LIMIT_ERROR_NAME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      RtLimitKind kind;
      guint64 value;

      g_assert_cmpint (rt_limit_parse (cases[i].text, &kind, &value, &error), ==, cases[i].error < 0);
      if (cases[i].error >= 0)
        g_assert_error (error, RT_LIMIT_ERROR, cases[i].error);
      else
        g_assert_cmpint (kind, ==, RT_LIMIT_FIELDS);
    }
}

static void
test_errors (void)
{
  static const struct {
    RtGuardError error;
    RtLimitKind  kind;
    guint        status;
  } cases[] = {
    { RT_GUARD_ERROR_HEAD_TOO_LARGE, RT_LIMIT_HEAD_BYTES, 431 },
    { RT_GUARD_ERROR_TOO_MANY_FIELDS, RT_LIMIT_FIELDS, 431 },
    { RT_GUARD_ERROR_AMBIGUOUS, RT_LIMIT_REQUEST_SYNTAX, 400 },
    { RT_GUARD_ERROR_MALFORMED, RT_LIMIT_REQUEST_SYNTAX, 400 },
    { RT_GUARD_ERROR_TIMEOUT, RT_LIMIT_HEAD_TIME, 408 },
    { RT_GUARD_ERROR_BODY_TIMEOUT, RT_LIMIT_BODY_WAIT, 408 },
    { RT_GUARD_ERROR_TOO_SLOW, RT_LIMIT_BODY_RATE, 408 },
    { RT_GUARD_ERROR_PIPELINED, RT_LIMIT_PIPELINED_BYTES, 429 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (RT_GUARD_ERROR, cases[i].error, "words");

      g_assert_cmpint (rt_limit_of_error (error), ==, cases[i].kind);
      g_assert_cmpuint (rt_guard_get_status (error), ==, cases[i].status);
    }
}

static void
test_allowance (void)
{
  RtAllowance allowance = { 0 };
  gint64 now = 1000 * G_USEC_PER_SEC;
  guint taken = 0;

  for (guint i = 0; i < 10; i++)
    g_assert_true (rt_allowance_take (&allowance, 10, now));
  g_assert_false (rt_allowance_take (&allowance, 10, now));

  /* A tenth of a second later there is one more, and no two. */
  g_assert_true (rt_allowance_take (&allowance, 10, now + G_USEC_PER_SEC / 10));
  g_assert_false (rt_allowance_take (&allowance, 10, now + G_USEC_PER_SEC / 10));

  /* Whoever tries all the time gets what there is: ten a second. */
  for (gint64 at = now + G_USEC_PER_SEC; at < now + 11 * G_USEC_PER_SEC; at += 1000)
    taken += rt_allowance_take (&allowance, 10, at);
  g_assert_cmpuint (taken, >=, 100);
  g_assert_cmpuint (taken, <=, 111);
}

static RtCaller *
enter (RtCallers  *callers,
       const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return rt_callers_enter (callers, inet);
}

static void
test_callers (void)
{
  static const struct {
    const char *one;
    const char *other;
    gboolean    same;
    gboolean    loopback;
  } cases[] = {
    { "127.0.0.1", "::1", TRUE, TRUE },
    { "127.0.0.1", "127.9.9.9", TRUE, TRUE },
    { "127.0.0.1", "::ffff:127.0.0.1", TRUE, TRUE },
    { "192.0.2.1", "::ffff:192.0.2.1", TRUE, FALSE },
    { "192.0.2.1", "192.0.2.2", FALSE, FALSE },
    { "2001:db8::1", "2001:db8::ffff:2", TRUE, FALSE },
    { "2001:db8::1", "2001:db8:0:1::1", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RtCallers) callers = rt_callers_new ();
      g_autoptr (RtCaller) one = enter (callers, cases[i].one);
      g_autoptr (RtCaller) other = enter (callers, cases[i].other);

      g_assert_cmpint (one == other, ==, cases[i].same);
      g_assert_cmpint (rt_caller_is_loopback (one), ==, cases[i].loopback);
      g_assert_cmpuint (rt_caller_get_connections (one), ==, cases[i].same ? 2 : 1);
      g_assert_cmpuint (rt_callers_length (callers), ==, cases[i].same ? 1 : 2);
    }
}

/* Who comes anew for each request is not forgotten in between. */
static void
test_memory (void)
{
  g_autoptr (RtCallers) callers = rt_callers_new ();
  gint64 now = 1000 * G_USEC_PER_SEC;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (RtCaller) caller = enter (callers, "192.0.2.1");

      g_assert_cmpint (rt_caller_may_ask (caller, 5, now), ==, i < 5);
      rt_caller_leave (caller, now);
      rt_callers_forget (callers, now);
    }
  g_assert_cmpuint (rt_callers_length (callers), ==, 1);

  rt_callers_forget (callers, now + 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (rt_callers_length (callers), ==, 0);
}

static void
test_bound (void)
{
  g_autoptr (RtCallers) callers = rt_callers_new ();

  for (guint i = 0; i < RT_CALLERS_MAX_REMEMBERED + 100; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.1.%u.%u", i / 256, i % 256);
      g_autoptr (RtCaller) caller = enter (callers, address);

      rt_caller_leave (caller, 0);
    }

  g_assert_cmpuint (rt_callers_length (callers), ==, RT_CALLERS_MAX_REMEMBERED);
}

/* A caller outlives the server it called. */
static void
test_outlive (void)
{
  RtCallers *callers = rt_callers_new ();
  g_autoptr (RtCaller) caller = enter (callers, "192.0.2.1");

  rt_callers_free (callers);
  rt_caller_leave (caller, 0);

  g_assert_cmpuint (rt_caller_get_connections (caller), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/limits/table-is-complete", test_table);
  g_test_add_func ("/limits/values-stay-within-their-bounds", test_values);
  g_test_add_func ("/limits/are-those-of-the-guard", test_guard);
  g_test_add_func ("/limits/count-each-hit-for-one", test_hits);
  g_test_add_func ("/limits/read-name-and-value", test_parse);
  g_test_add_func ("/limits/know-the-errors-of-the-guard", test_errors);
  g_test_add_func ("/limits/allow-so-many-a-second", test_allowance);
  g_test_add_func ("/limits/callers/are-told-apart-by-address-or-network", test_callers);
  g_test_add_func ("/limits/callers/are-remembered-for-a-second", test_memory);
  g_test_add_func ("/limits/callers/are-bounded", test_bound);
  g_test_add_func ("/limits/callers/outlive-the-server", test_outlive);

  return g_test_run ();
}
