/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where clients go on when their connection is lost between what is told and the next event. */

#include "config.h"

#include <string.h>

#include "patterns/server-sent-events/rt-sse-client.h"
#include "patterns/short-polling/rt-short-polling-client.h"
#include "patterns/websocket/rt-websocket-client.h"
#include "script.h"
#include "support/rt-test.h"

#define SCRIPT_PATH "/stream"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

/* The last number that request @i says it has seen. */
static char *
dup_cursor (Script *script,
            guint   i)
{
  return raw_request_dup_header (raw_server_get_request (script->server, i), "Last-Event-ID");
}

static void
test_gap (void)
{
  static const char * const answers[] = {
    HEAD "id: 1\ndata: a\n\nid: 8\nevent: gap\ndata: {\"lost\": 7}\n\n", "+" HEAD "id: 9\ndata: b\n\n", NULL };
  Script script;
  g_autofree char *cursor = NULL;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);
  cursor = dup_cursor (&script, 1);

  g_assert_cmpstr (cursor, ==, "8");
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:a gap(7) [retrying] [connecting] [open] 9:b");
  g_assert_cmpuint (rt_client_get_traffic (script.client)->lost, ==, 7);
  script_clear (&script);
}

/* The numbers of another life may be lower. */
static void
test_unknown_gap (void)
{
  static const char * const answers[] = {
    HEAD "id: 100\ndata: a\n\nid: 8\nevent: gap\ndata: {\"lost\": null}\n\n", "+" HEAD "id: 9\ndata: b\n\nid: 11\ndata: c\n\n",
    NULL };
  Script script;
  g_autofree char *cursor = NULL;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 3);
  cursor = dup_cursor (&script, 1);

  g_assert_cmpstr (cursor, ==, "8");
  g_assert_cmpstr (script.watcher.log->str, ==,
                   "[connecting] [open] 100:a gap(-1) [retrying] [connecting] [open] 9:b gap(1) 11:c");
  g_assert_cmpuint (rt_client_get_traffic (script.client)->unknown_gaps, ==, 1);
  script_clear (&script);
}

/* Who begins with what comes from now on knows where that is before the first event. */
static void
test_position (void)
{
  static const char * const answers[] = { HEAD "retry: 1\nid: 5\n\n", "+" HEAD "id: 6\ndata: a\n\n", NULL };
  Script script;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);
  first = dup_cursor (&script, 0);
  second = dup_cursor (&script, 1);

  g_assert_null (first);
  g_assert_cmpstr (second, ==, "5");
  script_clear (&script);
}

static void
test_missed_after_position (void)
{
  static const char * const answers[] = { HEAD "retry: 1\nid: 5\n\n", "+" HEAD "retry: 1\nid: 8\n\nid: 9\ndata: a\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "resume", FALSE, NULL);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 1);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] [retrying] [connecting] [open] gap(3) 9:a");
  script_clear (&script);
}

static gboolean
has_lost_three (gpointer user_data)
{
  return rt_client_get_traffic (user_data)->lost == 3;
}

