/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "lab/rt-trace.h"
#include "support/rt-test.h"

static void
ask (RtTrace    *trace,
     guint       n,
     const char *body)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *request = g_strdup_printf ("POST /%u HTTP/1.1\r\nContent-Length: %zu\r\n\r\n", i, strlen (body));

      rt_trace_sent (trace, 7, request, strlen (request));
      rt_trace_sent (trace, 7, body, strlen (body));
      rt_trace_received (trace, 7, "HTTP/1.1 204 No Content\r\n\r\n", 27);
    }
}

static char *
dup_summary (RtTrace *trace,
             guint    position)
{
  g_autoptr (RtTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), position);

  return item != NULL ? g_strdup (rt_trace_item_get_summary (item)) : NULL;
}

static guint
get_length (RtTrace *trace)
{
  return g_list_model_get_n_items (G_LIST_MODEL (trace));
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_waits (void)
{
  RtTrace *trace = rt_trace_new ();
  guint n_changes = 0, n_completed = 0;

  g_signal_connect_swapped (trace, "items-changed", G_CALLBACK (count), &n_changes);
  g_signal_connect_swapped (trace, "completed", G_CALLBACK (count), &n_completed);
  rt_trace_opened (trace, 7, TRUE);
  ask (trace, 2, "");
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_cmpuint (n_completed, ==, 5);

  g_assert_true (rt_trace_show (trace));

  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (get_length (trace), ==, 5);
  g_assert_false (rt_trace_show (trace));
  g_assert_cmpuint (n_changes, ==, 1);
  rt_test_assert_last_unref (trace);
}

static void
test_step (void)
{
  g_autoptr (RtTrace) trace = rt_trace_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  rt_trace_opened (trace, 7, TRUE);
  ask (trace, 1, "");

  g_assert_true (rt_trace_step (trace));
  g_assert_true (rt_trace_step (trace));

  g_assert_cmpuint (get_length (trace), ==, 2);
  g_assert_cmpuint (rt_trace_get_n_waiting (trace), ==, 1);
  first = dup_summary (trace, 0);
  second = dup_summary (trace, 1);
  g_assert_cmpstr (first, ==, "connection opened");
  g_assert_cmpstr (second, ==, "POST /0");
  g_assert_true (rt_trace_step (trace));
  g_assert_false (rt_trace_step (trace));
}

static void
test_items_bounded (void)
{
  g_autoptr (RtTrace) trace = rt_trace_new ();
  g_autofree char *first = NULL;

  rt_trace_opened (trace, 7, TRUE);
  ask (trace, RT_TRACE_MAX_ITEMS, "");
  g_assert_cmpuint (rt_trace_get_n_waiting (trace), ==, RT_TRACE_MAX_ITEMS);
  g_assert_cmpuint (rt_trace_get_n_behind (trace), ==, 2 * RT_TRACE_MAX_ITEMS + 1);
  rt_trace_show (trace);
  ask (trace, 1, "");
  rt_trace_show (trace);

  g_assert_cmpuint (get_length (trace), ==, RT_TRACE_MAX_ITEMS);
  first = dup_summary (trace, 0);
  g_assert_cmpstr (first, ==, "POST /151");
}

static void
test_bytes_bounded (void)
{
  g_autoptr (RtTrace) trace = rt_trace_new ();
  g_autofree char *body = g_strnfill (100000, 'x');
  gsize sum = 0;

  rt_trace_opened (trace, 7, TRUE);
  ask (trace, 30, body);
  rt_trace_show (trace);
  ask (trace, 30, body);
  rt_trace_show (trace);

  for (guint i = 0; i < get_length (trace); i++)
    {
      g_autoptr (RtTraceItem) item = g_list_model_get_item (G_LIST_MODEL (trace), i);
      g_autoptr (GBytes) bytes = rt_trace_item_get_bytes (item);

      sum += g_bytes_get_size (bytes);
    }
  g_assert_cmpuint (sum, <=, RT_TRACE_MAX_BYTES);
  g_assert_cmpuint (sum, >, RT_TRACE_MAX_BYTES - 2 * RT_TRACE_MAX_ITEM_BYTES);
}

static void
test_large_item (void)
{
  g_autoptr (RtTrace) trace = rt_trace_new ();
  g_autofree char *body = g_strnfill (100000, 'x');
  g_autoptr (RtTraceItem) item = NULL;
  g_autoptr (GBytes) bytes = NULL;

  rt_trace_opened (trace, 7, TRUE);
  ask (trace, 1, body);
  rt_trace_show (trace);

  item = g_list_model_get_item (G_LIST_MODEL (trace), 1);
  bytes = rt_trace_item_get_bytes (item);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, RT_TRACE_MAX_ITEM_BYTES);
  g_assert_cmpint (rt_trace_item_get_payload (item), ==, 100000);
  g_assert_cmpuint (rt_trace_item_get_size (item), ==, 100000 + strlen ("POST /0 HTTP/1.1\r\nContent-Length: 100000\r\n\r\n"));
}

