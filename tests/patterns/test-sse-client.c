/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/server-sent-events/rt-sse-client.h"
#include "script.h"
#include "support/rt-test.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

#define SCRIPT_PATH "/stream?x=%2B&y"

static void
test_receives_events (void)
{
  static const char * const answers[] = {
    "+" HEAD "id: 1\ntime: 2026-01-02T03:04:05.678901Z\ndata: a\n\n"
    ": comment\n\nid: 2\ntime: 2999-01-01T00:00:00Z\nevent: add\ndata: b\ndata: c\n\ndata: d\n\nid: x\ndata: e\n\n", NULL };
  Script script;
  const RtTraffic *traffic;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 4);
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:a 2:b\nc/add d e");
  g_assert_cmpstr (script.watcher.answers->str, ==, "200");
  g_assert_cmpuint (rt_client_get_last_seq (script.client), ==, 2);
  g_assert_cmpuint (traffic->requests, ==, 1);
  g_assert_cmpuint (traffic->responses, ==, 1);
  g_assert_cmpuint (traffic->empty, ==, 0);
  g_assert_cmpuint (traffic->events, ==, 4);
  g_assert_cmpuint (traffic->unique, ==, 4);
  g_assert_cmpuint (traffic->payload_in, ==, 6);
  g_assert_cmpuint (traffic->connections_opened, ==, 1);
  g_assert_cmpuint (traffic->connections_open, ==, 1);
  g_assert_cmpuint (rt_histogram_get_count (traffic->latency), ==, 1);   /* the first was there before the client */
  script_clear (&script);
}

static void
test_request (void)
{
  static const char * const answers[] = { "+" HEAD, NULL };
  Script script;
  const char *request;
  g_autofree char *accept = NULL, *cache = NULL, *id = NULL, *encoding = NULL, *custom = NULL, *agent = NULL;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_set_header (script.client, "X-Custom", "of mine");
  rt_client_set_header (script.client, "User-Agent", "me");
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_OPEN);

  request = raw_server_get_request (script.server, 0);
  accept = raw_request_dup_header (request, "Accept");
  cache = raw_request_dup_header (request, "Cache-Control");
  id = raw_request_dup_header (request, "Last-Event-ID");
  encoding = raw_request_dup_header (request, "Accept-Encoding");
  custom = raw_request_dup_header (request, "X-Custom");
  agent = raw_request_dup_header (request, "User-Agent");
  g_assert_true (g_str_has_prefix (request, "GET /stream?x=%2B&y HTTP/1.1\r\n"));
  g_assert_cmpstr (accept, ==, "text/event-stream");
  g_assert_cmpstr (cache, ==, "no-store");
  g_assert_null (id);
  g_assert_null (encoding);
  g_assert_cmpstr (custom, ==, "of mine");
  g_assert_cmpstr (agent, ==, "me");
  script_clear (&script);
}

static void
test_begins_after (void)
{
  static const char * const answers[] = { "+" HEAD "id: 42\ndata: a\n\nid: 43\ndata: b\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "after", G_GINT64_CONSTANT (40), NULL);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);

  g_assert_true (g_str_has_prefix (raw_server_get_request (script.server, 0), "GET /stream?x=%2B&y&after=40 "));
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] gap(1) 42:a 43:b");
  g_assert_cmpuint (rt_client_get_traffic (script.client)->lost, ==, 1);
  script_clear (&script);
}

static void
test_resumes (void)
{
  static const char * const answers[] = {
    HEAD "id: 1\ndata: a\n\nid: 2\ndata: lost at the end", "+" HEAD "id: 2\ndata: b\n\n", NULL };
  Script script;
  g_autofree char *id = NULL;
  const RtTraffic *traffic;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);
  id = raw_request_dup_header (raw_server_get_request (script.server, 1), "Last-Event-ID");
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpstr (id, ==, "1");
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:a [retrying] [connecting] [open] 2:b");
  g_assert_cmpuint (traffic->lost, ==, 0);
  g_assert_cmpuint (traffic->requests, ==, 2);
  g_assert_cmpuint (traffic->connections_opened, ==, 2);
  g_assert_cmpuint (traffic->connections_open, ==, 1);
  script_clear (&script);
}

static void
test_does_not_resume_when_told (void)
{
  static const char * const answers[] = { HEAD "id: 1\ndata: a\n\n", "+" HEAD "id: 9\ndata: b\n\n", NULL };
  Script script;
  g_autofree char *id = NULL;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "resume", FALSE, "after", G_GINT64_CONSTANT (0), NULL);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);
  id = raw_request_dup_header (raw_server_get_request (script.server, 1), "Last-Event-ID");

  g_assert_null (id);
  g_assert_null (strstr (raw_server_get_request (script.server, 1), "after="));
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:a [retrying] [connecting] [open] gap(7) 9:b");
  script_clear (&script);
}

