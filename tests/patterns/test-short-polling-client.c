/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/short-polling/rt-short-polling-client.h"
#include "script.h"
#include "support/rt-test.h"

static void
init (Script             *script,
      const char         *path,
      const char * const *answers)
{
  script_init (script, RT_TYPE_SHORT_POLLING_CLIENT, path, answers);
  g_object_set (script->client, "interval-ms", 2, NULL);
}

static void
assert_asks (Script     *script,
             guint       index,
             const char *target)
{
  g_auto (GStrv) words = g_strsplit (raw_server_get_request (script->server, index), " ", 3);

  g_assert_cmpstr (words[0], ==, "GET");
  g_assert_cmpstr (words[1], ==, target);
}

static void
test_channel (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[{\"seq\":1,\"time\":\"2026-01-02T03:04:05.678901Z\",\"type\":\"tick\",\"data\": 1.10 },"
             "{\"seq\":2,\"time\":\"2999-01-01T00:00:00Z\",\"type\":\"message\",\"data\":{\"a\":[1,\"}]\"]}}],\"next\":2,\"gap\":0}"),
    OK ("", "{\"events\":[],\"next\":2,\"gap\":0}"),
    OK ("", "{\"next\":3,\"events\":[{\"data\":\"\\u00e9\",\"seq\":3}],\"gap\":0}"),
    NULL };
  Script script;
  const RtTraffic *traffic;

  init (&script, "/channels/x?types=a%2Cb", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 4);
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:1.10/tick 2:{\"a\":[1,\"}]\"]} 3:\"\\u00e9\"");
  g_assert_cmpstr (script.watcher.answers->str, ==, "200 200- 200");
  assert_asks (&script, 0, "/channels/x?types=a%2Cb");
  assert_asks (&script, 1, "/channels/x?types=a%2Cb&after=2");
  assert_asks (&script, 2, "/channels/x?types=a%2Cb&after=2");
  assert_asks (&script, 3, "/channels/x?types=a%2Cb&after=3");
  g_assert_cmpuint (traffic->requests, ==, 4);
  g_assert_cmpuint (traffic->responses, ==, 3);
  g_assert_cmpuint (traffic->empty, ==, 1);
  g_assert_cmpuint (traffic->events, ==, 3);
  g_assert_cmpuint (traffic->payload_in, ==, strlen ("1.10{\"a\":[1,\"}]\"]}\"\\u00e9\""));
  g_assert_cmpuint (traffic->connections_opened, ==, 1);
  /* The first was history when the client came. */
  g_assert_cmpuint (rt_histogram_get_count (traffic->latency), ==, 1);
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_begins_after (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[{\"seq\":9,\"data\":1}],\"next\":9,\"gap\":3}"), NULL };
  Script script;

  init (&script, "/c?after=1&x", answers);
  g_object_set (script.client, "after", G_GINT64_CONSTANT (5), NULL);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 2);

  assert_asks (&script, 0, "/c?x&after=5");
  assert_asks (&script, 1, "/c?x&after=9");
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] gap(3) 9:1");
  g_assert_cmpuint (rt_client_get_traffic (script.client)->lost, ==, 3);
  script_clear (&script);
}

static void
test_unknown_gap (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[],\"next\":9,\"gap\":null}"), NULL };
  Script script;

  init (&script, "/c", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 2);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] gap(-1)");
  g_assert_cmpstr (script.watcher.answers->str, ==, "200");
  g_assert_cmpuint (rt_client_get_traffic (script.client)->unknown_gaps, ==, 1);
  script_clear (&script);
}

static void
test_etag (void)
{
  static const char * const answers[] = {
    OK ("ETag: \"v1\"\r\n", "a"), "+HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n",
    "+HTTP/1.1 204 No Content\r\n\r\n", OK ("", "b"), NULL };
  Script script;
  g_autofree char *none = NULL, *first = NULL, *second = NULL, *last = NULL;

  init (&script, "/value", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 5);
  none = raw_request_dup_header (raw_server_get_request (script.server, 0), "If-None-Match");
  first = raw_request_dup_header (raw_server_get_request (script.server, 1), "If-None-Match");
  second = raw_request_dup_header (raw_server_get_request (script.server, 2), "If-None-Match");
  last = raw_request_dup_header (raw_server_get_request (script.server, 4), "If-None-Match");

  g_assert_null (none);
  g_assert_cmpstr (first, ==, "\"v1\"");
  g_assert_cmpstr (second, ==, "\"v1\"");
  g_assert_null (last);
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] a b");
  g_assert_cmpstr (script.watcher.answers->str, ==, "200 304- 204- 200");
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_etag_not_used (void)
{
  static const char * const answers[] = { OK ("ETag: \"v1\"\r\n", "a"), NULL };
  Script script;
  g_autofree char *field = NULL;

  init (&script, "/value", answers);
  g_object_set (script.client, "use-etag", FALSE, NULL);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 2);
  field = raw_request_dup_header (raw_server_get_request (script.server, 1), "If-None-Match");

  g_assert_null (field);
  script_clear (&script);
}

