/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/long-polling/rt-long-polling-client.h"
#include "script.h"
#include "support/rt-test.h"

static void
init (Script             *script,
      const char * const *answers)
{
  script_init (script, RT_TYPE_LONG_POLLING_CLIENT, "/c?x", answers);
}

static void
send_answer (Script     *script,
             const char *answer)
{
  raw_peer_send (raw_server_get_last_peer (script->server), answer);
}

static void
assert_asks (Script     *script,
             guint       index,
             const char *target,
             const char *prefer)
{
  const char *request = raw_server_get_request (script->server, index);
  g_auto (GStrv) words = g_strsplit (request, " ", 3);
  g_autofree char *field = raw_request_dup_header (request, "Prefer");

  g_assert_cmpstr (words[0], ==, "GET");
  g_assert_cmpstr (words[1], ==, target);
  g_assert_cmpstr (field, ==, prefer);
}

static void
test_channel (void)
{
  static const char * const answers[] = {
    OK ("Preference-Applied: wait=30\r\n", "{\"events\":[{\"seq\":1,\"data\":1},{\"seq\":2,\"data\":2}],\"next\":2,\"gap\":0}"),
    OK ("", "{\"events\":[{\"seq\":5,\"data\":5}],\"next\":6,\"gap\":2}"), NULL };
  Script script;
  const RtTraffic *traffic;

  init (&script, answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 3);
  traffic = rt_client_get_traffic (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:1 2:2 gap(2) 5:5");
  assert_asks (&script, 0, "/c?x", "wait=30");
  assert_asks (&script, 1, "/c?x&after=2", "wait=30");
  assert_asks (&script, 2, "/c?x&after=6", "wait=30");
  g_assert_cmpuint (traffic->connections_opened, ==, 1);
  g_assert_cmpuint (traffic->requests, ==, 3);
  g_assert_cmpuint (traffic->responses, ==, 2);
  g_assert_cmpuint (traffic->lost, ==, 2);
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_wait_is_in_whole_seconds (void)
{
  static const char * const answers[] = { NULL };
  Script script;

  init (&script, answers);
  g_object_set (script.client, "wait-ms", 1001, NULL);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 1);

  assert_asks (&script, 0, "/c?x", "wait=2");
  script_clear (&script);
}

static void
test_without_a_wait (void)
{
  static const char * const answers[] = { NULL };
  Script script;

  init (&script, answers);
  g_object_set (script.client, "wait-ms", 0, NULL);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 1);

  assert_asks (&script, 0, "/c?x", NULL);
  script_clear (&script);
}

static void
test_open_while_held (void)
{
  static const char * const answers[] = { NULL };
  Script script;

  init (&script, answers);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_OPEN);
  g_assert_cmpuint (script.server->requests->len, ==, 1);

  send_answer (&script, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  raw_server_wait_requests (script.server, 2);
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] hi");
  script_clear (&script);
}

static void
test_held_and_empty (void)
{
  static const char * const empties[] = {
    "HTTP/1.1 304 Not Modified\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n" };
  static const char * const answers[] = { NULL };
  Script script;

  init (&script, answers);
  rt_client_start (script.client);
  watcher_wait_state (&script.watcher, RT_CLIENT_OPEN);
  for (guint i = 0; i < G_N_ELEMENTS (empties); i++)
    {
      send_answer (&script, empties[i]);
      raw_server_wait_requests (script.server, i + 2);
    }

  g_assert_cmpstr (script.watcher.answers->str, ==, "304- 204- 504-");
  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open]");
  script_assert_wire (&script);
  script_clear (&script);
}

static void
answer_nothing (RawServer  *server,
                RawPeer    *peer,
                const char *request,
                gpointer    user_data)
{
  raw_peer_send (peer, "HTTP/1.1 204 No Content\r\n\r\n");
}

static void
test_hasty_empty_answers_do_not_make_a_busy_loop (void)
{
  static const char * const answers[] = { NULL };
  Script script;
  gint64 began_us = g_get_monotonic_time ();

  init (&script, answers);
  script.server->func = answer_nothing;
  g_object_set (script.client, "interval-ms", 150, NULL);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 4);

  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, (100 + 150 + 150) * 1000);
  script_clear (&script);
}