static void
test_accounts (void)
{
  static const char * const answers[] = {
    "+" HEAD "id: 1\ndata: a\n\nid: 4\ndata: d\n\nid: 4\ndata: d\n\nid: 3\ndata: c\n\nid: 5\ndata: e\n\n", NULL };
  Script script;
  const RtTraffic *traffic;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 5);
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:a gap(2) 4:d 4:d* 3:c 5:e");
  g_assert_cmpuint (traffic->lost, ==, 1);
  g_assert_cmpuint (traffic->duplicate, ==, 1);
  g_assert_cmpuint (traffic->reordered, ==, 1);
  g_assert_cmpuint (traffic->events, ==, 5);
  g_assert_cmpuint (traffic->unique, ==, 4);
  script_clear (&script);
}

static void
test_gap (void)
{
  static const char * const answers[] = {
    "+" HEAD "event: gap\ndata: {\"lost\": 1}\n\nid: 1\ndata: a\n\nevent: gap\ndata: {\"lost\": 7}\n\nid: 9\ndata: b\n\n"
    "event: gap\ndata: {\"lost\": null}\n\nid: 20\ndata: c\n\nevent: gap\ndata: {\"lost\": 9, \"reason\": \"conflated\"}\n\nid: 30\ndata: d\n\nevent: gap\ndata: oops\n\n", NULL };
  Script script;
  const RtTraffic *traffic;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 6);
  traffic = rt_client_get_traffic (script.client);
  g_assert_cmpstr (script.watcher.log->str, ==,
                   "[connecting] [open] {\"lost\": 1}/gap 1:a gap(7) 9:b gap(-1) 20:c 30:d oops/gap");
  g_assert_cmpuint (traffic->lost, ==, 7);
  g_assert_cmpuint (traffic->conflated, ==, 9);
  g_assert_cmpuint (traffic->unknown_gaps, ==, 1);
  script_clear (&script);
}

static void
test_prev_of_a_selection (void)
{
  static const char * const answers[] = {
    "+" HEAD "id: 10\nprev: 0\ndata: a\n\nid: 15\nprev: 10\ndata: b\n\nid: 30\nprev: 21\ndata: c\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 3);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 10:a 15:b gap(1) 30:c");
  script_clear (&script);
}

static void
test_first_of_a_selection (void)
{
  static const char * const answers[] = { "+" HEAD "id: 10\nprev: 0\ndata: a\n\nid: 12\nprev: 10\ndata: b\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "after", G_GINT64_CONSTANT (3), NULL);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 10:a 12:b");
  g_assert_cmpuint (rt_client_get_traffic (script.client)->lost, ==, 0);
  script_clear (&script);
}

static void
test_chunked (void)
{
  static const char * const answers[] = {
    "+HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    "a\r\ndata: one\n\r\n1\r\n\n\r\nb\r\ndata: two\n\n\r\n0\r\n\r\n", "+" HEAD "data: three\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 3);

  g_assert_cmpstr (script.watcher.log->str, ==,
                   "[connecting] [open] one two [retrying] [connecting] [open] three");
  script_clear (&script);
}

typedef struct {
  const char *path;
  const char *answer;
  const char *reason;
  const char *answers;
  int         code;
} Refusal;

#define PROBLEM "HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 20\r\n\r\n"

static const Refusal refusals[] = {
  { "no-content", "HTTP/1.1 204 No Content\r\n\r\n", "nothing more", "204-",
    RT_CLIENT_ERROR_CLOSED },
  { "not-found", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404 Not Found", "404",
    RT_CLIENT_ERROR_STATUS },
  { "problem", PROBLEM "{\"detail\":\"No such\"}", "404 Not Found instead of an event stream: No such.", "404",
    RT_CLIENT_ERROR_STATUS },
  { "problem-that-breaks-off", PROBLEM "{\"detail\":", "404 Not Found instead of an event stream.", "404",
    RT_CLIENT_ERROR_STATUS },
  { "server-error", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "500 Oops", "500",
    RT_CLIENT_ERROR_STATUS },
  { "unavailable-without-a-time", "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "503 Busy", "503",
    RT_CLIENT_ERROR_STATUS },
  { "wrong-type", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi", "“text/html”", "200",
    RT_CLIENT_ERROR_CONTENT_TYPE },
  { "no-type", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "no event stream", "200",
    RT_CLIENT_ERROR_CONTENT_TYPE },
  { "not-modified", "HTTP/1.1 304 Not Modified\r\n\r\n", "304", "304",
    RT_CLIENT_ERROR_STATUS },
  { "too-long-a-line", HEAD "data: 01234567890123456789012345678901234567890123456789", "a line of more than 20", "200",
    RT_CLIENT_ERROR_FORMAT },
  { "too-long-an-event", HEAD "data: 012345\ndata: 012345\ndata: 01234\ndata: 01234\n\n", "an event of more than 20", "200",
    RT_CLIENT_ERROR_FORMAT },
};

