/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/request-response/rt-request-client.h"
#include "script.h"
#include "support/rt-test.h"

static void
init (Script             *script,
      guint               interval_ms,
      const char * const *answers)
{
  script_init (script, RT_TYPE_REQUEST_CLIENT, "/hello?x", answers);
  g_object_set (script->client, "interval-ms", interval_ms, NULL);
}

static void
post (Script     *script,
      const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  rt_client_send (script->client, data, FALSE, &error);
  g_assert_no_error (error);
}

static void
test_posts (void)
{
  static const char * const answers[] = { OK ("", "pong"), OK ("", ""), OK ("", "{}"), NULL };
  Script script;
  const RtTraffic *traffic;
  g_autofree char *text = NULL, *json = NULL, *custom = NULL;

  init (&script, 0, answers);
  rt_client_set_header (script.client, "X-Custom", "mine");
  rt_client_start (script.client);
  g_assert_cmpint (rt_client_get_state (script.client), ==, RT_CLIENT_OPEN);
  post (&script, "ping");
  post (&script, "{\"a\": 1}");
  post (&script, "");
  watcher_wait_answers (&script.watcher, 3);
  traffic = rt_client_get_traffic (script.client);
  text = raw_request_dup_header (raw_server_get_request (script.server, 0), "Content-Type");
  json = raw_request_dup_header (raw_server_get_request (script.server, 1), "Content-Type");
  custom = raw_request_dup_header (raw_server_get_request (script.server, 1), "X-Custom");

  g_assert_true (g_str_has_prefix (raw_server_get_request (script.server, 0), "POST /hello?x HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (raw_server_get_request (script.server, 0), "\r\n\r\nping"));
  g_assert_true (g_str_has_suffix (raw_server_get_request (script.server, 1), "\r\n\r\n{\"a\": 1}"));
  g_assert_cmpstr (text, ==, "text/plain");
  g_assert_cmpstr (json, ==, "application/json");
  g_assert_cmpstr (custom, ==, "mine");
  g_assert_cmpstr (script.watcher.answers->str, ==, "200 200- 200");
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] pong  {}");
  g_assert_cmpuint (traffic->payload_out, ==, 12);
  g_assert_cmpuint (traffic->payload_in, ==, 6);
  g_assert_cmpuint (traffic->requests, ==, 3);
  g_assert_cmpuint (traffic->empty, ==, 1);
  g_assert_cmpuint (traffic->connections_opened, ==, 1);
  g_assert_cmpuint (rt_histogram_get_count (traffic->latency), ==, 3);
  g_assert_cmpint (rt_client_get_latest (script.client)->latency_us, >, 0);
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_asks_by_interval (void)
{
  static const char * const answers[] = { OK ("", "a"), OK ("", "a"), OK ("", "b"), NULL };
  Script script;

  init (&script, 2, answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 4);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] a a b");
  g_assert_true (g_str_has_prefix (raw_server_get_request (script.server, 0), "GET /hello?x HTTP/1.1\r\n"));
  script_clear (&script);
}

static void
test_error_statuses_are_told (void)
{
  static const char * const answers[] = {
    "+HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", OK ("", "a"), NULL };
  Script script;

  init (&script, 0, answers);
  rt_client_start (script.client);
  post (&script, "x");
  watcher_wait_answers (&script.watcher, 1);

  watcher_assert_reason (&script.watcher, "answered 404 Not Found.");
  g_assert_cmpint (rt_client_get_state (script.client), ==, RT_CLIENT_OPEN);
  g_assert_cmpuint (script.watcher.n_messages, ==, 0);

  post (&script, "y");
  watcher_wait_messages (&script.watcher, 1);
  g_assert_null (rt_client_get_reason (script.client));
  script_clear (&script);
}

static void
test_broken_answer_to_a_post (void)
{
  static const char * const answers[] = {
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", OK ("", "a"), "", OK ("", "b"), NULL };
  Script script;

  init (&script, 0, answers);
  rt_client_start (script.client);
  post (&script, "1");
  post (&script, "2");
  post (&script, "3");
  post (&script, "4");
  watcher_wait_messages (&script.watcher, 2);

  g_assert_cmpuint (script.server->requests->len, ==, 4);
  g_assert_true (g_str_has_suffix (raw_server_get_request (script.server, 3), "4"));
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] a b");
  script_assert_wire (&script);
  script_clear (&script);
}

static void
init_again (Script             *script,
            guint               retries,
            const char * const *answers)
{
  init (script, 0, answers);
  g_object_set (script->client, "post-retries", retries, "retry-ms", 1, NULL);
  rt_client_set_header (script->client, "Idempotency-Key", "\"a\"");
  rt_client_start (script->client);
}

static void
test_lost_answer_is_asked_for_again (void)
{
  static const char * const answers[] = { "", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", OK ("", "a"),
                                          OK ("", "b"), NULL };
  Script script;

  init_again (&script, 2, answers);
  post (&script, "1");
  watcher_wait_reason (&script.watcher, "No answer: asking again");
  watcher_wait_messages (&script.watcher, 1);
  g_assert_cmpuint (rt_request_client_get_n_sent (RT_REQUEST_CLIENT (script.client)), ==, 3);
  g_assert_null (rt_client_get_reason (script.client));
  post (&script, "2");
  watcher_wait_messages (&script.watcher, 2);

  g_assert_cmpuint (script.server->requests->len, ==, 4);
  g_assert_cmpstr (raw_server_get_request (script.server, 0), ==, raw_server_get_request (script.server, 1));
  g_assert_cmpstr (raw_server_get_request (script.server, 0), ==, raw_server_get_request (script.server, 2));
  g_assert_true (g_str_has_suffix (raw_server_get_request (script.server, 2), "1"));
  g_assert_true (g_str_has_suffix (raw_server_get_request (script.server, 3), "2"));
  g_assert_nonnull (strstr (raw_server_get_request (script.server, 2), "\r\nIdempotency-Key: \"a\"\r\n"));
  g_assert_cmpuint (rt_request_client_get_n_sent (RT_REQUEST_CLIENT (script.client)), ==, 1);
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_lost_answers_are_given_up (void)
{
  static const char * const answers[] = { "", "", OK ("", "b"), NULL };
  Script script;

  init_again (&script, 1, answers);
  post (&script, "1");
  watcher_wait_reason (&script.watcher, "may have been done");
  g_assert_false (rt_request_client_is_asking_again (RT_REQUEST_CLIENT (script.client)));
  post (&script, "2");
  watcher_wait_messages (&script.watcher, 1);

  g_assert_cmpuint (script.server->requests->len, ==, 3);
  script_clear (&script);
}

static void
test_what_is_under_way_is_waited_for (void)
{
  static const char * const answers[] = { "", "+HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n",
                                          OK ("", "a"), NULL };
  Script script;

  init_again (&script, 2, answers);
  post (&script, "1");
  watcher_wait_messages (&script.watcher, 1);

  g_assert_cmpuint (script.server->requests->len, ==, 3);
  g_assert_cmpuint (script.watcher.n_answers, ==, 2);
  script_clear (&script);
}

static void
test_stopped_before_it_is_asked_again (void)
{
  static const char * const answers[] = { "", NULL };
  Script script;

  init_again (&script, 2, answers);
  g_object_set (script.client, "retry-ms", G_MAXINT, NULL);
  post (&script, "1");
  watcher_wait_reason (&script.watcher, "No answer: asking again");
  rt_client_stop (script.client);

  g_assert_false (rt_request_client_is_asking_again (RT_REQUEST_CLIENT (script.client)));
  g_assert_cmpuint (rt_client_get_traffic (script.client)->dropped, ==, 1);
  script_clear (&script);
}

static void
test_broken_answer_to_a_get (void)
{
  static const char * const answers[] = { "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", OK ("", "a"), NULL };
  Script script;

  init (&script, 1000, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [retrying] [connecting] [open] a");
  script_clear (&script);
}

static void
test_oversize_and_too_late (void)
{
  static const char * const answers[] = { OK ("", "0123456789X"), NULL };
  Script script;

  init (&script, 0, answers);
  g_object_set (script.client, "max-payload", 10, "timeout-ms", 50, NULL);
  rt_client_start (script.client);
  post (&script, "x");
  watcher_wait_reason (&script.watcher, "longer than 10 bytes");
  raw_server_wait_gone (script.server, 1);

  post (&script, "y");
  watcher_wait_reason (&script.watcher, "no answer within 0.05 s");
  raw_server_wait_gone (script.server, 2);
  script_clear (&script);
}

static void
test_waiting_is_bounded (void)
{
  static const char * const answers[] = { NULL };
  g_autoptr (GBytes) data = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;
  Script script;

  init (&script, 0, answers);
  rt_client_start (script.client);
  for (guint i = 0; i < RT_REQUEST_MAX_WAITING; i++)
    post (&script, "x");

  g_assert_false (rt_client_send (script.client, data, FALSE, &error));
  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL);
  rt_client_stop (script.client);
  g_assert_cmpuint (rt_client_get_traffic (script.client)->dropped, ==, RT_REQUEST_MAX_WAITING);
  script_clear (&script);
}

static void
test_stop_before_the_answer (void)
{
  static const char * const answers[] = { NULL };
  Script script;

  init (&script, 0, answers);
  rt_client_start (script.client);
  post (&script, "x");
  raw_server_wait_requests (script.server, 1);
  script_assert_wire (&script);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] [closed] finished");
  script_clear (&script);
}

static void
test_stop_within_a_message (void)
{
  static const char * const answers[] = { OK ("", "a"), OK ("", "b"), NULL };
  Script script;

  init (&script, 0, answers);
  g_signal_connect (script.client, "message", G_CALLBACK (rt_client_stop), NULL);
  rt_client_start (script.client);
  post (&script, "x");
  post (&script, "y");
  watcher_wait_finished (&script.watcher);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] a [closed] finished");
  script_clear (&script);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add_func ("/request-client/" path, func)
  TEST ("post/one-at-a-time-in-order", test_posts);
  TEST ("post/is-never-sent-again", test_broken_answer_to_a_post);
  TEST ("post/is-sent-again-where-that-is-wanted", test_lost_answer_is_asked_for_again);
  TEST ("post/is-not-sent-again-for-ever", test_lost_answers_are_given_up);
  TEST ("post/waits-for-one-that-is-under-way", test_what_is_under_way_is_waited_for);
  TEST ("post/waiting-is-bounded", test_waiting_is_bounded);
  TEST ("get/asks-by-interval", test_asks_by_interval);
  TEST ("get/is-tried-again", test_broken_answer_to_a_get);
  TEST ("answer/error-statuses-are-told-and-do-not-stop-it", test_error_statuses_are_told);
  TEST ("answer/too-long-or-too-late", test_oversize_and_too_late);
  TEST ("stop/before-the-answer", test_stop_before_the_answer);
  TEST ("stop/before-it-is-sent-again", test_stopped_before_it_is_asked_again);
  TEST ("stop/within-a-message", test_stop_within_a_message);

  return g_test_run ();
}