static void
test_errors_are_retried (void)
{
  static const char * const answers[] = {
    "+HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "nonsense\r\n\r\n",
    OK ("", "{\"events\":[{\"seq\":3,\"data\":3}],\"next\":3,\"gap\":0}"),
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"events", OK ("", "x"), NULL };
  Script script;

  init (&script, answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 6);

  g_assert_cmpstr (script.watcher.answers->str, ==, "500 200 200");
  g_assert_true (g_str_has_suffix (script.watcher.log->str, "[open] 3:3 [retrying] [connecting] [open] x"));
  assert_asks (&script, 4, "/c?x&after=3", "wait=30");
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_without_resume (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[{\"seq\":3,\"data\":3}],\"next\":3,\"gap\":0}"), "HTTP/1.1 200 OK\r\nContent-Len",
    OK ("", "{\"events\":[{\"seq\":3,\"data\":3},{\"seq\":4,\"data\":4}],\"next\":4,\"gap\":0}"), "HTTP/1.1 200 OK\r\nContent-Len",
    OK ("", "{\"events\":[{\"seq\":7,\"data\":7}],\"next\":7,\"gap\":0}"), NULL };
  Script script;

  init (&script, answers);
  g_object_set (script.client, "resume", FALSE, NULL);
  rt_client_start (script.client);
  watcher_wait_messages (&script.watcher, 4);

  assert_asks (&script, 2, "/c?x", "wait=30");
  g_assert_cmpstr (script.watcher.log->str, ==,
                   "[connecting] [open] 3:3 [retrying] [connecting] [open] 3:3* 4:4 "
                   "[retrying] [connecting] [open] gap(2) 7:7");
  script_clear (&script);
}

/* libsoup sends a request again by itself when a connection that was used before ends
 * without a word (RFC 9110 section 9.2.2). It is a request more. */
static void
test_requests_sent_again_are_counted (void)
{
  static const char * const answers[] = { OK ("", "a"), "", OK ("", "b"), NULL };
  Script script;

  init (&script, answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 4);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] a b");
  g_assert_cmpuint (rt_client_get_traffic (script.client)->requests, ==, 4);
  g_assert_cmpuint (rt_client_get_traffic (script.client)->responses, ==, 2);
  script_assert_wire (&script);
  script_clear (&script);
}

static void
test_stop_while_held (void)
{
  static const char * const answers[] = { NULL };
  Script script;

  init (&script, answers);
  rt_client_start (script.client);
  raw_server_wait_requests (script.server, 1);
  script_assert_wire (&script);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [closed] finished");
  script_clear (&script);
}

static void
test_stop_while_pausing (void)
{
  static const char * const answers[] = { "+HTTP/1.1 204 No Content\r\n\r\n", NULL };
  Script script;

  init (&script, answers);
  rt_client_start (script.client);
  watcher_wait_answers (&script.watcher, 1);
  rt_client_stop (script.client);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] [closed] finished");
  script_clear (&script);
}

static void
test_stop_within_a_message (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[{\"seq\":1,\"data\":1},{\"seq\":2,\"data\":2}],\"next\":2}"), NULL };
  Script script;

  init (&script, answers);
  g_signal_connect (script.client, "message", G_CALLBACK (rt_client_stop), NULL);
  rt_client_start (script.client);
  watcher_wait_finished (&script.watcher);

  g_assert_cmpstr (script.watcher.log->str, ==, "[connecting] [open] 1:1 [closed] finished");
  script_clear (&script);
}

static void
test_secrets_are_not_repeated (void)
{
  static const char * const addresses[] = { "x?token=SECRET", "ftp://127.0.0.1/?token=SECRET", "http:///?token=SECRET" };
  static const char * const answers[] = { NULL };
  Script script;

  script_init (&script, RT_TYPE_LONG_POLLING_CLIENT, "/", answers);
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      rt_client_set_uri (script.client, addresses[i]);
      rt_client_start (script.client);
      watcher_assert_reason (&script.watcher, "?token=…” is no address");
      script.watcher.finished = FALSE;
    }
  script_clear (&script);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add_func ("/long-polling-client/" path, func)
  TEST ("channel/asks-again-at-once-after-next", test_channel);
  TEST ("request/prefers-a-wait-in-whole-seconds", test_wait_is_in_whole_seconds);
  TEST ("request/prefers-nothing-without-a-wait", test_without_a_wait);
  TEST ("held/is-open-while-it-is-held", test_open_while_held);
  TEST ("held/empty-ends-are-followed-by-the-next", test_held_and_empty);
  TEST ("held/hasty-empty-answers-do-not-make-a-busy-loop", test_hasty_empty_answers_do_not_make_a_busy_loop);
  TEST ("errors/are-retried-and-resumed", test_errors_are_retried);
  TEST ("errors/without-resume-it-begins-anew-and-counts-what-it-missed", test_without_resume);
  TEST ("errors/requests-sent-again-are-counted", test_requests_sent_again_are_counted);
  TEST ("stop/while-held", test_stop_while_held);
  TEST ("stop/while-pausing", test_stop_while_pausing);
  TEST ("stop/within-a-message", test_stop_within_a_message);
  TEST ("refuse/without-repeating-what-lets-somebody-in", test_secrets_are_not_repeated);

  return g_test_run ();
}