static void
test_grows (void)
{
  g_autoptr (RtTrace) trace = rt_trace_new ();
  g_autoptr (RtTraceItem) item = NULL;
  guint n_notified = 0;

  rt_trace_opened (trace, 7, TRUE);
  rt_trace_sent (trace, 7, "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\npi", 40);
  rt_trace_show (trace);
  item = g_list_model_get_item (G_LIST_MODEL (trace), 1);
  g_signal_connect_swapped (item, "notify::complete", G_CALLBACK (count), &n_notified);
  g_assert_false (rt_trace_item_get_complete (item));
  g_assert_cmpuint (rt_trace_item_get_size (item), ==, 40);

  rt_trace_sent (trace, 7, "ng", 2);

  g_assert_true (rt_trace_item_get_complete (item));
  g_assert_cmpuint (rt_trace_item_get_size (item), ==, 42);
  g_assert_cmpuint (n_notified, ==, 1);
}

static void
test_reconnects (void)
{
  g_autoptr (RtTrace) trace = rt_trace_new ();
  g_autofree char *last = NULL;
  g_autofree char *before = NULL;

  rt_trace_opened (trace, 7, TRUE);
  rt_trace_closed (trace, 7);
  rt_trace_add_fault (trace, "Cut", 5);
  rt_trace_opened (trace, 8, TRUE);
  rt_trace_received (trace, 7, "nobody is there", 15);
  rt_trace_show (trace);

  g_assert_cmpuint (get_length (trace), ==, 4);
  before = dup_summary (trace, 1);
  last = dup_summary (trace, 2);
  g_assert_cmpstr (before, ==, "connection closed");
  g_assert_cmpstr (last, ==, "Cut");
}

static char *
dup_shown (const char *request)
{
  g_autoptr (RtTrace) trace = rt_trace_new ();
  g_autoptr (RtTraceItem) item = NULL;
  g_autoptr (RtTraceItem) shown = NULL;
  g_autoptr (GBytes) bytes = NULL;

  rt_trace_opened (trace, 7, TRUE);
  rt_trace_sent (trace, 7, request, strlen (request));
  rt_trace_show (trace);
  item = g_list_model_get_item (G_LIST_MODEL (trace), 1);
  shown = rt_trace_item_dup_shown (item);
  bytes = rt_trace_item_get_bytes (shown);
  g_assert_cmpstr (rt_trace_item_get_summary (shown), ==, rt_trace_item_get_summary (item));
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_shown (void)
{
  static const struct {
    const char *request;
    const char *shown;
  } cases[] = {
    { "GET /a?after=4&token=abc&x=1 HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /a?after=4&token=***&x=1 HTTP/1.1\r\nHost: h\r\n\r\n" },
    { "GET /a?%74oken=abc HTTP/1.1\r\n\r\n", "GET /a?%74oken=*** HTTP/1.1\r\n\r\n" },
    { "GET /token=abc HTTP/1.1\r\n\r\n", "GET /token=abc HTTP/1.1\r\n\r\n" },
    { "GET / HTTP/1.1\r\nauthorization: Bearer abc\r\nX: y\r\n\r\n",
      "GET / HTTP/1.1\r\nauthorization: Bearer ***\r\nX: y\r\n\r\n" },
    { "GET / HTTP/1.1\r\nAuthorization: abc\r\n\r\n", "GET / HTTP/1.1\r\nAuthorization: ***\r\n\r\n" },
    { "POST / HTTP/1.1\r\nContent-Length: 18\r\n\r\nAuthorization: abc",
      "POST / HTTP/1.1\r\nContent-Length: 18\r\n\r\nAuthorization: abc" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = dup_shown (cases[i].request);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/what-happens-waits-to-be-shown", test_waits);
  g_test_add_func ("/trace/a-step-shows-one", test_step);
  g_test_add_func ("/trace/the-oldest-give-way", test_items_bounded);
  g_test_add_func ("/trace/bytes-are-bounded", test_bytes_bounded);
  g_test_add_func ("/trace/of-a-large-item-the-first-bytes-are-kept-and-all-counted", test_large_item);
  g_test_add_func ("/trace/an-item-grows-until-it-is-complete", test_grows);
  g_test_add_func ("/trace/connections-end-and-others-begin", test_reconnects);
  g_test_add_func ("/trace/what-lets-somebody-in-is-not-handed-on", test_shown);

  return g_test_run ();
}