static void
test_refusal (gconstpointer user_data)
{
  const Refusal *refusal = user_data;
  const char * const answers[] = { refusal->answer, NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "max-payload", 20, NULL);
  rt_client_start (script.client);
  watcher_wait_finished (&script.watcher);

  watcher_assert_reason (&script.watcher, refusal->reason);
  g_assert_error (rt_client_get_error (script.client), RT_CLIENT_ERROR, refusal->code);
  g_assert_cmpstr (script.watcher.answers->str, ==, refusal->answers);
  g_assert_cmpuint (script.watcher.n_messages, ==, 0);
  g_assert_cmpuint (script.server->requests->len, ==, 1);
  script_clear (&script);
}

static void
test_unavailable_for_a_time (void)
{
  static const char * const answers[] = {
    "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", "+" HEAD "data: a\n\n", NULL };
  Script script;
  gint64 begin = g_get_monotonic_time ();

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);

  g_assert_cmpint (g_get_monotonic_time () - begin, >=, G_USEC_PER_SEC);
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [retrying] [connecting] [open] a");
  script_clear (&script);
}

static void
test_retry_is_honoured (void)
{
  static const char * const answers[] = { HEAD "retry: 300\n\n", "+" HEAD "data: a\n\n", NULL };
  Script script;
  gint64 begin = g_get_monotonic_time ();

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);

  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 300 * 1000);
  script_clear (&script);
}

static void
test_malformed_answers_are_retried (void)
{
  static const char * const answers[] = {
    "this is no HTTP\r\n\r\n", "HTTP/1.1 200", "", "+" HEAD "data: a\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);

  g_assert_cmpuint (script.server->requests->len, ==, 4);
  script_clear (&script);
}

static void
test_redirect (void)
{
  static const char * const answers[] = {
    "+HTTP/1.1 307 Over there\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", "+" HEAD "data: a\n\n", NULL };
  Script script;
  const RtTraffic *traffic;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);
  traffic = rt_client_get_traffic (script.client);

  g_assert_true (g_str_has_prefix (raw_server_get_request (script.server, 1), "GET /other "));
  g_assert_cmpuint (traffic->requests, ==, 2);
  g_assert_cmpuint (traffic->responses, ==, 2);
  script_clear (&script);
}

static void
test_nobody_listens (void)
{
  static const char * const answers[] = { NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "retry-ms", 10000, "uri", "http://127.0.0.1:1/", NULL);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_RETRYING);

  watcher_assert_reason (&script.watcher, "http://127.0.0.1:1/: ");
  g_assert_cmpint (rt_client_get_retry_us (script.client), >=, 0);
  g_assert_cmpint (rt_client_get_retry_us (script.client), <=, 10 * G_USEC_PER_SEC);
  rt_client_stop (script.client);
  g_assert_cmpint (rt_client_get_retry_us (script.client), ==, -1);
  script_clear (&script);
}

static void
test_unusable_address (void)
{
  static const char * const addresses[] = { "", "nonsense", "ftp://127.0.0.1/", "http:///x", NULL };
  static const char * const answers[] = { NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  for (guint i = 0; addresses[i] != NULL; i++)
    {
      script.watcher.finished = FALSE;
      rt_client_set_uri (script.client, addresses[i]);
      rt_client_start (script.client);
      g_assert_true (script.watcher.finished);
      watcher_assert_reason (&script.watcher, "no address");
    }
  script_clear (&script);
}

static void
test_opening_takes_too_long (void)
{
  static const char * const answers[] = { NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, "/stream?token=SECRET", answers);
  g_object_set (script.client, "open-timeout-ms", 30, "retry-ms", 10000, NULL);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_RETRYING);

  watcher_assert_reason (&script.watcher, "/stream?token=… did not answer within 0.03 s");
  script_clear (&script);
}

