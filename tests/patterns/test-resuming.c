/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where clients go on when their connection is lost between what is told and the next event. */

#include "config.h"

#include <string.h>

#include "patterns/server-sent-events/rt-sse-client.h"
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/resuming/event-stream/a-gap-is-told-once", test_gap);
  g_test_add_func ("/resuming/event-stream/a-gap-may-end-lower", test_unknown_gap);
  g_test_add_func ("/resuming/event-stream/before-the-first-event", test_position);
  g_test_add_func ("/resuming/event-stream/what-was-missed-before-the-first-event-is-counted", test_missed_after_position);
  g_test_add_func ("/resuming/event-stream/what-was-there-is-looked-for-again", test_not_there_yet);
  g_test_add_func ("/resuming/websocket/a-gap-is-told-once", test_websocket_gap);
  g_test_add_func ("/resuming/websocket/before-the-first-event", test_websocket_position);

  return g_test_run ();
}