static void
test_any_server (void)
{
  static const char * const answers[] = {
    OK ("", "abc"), OK ("", "abc"), OK ("", ""), OK ("", "{\"coins\": 42}"), OK ("", "{\"events\":[1,2],\"next\":3}"),
    OK ("", "{\"events\":[],\"n\":"), NULL };
  Script script;

  init (&script, "/", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 7);

  g_assert_cmpstr (script.watcher.log->str, ==,
                   "[connecting] [open] abc {\"coins\": 42} {\"events\":[1,2],\"next\":3} {\"events\":[],\"n\":");
  g_assert_cmpstr (script.watcher.answers->str, ==, "200 200- 200- 200 200 200");
  assert_asks (&script, 6, "/");
  script_clear (&script);
}

static void
test_broken_events (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[{\"seq\":1,\"data\":1}, {}],\"next\":2}"), OK ("", "a"), NULL };
  Script script;

  init (&script, "/", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 3);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:1 [retrying] [connecting] [open] a");
  assert_asks (&script, 1, "/?after=1");
  script_clear (&script);
}

static void
test_accounts (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[{\"seq\":1,\"data\":1},{\"seq\":4,\"data\":4},{\"seq\":4,\"data\":4},{\"seq\":2,\"data\":2}],\"next\":4}"),
    NULL };
  Script script;
  const RtTraffic *traffic;

  init (&script, "/", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 2);
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:1 gap(2) 4:4 4:4* 2:2");
  g_assert_cmpuint (traffic->lost, ==, 1);
  g_assert_cmpuint (traffic->duplicate, ==, 1);
  g_assert_cmpuint (traffic->reordered, ==, 1);
  script_clear (&script);
}

static void
test_errors_are_retried (void)
{
  static const char * const answers[] = {
    "+HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nno", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
    "+HTTP/1.1 404 Nothing here\r\nContent-Length: 0\r\n\r\n", OK ("", "a"), NULL };
  Script script;

  init (&script, "/", answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);

  g_assert_cmpstr (script.watcher.answers->str, ==, "500 404 200");
  g_assert_true (g_str_has_suffix (script.watcher.log->str, "[connecting] [open] a"));
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_reason (void)
{
  static const char * const answers[] = { "+HTTP/1.1 404 Nothing here\r\nContent-Length: 0\r\n\r\n", NULL };
  Script script;

  init (&script, "/", answers);
  g_object_set (script.client, "retry-ms", 10000, NULL);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_RETRYING);

  watcher_assert_reason (&script.watcher, "answered 404 Nothing here.");
  script_clear (&script);
}

static void
test_reason_of_a_problem (void)
{
  static const char * const answers[] = {
    "+HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: 27\r\n\r\n"
    "{\"detail\":\"after: number?\"}", NULL };
  Script script;

  init (&script, "/", answers);
  g_object_set (script.client, "retry-ms", 10000, NULL);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_RETRYING);

  watcher_assert_reason (&script.watcher, "answered 400 Bad Request: after: number?");
  script_clear (&script);
}

static void
test_oversize (void)
{
  static const char * const answers[] = { OK ("", "01234567890"), NULL };
  Script script;

  init (&script, "/", answers);
  g_object_set (script.client, "max-answer", 10, "retry-ms", 10000, NULL);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_RETRYING);
  raw_server_wait_gone (script.server, 1);

  watcher_assert_reason (&script.watcher, "longer than 10 bytes");
  script_clear (&script);
}

static void
test_redirect_and_headers (void)
{
  static const char * const answers[] = {
    "+HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n", OK ("", "a"), NULL };
  Script script;
  g_autofree char *custom = NULL;

  init (&script, "/here", answers);
  rt_client_set_header (script.client, "X-Custom", "mine");
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 3);
  custom = raw_request_dup_header (raw_server_get_request (script.server, 1), "X-Custom");

  assert_asks (&script, 1, "/there");
  g_assert_cmpstr (custom, ==, "mine");
  g_assert_cmpuint (rt_client_get_traffic (script.client)->requests, ==, 3);
  g_assert_cmpuint (rt_client_get_traffic (script.client)->responses, ==, 2);
  script_clear (&script);
}