static void
test_cannot_send (void)
{
  static const char * const answers[] = { "+" HEAD, NULL };
  Script script;
  g_autoptr (GBytes) data = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_OPEN);

  g_assert_false (rt_client_can_send (script.client));
  g_assert_false (rt_client_send (script.client, data, FALSE, &error));
  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_UNSUPPORTED);
  script_clear (&script);
}

/* Cancelling. script_clear() proves that nothing is heard after it and that the client
 * is finalised at once. */

static void
test_stop_before_connecting (void)
{
  static const char * const answers[] = { "+" HEAD, NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  rt_client_stop (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [closed] finished");
  script_clear (&script);
}

static void
test_stop_before_the_answer (void)
{
  static const char * const answers[] = { NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 1);
  rt_client_stop (script.client);
  raw_server_wait_gone (script.server, 1);

  g_assert_cmpuint (rt_client_get_traffic (script.client)->wire.bytes_out, ==, script.server->bytes_in);
  script_clear (&script);
}

static void
test_stop_while_open (void)
{
  static const char * const answers[] = { "+" HEAD "data: a\n\ndata: b", NULL };
  Script script;
  const RtTraffic *traffic;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);
  rt_client_stop (script.client);
  raw_server_wait_gone (script.server, 1);
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] a [closed] finished");
  g_assert_cmpuint (traffic->wire.bytes_out, ==, script.server->bytes_in);
  g_assert_cmpuint (traffic->wire.bytes_in, ==, script.server->bytes_out);
  g_assert_cmpuint (traffic->connections_open, ==, 0);
  script_clear (&script);
}

static void
test_stop_while_retrying (void)
{
  static const char * const answers[] = { "", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "retry-ms", 10000, NULL);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_RETRYING);
  rt_client_stop (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [retrying] [closed] finished");
  script_clear (&script);
}

static void
stop_at_once (RtClient *client)
{
  rt_client_stop (client);
}

static void
test_stop_within_a_message (void)
{
  static const char * const answers[] = { "+" HEAD "data: a\n\ndata: b\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_signal_connect (script.client, "message", G_CALLBACK (stop_at_once), NULL);
  rt_client_start (script.client);
  watcher_wait_finished (&script.watcher);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] a [closed] finished");
  script_clear (&script);
}

static void
start_again (RtClient *client)
{
  static gboolean done;

  if (done)
    return;

  done = TRUE;
  rt_client_stop (client);
  rt_client_start (client);
}

static void
test_restart_within_a_message (void)
{
  static const char * const answers[] = { "+" HEAD "id: 7\ndata: a\n\ndata: b\n\n", "+" HEAD "id: 3\ndata: c\n\n", NULL };
  Script script;
  g_autofree char *id = NULL;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_signal_connect (script.client, "message", G_CALLBACK (start_again), NULL);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);
  id = raw_request_dup_header (raw_server_get_request (script.server, 1), "Last-Event-ID");

  g_assert_null (id);
  g_assert_cmpstr (script.watcher.log->str, ==,
                   "[connecting] [open] 7:a [closed] finished [connecting] [open] 3:c");
  script_clear (&script);
}

static void
test_finalised_while_open (void)
{
  static const char * const answers[] = { "+" HEAD "data: a\n\n", NULL };
  Script script;
  g_autofree char *uri = NULL;
  RtClient *client;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  uri = raw_server_dup_uri (script.server, "http", "/");
  client = rt_sse_client_new (uri);
  rt_client_start (client);
  raw_server_wait_requests (script.server, 1);
  rt_test_assert_last_unref (client);
  raw_server_wait_gone (script.server, 1);
  script_clear (&script);
}

static void
test_wire_bytes (void)
{
  static const char * const answers[] = {
    HEAD "id: 1\ndata: a\n\nid: 2\nda", "HTTP/1.1 200 O", "", "+" HEAD "id: 2\ndata: b\n\n", HEAD, NULL };
  Script script;
  const RtTraffic *traffic;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);
  raw_peer_send (raw_server_get_last_peer (script.server), "id: 3\ndata: c\n\n");
  raw_peer_close (raw_server_get_last_peer (script.server));
  watcher_wait_messages (&script.watcher, 3);
  script_assert_wire (&script);
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpuint (traffic->wire.segments_out, ==, traffic->requests);
  script_clear (&script);
}