/* No event comes any more that would tell. */
static void
test_missed_at_the_end (void)
{
  static const char * const answers[] = { HEAD "id: 5\ndata: a\n\n", "+" HEAD "retry: 1\nid: 8\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "resume", FALSE, NULL);
  rt_client_start (script.client);
  rt_test_wait_for (has_lost_three, script.client, "what was missed to be counted");

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 5:a [retrying] [connecting] [open] gap(3)");
  script_clear (&script);
}

static void
on_gap_stop (RtClient *client)
{
  rt_client_stop (client);
}

/* Whoever is told may stop the client; what came in the same read is not for it. */
static void
test_missed_and_stopped (void)
{
  static const char * const answers[] = {
    HEAD "id: 5\ndata: a\n\n", "+" HEAD "retry: 1\nid: 8\n\nid: 9\ndata: b\n\nid: 10\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "resume", FALSE, NULL);
  g_signal_connect (script.client, "gap", G_CALLBACK (on_gap_stop), NULL);
  rt_client_start (script.client);
  watcher_wait_finished (&script.watcher);
  rt_test_drain ();

  g_assert_cmpuint (script.watcher.n_messages, ==, 1);
  g_assert_cmpuint (rt_client_get_traffic (script.client)->lost, ==, 3);
  script_clear (&script);
}

/* Nobody knows which of the numbers were in it. */
static void
test_missed_in_a_selection (void)
{
  static const char * const answers[] = {
    HEAD "id: 5\nprev: 2\ndata: a\n\n", "+" HEAD "retry: 1\nid: 8\n\nid: 9\nprev: 5\ndata: b\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH "?types=x", answers);
  g_object_set (script.client, "resume", FALSE, NULL);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 5:a [retrying] [connecting] [open] 9:b");
  script_clear (&script);
}

/* An answer may say that there is nothing new, and that it looked at more than came. */
static void
test_missed_by_polling (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[{\"seq\":5,\"data\":1}],\"next\":5,\"gap\":0}"), OK ("", "{\"events\":[],\"next\":8,\"gap\":0}"), NULL };
  Script script;

  script_init (&script, RT_TYPE_SHORT_POLLING_CLIENT, SCRIPT_PATH, answers);
  g_object_set (script.client, "interval-ms", 1, NULL);
  rt_client_start (script.client);
  rt_test_wait_for (has_lost_three, script.client, "what was missed to be counted");

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 5:1 gap(3)");
  script_clear (&script);
}

/* A server that began anew has no such channel until somebody publishes. */
static void
test_not_there_yet (void)
{
  static const char * const answers[] = {
    HEAD "id: 1\ndata: a\n\n", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "+" HEAD "id: 2\ndata: b\n\n", NULL };
  Script script;

  script_init (&script, RT_TYPE_SSE_CLIENT, SCRIPT_PATH, answers);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 2);

  g_assert_cmpstr (script.watcher.log->str, ==,
                   "[connecting] [open] 1:a [retrying] [connecting] [retrying] [connecting] [open] 2:b");
  script_clear (&script);
}

/* What a server says on its connections, one after the other. */
typedef struct {
  const char *fields;  /* of the answer to the opening handshake */
  const char *text;    /* a message, before the connection ends */
} Line;

static void
answer_websocket (RawServer  *server,
                  RawPeer    *peer,
                  const char *request,
                  gpointer    user_data)
{
  const Line *line = (const Line *) user_data + server->requests->len - 1;

  raw_peer_accept_websocket (peer, request, line->fields);
  if (line->text == NULL)
    return;

  raw_peer_send_frame (peer, 0x81, line->text, strlen (line->text));
  raw_peer_close (peer);
}

/* What is asked for after the first connection was lost. (transfer full) */
static char *
dup_second_request (const Line *lines)
{
  RawServer *server = raw_server_new (answer_websocket, (gpointer) lines);
  g_autofree char *uri = raw_server_dup_uri (server, "ws", "/c");
  g_autofree char *request = NULL;
  Watcher watcher;

  watcher_init (&watcher, rt_websocket_client_new (uri));
  rt_client_start (watcher.client);
  raw_server_wait_requests (server, 2);
  request = g_strdup (raw_server_get_request (server, 1));
  *strchr (request, '\r') = '\0';
  watcher_clear (&watcher);
  raw_server_free (server);

  return g_steal_pointer (&request);
}

static void
test_websocket_gap (void)
{
  static const Line lines[] = {
    { "roundtrip.v1", "{\"type\":\"gap\",\"next\":8,\"data\":{\"lost\":7}}" }, { "roundtrip.v1", NULL } };
  g_autofree char *request = dup_second_request (lines);

  g_assert_cmpstr (request, ==, "GET /c?after=8 HTTP/1.1");
}

static void
test_websocket_position (void)
{
  static const Line lines[] = {
    { "roundtrip.v1\r\nLast-Event-ID: 5", "{\"type\":\"error\",\"data\":{\"detail\":\"x\"}}" },
    { "roundtrip.v1", NULL } };
  g_autofree char *request = dup_second_request (lines);

  g_assert_cmpstr (request, ==, "GET /c?after=5 HTTP/1.1");
}

static void
read_empty_answer (RtClient *client,
                   guint     status,
                   gboolean  is_empty,
                   guint64  *cursor)
{
  g_assert_true (rt_client_get_cursor (client, cursor));
}

/* Who hears of an answer that nothing is in may go on elsewhere from where it ends. */
static void
test_cursor_of_empty_answer (void)
{
  static const char * const answers[] = { OK ("", "{\"events\":[],\"next\":8,\"gap\":0}"), NULL };
  Script script;
  guint64 cursor = 0;

  script_init (&script, RT_TYPE_SHORT_POLLING_CLIENT, SCRIPT_PATH, answers);
  g_signal_connect (script.client, "answer", G_CALLBACK (read_empty_answer), &cursor);
  rt_client_start (script.client);
  watcher_wait_answers (&script.watcher, 1);

  g_assert_cmpuint (cursor, ==, 8);
  script_clear (&script);
}

/* The first connection is lost with five events told; the second begins behind eight. */
static void
test_websocket_missed (void)
{
  static const Line lines[] = {
    { "roundtrip.v1\r\nLast-Event-ID: 4", "{\"seq\":5,\"type\":\"message\",\"data\":1}" },
    { "roundtrip.v1\r\nLast-Event-ID: 8", NULL } };
  RawServer *server = raw_server_new (answer_websocket, (gpointer) lines);
  g_autofree char *uri = raw_server_dup_uri (server, "ws", "/c");
  Watcher watcher;

  watcher_init (&watcher, rt_websocket_client_new (uri));
  g_object_set (watcher.client, "resume", FALSE, "retry-ms", 1, NULL);
  rt_client_start (watcher.client);
  rt_test_wait_for (has_lost_three, watcher.client, "what was missed to be counted");

  g_assert_cmpstr (watcher.log->str, ==, "[connecting] [open] 5:1 [retrying] [connecting] [open] gap(3)");
  watcher_clear (&watcher);
  raw_server_free (server);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/resuming/event-stream/a-gap-is-told-once", test_gap);
  g_test_add_func ("/resuming/event-stream/a-gap-may-end-lower", test_unknown_gap);
  g_test_add_func ("/resuming/event-stream/before-the-first-event", test_position);
  g_test_add_func ("/resuming/event-stream/what-was-missed-before-the-first-event-is-counted", test_missed_after_position);
  g_test_add_func ("/resuming/event-stream/what-was-missed-at-the-end-is-counted", test_missed_at_the_end);
  g_test_add_func ("/resuming/event-stream/who-hears-of-it-may-stop", test_missed_and_stopped);
  g_test_add_func ("/resuming/event-stream/what-a-selection-leaves-out-is-not-missed", test_missed_in_a_selection);
  g_test_add_func ("/resuming/polling/what-was-missed-at-the-end-is-counted", test_missed_by_polling);
  g_test_add_func ("/resuming/event-stream/what-was-there-is-looked-for-again", test_not_there_yet);
  g_test_add_func ("/resuming/websocket/a-gap-is-told-once", test_websocket_gap);
  g_test_add_func ("/resuming/websocket/before-the-first-event", test_websocket_position);
  g_test_add_func ("/resuming/websocket/what-was-missed-at-the-end-is-counted", test_websocket_missed);
  g_test_add_func ("/resuming/polling/an-empty-answer-says-where-to-go-on", test_cursor_of_empty_answer);

  return g_test_run ();
}