static gboolean
set_flag (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
test_late_polls_are_left_out (void)
{
  static const char * const answers[] = { NULL };
  Script script;
  gboolean waited = FALSE;

  init (&script, "/", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 1);
  g_timeout_add (50, set_flag, &waited);
  rt_test_wait_flag (&waited, "many intervals");
  g_assert_cmpuint (script.server->requests->len, ==, 1);

  raw_peer_send (raw_server_get_last_peer (script.server), "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
  raw_server_wait_requests (script.server, 2);
  g_assert_cmpuint (script.server->peers->len, ==, 1);
  script_clear (&script);
}

static void
test_many_events (void)
{
  static const char * const answers[] = { NULL };
  g_autoptr (GString) body = g_string_new ("{\"events\":[");
  g_autofree char *head = NULL;
  Script script;

  init (&script, "/", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 1);
  for (guint i = 1; i <= 6000; i++)
    g_string_append_printf (body, "%s{\"seq\":%u,\"data\":\"%u\"}", i > 1 ? "," : "", i, i);
  g_string_append (body, "],\"next\":6000,\"gap\":0}");
  head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", body->len);
  raw_peer_send (raw_server_get_last_peer (script.server), head);
  raw_peer_send (raw_server_get_last_peer (script.server), body->str);
  raw_server_wait_requests (script.server, 2);

  g_assert_cmpuint (body->len, >, 128 * 1024);
  g_assert_cmpuint (rt_client_get_traffic (script.client)->unique, ==, 6000);
  assert_asks (&script, 1, "/?after=6000");
  script_clear (&script);
}

static void
test_stop_within_a_message (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[{\"seq\":1,\"data\":1},{\"seq\":2,\"data\":2}],\"next\":2}"), NULL };
  Script script;

  init (&script, "/", answers);
  g_signal_connect (script.client, "message", G_CALLBACK (rt_client_stop), NULL);
  rt_client_start (script.client);
  watcher_wait_finished (&script.watcher);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:1 [closed] finished");
  script_clear (&script);
}

static void
test_stop_within_an_answer (void)
{
  static const char * const answers[] = { OK ("", "a"), NULL };
  Script script;

  init (&script, "/", answers);
  g_signal_connect (script.client, "answer", G_CALLBACK (rt_client_stop), NULL);
  rt_client_start (script.client);
  watcher_wait_finished (&script.watcher);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] [closed] finished");
  script_clear (&script);
}

static void
test_stop_before_the_answer (void)
{
  static const char * const answers[] = { "+HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", NULL };
  Script script;

  init (&script, "/", answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 1);
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_begins_anew_after_stop (void)
{
  static const char * const answers[] = {
    OK ("ETag: \"1\"\r\n", "{\"events\":[{\"seq\":1,\"data\":1}],\"next\":1}"),
    OK ("ETag: \"1\"\r\n", "{\"events\":[{\"seq\":1,\"data\":1}],\"next\":1}"), NULL };
  Script script;
  g_autofree char *etag = NULL;

  init (&script, "/", answers);
  g_object_set (script.client, "interval-ms", 10000, NULL);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);
  rt_client_stop (script.client);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);
  etag = raw_request_dup_header (raw_server_get_request (script.server, 1), "If-None-Match");

  assert_asks (&script, 1, "/");
  g_assert_null (etag);
  g_assert_cmpuint (rt_client_get_traffic (script.client)->duplicate, ==, 0);
  script_clear (&script);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add_func ("/short-polling-client/" path, func)
  TEST ("channel/goes-on-after-next-and-passes-data-byte-for-byte", test_channel);
  TEST ("channel/begins-after-a-number", test_begins_after);
  TEST ("channel/tells-a-gap-of-unknown-size", test_unknown_gap);
  TEST ("channel/many-events-in-one-answer", test_many_events);
  TEST ("channel/accounts-for-lost-duplicate-reordered", test_accounts);
  TEST ("channel/broken-events-are-a-failure", test_broken_events);
  TEST ("channel/begins-anew-after-stop", test_begins_anew_after_stop);
  TEST ("any-server/answers-are-messages-and-repetitions-empty", test_any_server);
  TEST ("any-server/says-what-it-has-by-etag", test_etag);
  TEST ("any-server/or-does-not", test_etag_not_used);
  TEST ("any-server/redirects-and-headers", test_redirect_and_headers);
  TEST ("interval/late-polls-are-left-out", test_late_polls_are_left_out);
  TEST ("errors/are-retried", test_errors_are_retried);
  TEST ("errors/are-told-in-words", test_reason);
  TEST ("errors/are-told-with-what-a-problem-says", test_reason_of_a_problem);
  TEST ("errors/answers-over-the-limit", test_oversize);
  TEST ("stop/within-a-message", test_stop_within_a_message);
  TEST ("stop/within-an-answer", test_stop_within_an_answer);
  TEST ("stop/before-the-answer", test_stop_before_the_answer);

  return g_test_run ();
}