static void
test_counts_from_nothing (void)
{
  static const char * const answers[] = { "+" HEAD "id: 7\ndata: abc\n\n", NULL };
  static const char more[] = "id: 8\ndata: d\n\n";
  Script script;
  const RtTraffic *traffic;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);
  rt_client_reset_traffic (script.client);
  raw_peer_send (raw_server_get_last_peer (script.server), more);
  watcher_wait_messages (&script.watcher, 2);
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpuint (traffic->events, ==, 1);
  g_assert_cmpuint (traffic->wire.bytes_in, ==, strlen (more));
  g_assert_cmpuint (traffic->connections_opened, ==, 0);
  g_assert_cmpuint (traffic->connections_open, ==, 1);
  script_clear (&script);
}

static void
test_many_events_at_once (void)
{
  static const char * const answers[] = { "+" HEAD, NULL };
  g_autoptr (GString) block = g_string_new (NULL);
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_OPEN);
  for (guint i = 1; i <= 2000; i++)
    g_string_append_printf (block, "id: %u\ndata: x\n\n", i);
  raw_peer_send (raw_server_get_last_peer (script.server), block->str);
  watcher_wait_messages (&script.watcher, 2000);

  g_assert_cmpuint (rt_client_get_traffic (script.client)->unique, ==, 2000);
  g_assert_cmpuint (rt_client_get_traffic (script.client)->lost, ==, 0);
  script_clear (&script);
}

/* Whether the loop comes to a turn in which nothing is to be done. */
static gboolean
falls_asleep (void)
{
  for (guint turn = 0; turn < 1000; turn++)
    if (!g_main_context_iteration (NULL, FALSE))
      return TRUE;

  return FALSE;
}

static void
test_sleeps_while_nothing_comes (gconstpointer data)
{
  const char *answers[] = { data, NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);

  g_assert_true (falls_asleep ());
  raw_peer_send (raw_server_get_last_peer (script.server),
                 strstr (data, "chunked") != NULL ? "8\r\ndata: b\n\r\n1\r\n\n\r\n" : "data: b\n\n");
  watcher_wait_messages (&script.watcher, 2);
  g_assert_true (falls_asleep ());
  script_clear (&script);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add_func ("/sse-client/" path, func)
  TEST ("open/receives-events", test_receives_events);
  TEST ("open/many-events-at-once", test_many_events_at_once);
  TEST ("open/chunked-bodies", test_chunked);
  TEST ("request/says-what-the-standard-wants", test_request);
  TEST ("request/begins-after-a-number", test_begins_after);
  TEST ("request/follows-redirects", test_redirect);
  g_test_add_data_func ("/sse-client/open/sleeps-while-nothing-comes",
                        "+" HEAD "data: a\n\n", test_sleeps_while_nothing_comes);
  g_test_add_data_func ("/sse-client/open/sleeps-while-nothing-comes-in-chunks",
                        "+HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "9\r\ndata: a\n\n\r\n", test_sleeps_while_nothing_comes);
  TEST ("reconnect/resumes-with-the-last-event-id", test_resumes);
  TEST ("reconnect/without-resume-begins-anew-and-counts-what-it-missed", test_does_not_resume_when_told);
  TEST ("reconnect/honours-retry", test_retry_is_honoured);
  TEST ("reconnect/honours-retry-after", test_unavailable_for_a_time);
  TEST ("reconnect/after-malformed-answers", test_malformed_answers_are_retried);
  TEST ("reconnect/while-nobody-listens", test_nobody_listens);
  TEST ("reconnect/when-opening-takes-too-long", test_opening_takes_too_long);
  TEST ("account/lost-duplicate-reordered", test_accounts);
  TEST ("account/gaps-that-are-told", test_gap);
  TEST ("account/selections", test_prev_of_a_selection);
  TEST ("account/nothing-lost-before-the-first-of-a-selection", test_first_of_a_selection);
  TEST ("account/wire-bytes-are-what-was-sent", test_wire_bytes);
  TEST ("account/begins-at-nothing-again-while-it-goes-on", test_counts_from_nothing);
  TEST ("refuse/unusable-addresses", test_unusable_address);
  TEST ("send/cannot", test_cannot_send);
  TEST ("stop/before-connecting", test_stop_before_connecting);
  TEST ("stop/before-the-answer", test_stop_before_the_answer);
  TEST ("stop/while-open", test_stop_while_open);
  TEST ("stop/while-retrying", test_stop_while_retrying);
  TEST ("stop/within-a-message", test_stop_within_a_message);
  TEST ("stop/and-start-within-a-message", test_restart_within_a_message);
  TEST ("stop/by-the-last-reference", test_finalised_while_open);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sse-client/refuse/%s", refusals[i].path);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }

  return g_test_run ();
}
