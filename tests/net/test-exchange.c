/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "server-fixture.h"
#include "support/rt-test.h"

static void
test_text (ServerFixture *fixture,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = NULL;

      raw_client_send (client, GET ("/text"));
      text = raw_client_wait_for (client, "hello");
      g_assert_true (g_str_has_prefix (text, "HTTP/1.1 200 OK\r\n"));
      server_fixture_settle (fixture);
      assert_bytes (fixture, "request-response", client->sent, client->received);
      g_assert_cmpuint (server_fixture_get (fixture, "request-response")->responses, ==, i + 1);
    }

  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->wire.segments_in, ==, 3);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->wire.segments_out, ==, 3);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->header_bytes, ==, 6 * RT_HEADER_BYTES_IPV4);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->connections_opened, ==, 1);
  assert_bytes (fixture, RT_LEDGER_OTHER, 0, 0);
}

typedef struct {
  const char *request;
  const char *end;
  const char *pattern;
} Step;

/* What was sent and received for @pattern, of one client's. */
static void
add_bytes (GHashTable *bytes,
           const char *pattern,
           gsize       more)
{
  gsize sum = GPOINTER_TO_SIZE (g_hash_table_lookup (bytes, pattern));

  g_hash_table_insert (bytes, (gpointer) pattern, GSIZE_TO_POINTER (sum + more));
}

/* Settled between some of the steps, which must not make a difference. */
static void
take_steps (ServerFixture *fixture,
            const Step    *steps,
            guint          n_steps)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autoptr (GHashTable) in = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) out = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_steps; i++)
    {
      guint64 before = client->received;

      raw_client_send (client, steps[i].request);
      g_free (raw_client_wait_for (client, steps[i].end));
      add_bytes (in, steps[i].pattern, strlen (steps[i].request));
      add_bytes (out, steps[i].pattern, client->received - before);
      if (i % 2 == 0)
        server_fixture_settle (fixture);
    }

  server_fixture_settle (fixture);
  for (guint i = 0; i < n_steps; i++)
    assert_bytes (fixture, steps[i].pattern, GPOINTER_TO_SIZE (g_hash_table_lookup (in, steps[i].pattern)),
                  GPOINTER_TO_SIZE (g_hash_table_lookup (out, steps[i].pattern)));
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->connections_open, ==, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "short-polling")->connections_open, ==, 1);
}

/* A connection that serves another pattern with each request. */
static void
test_changes (ServerFixture *fixture,
              gconstpointer  user_data)
{
  static const Step steps[] = {
    { GET ("/text"), "hello", "request-response" },
    { GET ("/poll"), "33333", "short-polling" },
    { "POST /text HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n", "abc", "request-response" },
    { GET ("/none"), "\r\n\r\n", "short-polling" },
    { GET ("/nowhere"), "Not Found", RT_LEDGER_OTHER },
    { "GET /poll HTTP/1.1\r\n" HOST "If-None-Match: \"1\"\r\n\r\n", "\r\n\r\n", "short-polling" },
  };
  const RtTraffic *polling = server_fixture_get (fixture, "short-polling");
  const RtTraffic *requests = server_fixture_get (fixture, "request-response");

  take_steps (fixture, steps, G_N_ELEMENTS (steps));

  g_assert_cmpuint (polling->requests, ==, 3);
  g_assert_cmpuint (polling->responses, ==, 3);
  g_assert_cmpuint (polling->empty, ==, 2);
  g_assert_cmpuint (polling->events, ==, 3);
  g_assert_cmpuint (polling->payload_out, ==, 15);
  g_assert_cmpuint (polling->wire.segments_in, ==, 3);
  g_assert_cmpuint (polling->wire.segments_out, ==, 3);
  g_assert_cmpuint (polling->connections_opened, ==, 0);
  g_assert_cmpuint (requests->payload_in, ==, 3);
  g_assert_cmpuint (requests->connections_opened, ==, 1);
}

/* Parts of an answer would be counted for all of it. */
static void
test_range (ServerFixture *fixture,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *text = NULL;

  raw_client_send (client, "GET /poll HTTP/1.1\r\n" HOST "Range: bytes=0-0,1-1\r\n\r\n");
  text = raw_client_wait_for (client, "33333");

  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 200 "));
}

/* Answers without content. */
static void
test_no_content (ServerFixture *fixture,
                 gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *head = NULL;
  g_autofree char *none = NULL;
  g_autofree char *unmodified = NULL;

  raw_client_send (client, "HEAD /poll HTTP/1.1\r\n" HOST "\r\n");
  head = raw_client_wait_for (client, "\r\n\r\n");
  g_assert_nonnull (strstr (head, "Content-Length: 17\r\n"));
  raw_client_send (client, GET ("/none"));
  none = raw_client_wait_for (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (none, "HTTP/1.1 204 "));
  g_assert_null (strstr (none, "Content-Length"));
  raw_client_send (client, "GET /poll HTTP/1.1\r\n" HOST "If-None-Match: \"1\"\r\n\r\n");
  unmodified = raw_client_wait_for (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (unmodified, "HTTP/1.1 304 "));
  g_assert_null (strstr (unmodified, "Content-Length"));

  server_fixture_settle (fixture);
  assert_bytes (fixture, "short-polling", client->sent, client->received);
  g_assert_cmpuint (server_fixture_get (fixture, "short-polling")->responses, ==, 3);
  g_assert_cmpuint (server_fixture_get (fixture, "short-polling")->empty, ==, 3);
  g_assert_cmpuint (server_fixture_get (fixture, "short-polling")->events, ==, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "short-polling")->payload_out, ==, 0);
}

static void
test_continue (ServerFixture *fixture,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *poll = NULL;
  g_autofree char *leave = NULL;
  g_autofree char *text = NULL;
  guint64 sent, received;

  raw_client_send (client, GET ("/poll"));
  poll = raw_client_wait_for (client, "33333");
  sent = client->sent;
  received = client->received;

  raw_client_send (client, "POST /text HTTP/1.1\r\n" HOST "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  leave = raw_client_wait_for (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (leave, "HTTP/1.1 100 Continue\r\n"));
  /* Whose it is can be seen when it is whole. */
  server_fixture_settle (fixture);
  assert_bytes (fixture, "short-polling", sent, received);
  assert_bytes (fixture, "request-response", 0, 0);

  raw_client_send (client, "body");
  text = raw_client_wait_for (client, "body");
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 201 "));
  server_fixture_settle (fixture);
  assert_bytes (fixture, "short-polling", sent, received);
  assert_bytes (fixture, "request-response", client->sent - sent, client->received - received);
}

static void
test_pipelined (ServerFixture *fixture,
                gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *text = NULL;
  const char *second, *third;

  raw_client_send (client, GET ("/text") GET ("/poll") GET ("/text"));
  text = raw_client_wait_for (client, "hello");
  if (strstr (strstr (text, "hello") + 1, "hello") == NULL)
    {
      g_autofree char *rest = raw_client_wait_for (client, "hello");
      char *whole = g_strconcat (text, rest, NULL);

      g_free (text);
      text = whole;
    }
  second = strstr (text + 1, "HTTP/1.1 ");
  third = strstr (second + 1, "HTTP/1.1 ");

  server_fixture_settle (fixture);
  assert_bytes (fixture, "request-response", 2 * strlen (GET ("/text")), (second - text) + strlen (third));
  assert_bytes (fixture, "short-polling", strlen (GET ("/poll")), third - second);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->responses, ==, 2);
  g_assert_cmpuint (server_fixture_get (fixture, "short-polling")->responses, ==, 1);
}

/* What waits behind a request that is held belongs to nobody yet. */
static void
test_pipelined_behind_held (ServerFixture *fixture,
                            gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *text = NULL;

  raw_client_send (client, GET ("/hold") GET ("/poll"));
  server_fixture_wait_held (fixture, 1);
  server_fixture_settle (fixture);
  assert_bytes (fixture, "long-polling", strlen (GET ("/hold")), 0);
  assert_bytes (fixture, "short-polling", 0, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "long-polling")->responses, ==, 0);

  server_fixture_release (fixture);
  text = raw_client_wait_for (client, "33333");
  server_fixture_settle (fixture);
  assert_bytes (fixture, "long-polling", strlen (GET ("/hold")), strstr (text + 1, "HTTP/1.1 ") - text);
  assert_bytes (fixture, "short-polling", strlen (GET ("/poll")), strlen (strstr (text + 1, "HTTP/1.1 ")));
  g_assert_cmpuint (server_fixture_get (fixture, "long-polling")->events, ==, 1);
}

static void
test_gone (ServerFixture *fixture,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  raw_client_send (client, GET ("/hold"));
  server_fixture_wait_held (fixture, 1);
  if (GPOINTER_TO_INT (user_data))
    raw_client_reset (client);
  else
    raw_client_close (client);
  server_fixture_wait_open (fixture, 0);

  g_assert_cmpuint (fixture->n_gone, ==, 1);
  assert_bytes (fixture, "long-polling", client->sent, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "long-polling")->requests, ==, 1);
  g_assert_cmpuint (server_fixture_get (fixture, "long-polling")->responses, ==, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "long-polling")->connections_open, ==, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "long-polling")->connections_opened, ==, 1);
}

/* The stream tells that its peer left once: during the first request. */
static void
test_gone_before_hold (ServerFixture *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  raw_client_send (client, GET ("/text") GET ("/hold"));
  raw_client_shutdown (client);
  server_fixture_wait_open (fixture, 1);
  server_fixture_wait_open (fixture, 0);

  g_assert_cmpuint (fixture->held->len, ==, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "long-polling")->connections_open, ==, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->wire.bytes_in +
                    server_fixture_get (fixture, "long-polling")->wire.bytes_in, ==, client->sent);
}

/* Whoever answers after the peer left is not heard, and reads nothing. */
static void
test_answer_after_gone (ServerFixture *fixture,
                        gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autoptr (RtExchange) exchange = NULL;
  g_autoptr (GBytes) body = NULL;

  raw_client_send (client, GET ("/hold"));
  server_fixture_wait_held (fixture, 1);
  exchange = g_object_ref (fixture->held->pdata[0]);
  g_assert_false (rt_exchange_is_over (exchange));
  raw_client_close (client);
  server_fixture_wait_open (fixture, 0);

  g_assert_true (rt_exchange_is_over (exchange));
  g_assert_null (rt_exchange_get_method (exchange));
  g_assert_null (rt_exchange_get_path (exchange));
  g_assert_null (rt_exchange_get_header (exchange, "Host"));
  body = rt_exchange_dup_body (exchange);
  g_assert_cmpuint (g_bytes_get_size (body), ==, 0);
  rt_exchange_set_header (exchange, "ETag", "\"1\"");
  rt_exchange_respond_problem (exchange, 404, "%s", "late");
  rt_exchange_hold (exchange);
  rt_test_drain ();
  rt_test_assert_last_unref (g_steal_pointer (&exchange));
}

static void
on_deadline (RtExchange *exchange,
             gpointer    user_data)
{
  ServerFixture *fixture = user_data;

  g_assert_true (fixture->held->pdata[0] == exchange);
  server_fixture_release (fixture);
}

static void
test_deadline (ServerFixture *fixture,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *text = NULL;

  raw_client_send (client, GET ("/hold"));
  server_fixture_wait_held (fixture, 1);
  rt_exchange_set_deadline (fixture->held->pdata[0], 60000, on_deadline, fixture);
  rt_exchange_set_deadline (fixture->held->pdata[0], 1, on_deadline, fixture);
  text = raw_client_wait_for (client, "news");

  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 200 "));
}

static void
test_events (ServerFixture *fixture,
             gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *poll = NULL;
  g_autofree char *text = NULL;
  guint64 sent, received;

  raw_client_send (client, GET ("/poll"));
  poll = raw_client_wait_for (client, "33333");
  sent = client->sent;
  received = client->received;
  raw_client_send (client, GET ("/events"));
  text = raw_client_wait_for (client, "data: two\n\n");
  /* Thrown away, and counted. */
  raw_client_send (client, "more");
  raw_client_close (client);
  server_fixture_wait_open (fixture, 0);

  assert_bytes (fixture, "short-polling", sent, received);
  assert_bytes (fixture, "server-sent-events", client->sent - sent, client->received - received);
  g_assert_cmpuint (server_fixture_get (fixture, "server-sent-events")->events, ==, 2);
  g_assert_cmpuint (server_fixture_get (fixture, "server-sent-events")->payload_out, ==, 6);
  g_assert_cmpuint (server_fixture_get (fixture, "server-sent-events")->requests, ==, 1);
  g_assert_cmpuint (server_fixture_get (fixture, "server-sent-events")->responses, ==, 1);
  g_assert_cmpuint (server_fixture_get (fixture, "server-sent-events")->connections_open, ==, 0);
}

/* RFC 6455 section 5.7: a masked "Hello", and a close frame. */
static const guint8 hello[] = { 0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58 };
static const guint8 closing[] = { 0x88, 0x80, 0, 0, 0, 0 };

static void
test_socket (ServerFixture *fixture,
             gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *text = NULL;
  g_autofree char *end = NULL;

  raw_client_send (client, UPGRADE ("/socket"));
  text = raw_client_wait_for (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 101 "));
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *frame = NULL;

      raw_client_send_bytes (client, hello, sizeof hello);
      frame = raw_client_wait_bytes (client, 7);
      g_assert_cmpmem (frame, 7, "\x81\x05Hello", 7);
      server_fixture_settle (fixture);
      assert_bytes (fixture, "websocket", client->sent, client->received);
    }
  raw_client_send_bytes (client, closing, sizeof closing);
  end = raw_client_wait_end (client);
  raw_client_close (client);
  server_fixture_wait_open (fixture, 0);

  assert_bytes (fixture, "websocket", client->sent, client->received);
  g_assert_cmpuint (server_fixture_get (fixture, "websocket")->requests, ==, 1);
  g_assert_cmpuint (server_fixture_get (fixture, "websocket")->responses, ==, 1);
}

static void
test_bad_handshakes (ServerFixture *fixture,
                     gconstpointer  user_data)
{
  static const struct { const char *fields; const char *status; const char *field; } cases[] = {
    { "Sec-WebSocket-Version: 13\r\n", "400 ", "Content-Type: application/problem+json\r\n" },
    { "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "426 Upgrade Required\r\n", "Sec-WebSocket-Version: 13\r\n" },
    { "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: soap\r\n", "400 ", "Content-Type: application/problem+json\r\n" },
  };
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *request = g_strdup_printf ("GET /socket HTTP/1.1\r\n" HOST "Upgrade: websocket\r\nConnection: Upgrade\r\n%s\r\n", cases[i].fields);
      g_autofree char *text = NULL;

      raw_client_send (client, request);
      text = raw_client_wait_for (client, "}\n");
      g_assert_true (g_str_has_prefix (text + strlen ("HTTP/1.1 "), cases[i].status));
      g_assert_nonnull (strstr (text, cases[i].field));
    }

  server_fixture_settle (fixture);
  assert_bytes (fixture, "websocket", client->sent, client->received);
  g_assert_cmpuint (fixture->sockets->len, ==, 0);
}

/* In the middle of a body, of a head, and of nothing. */
static void
test_half_sent (ServerFixture *fixture,
                gconstpointer  user_data)
{
  g_autoptr (RawClient) body = raw_client_new (fixture->port);
  g_autoptr (RawClient) head = raw_client_new (fixture->port);
  g_autoptr (RawClient) second = raw_client_new (fixture->port);
  g_autoptr (RawClient) silent = raw_client_new (fixture->port);
  g_autofree char *text = NULL;
  g_autofree char *answer = NULL;

  raw_client_send (body, "POST /text HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n12345");
  raw_client_send (head, "GET /poll HTTP/1.1\r\nHo");
  raw_client_send (second, GET ("/poll"));
  text = raw_client_wait_for (second, "33333");
  raw_client_send (second, "GET /te");
  server_fixture_wait_open (fixture, 4);
  server_fixture_settle (fixture);
  /* Nothing of those not whole is anybody's yet. */
  assert_bytes (fixture, "request-response", 0, 0);
  assert_bytes (fixture, RT_LEDGER_OTHER, 0, 0);
  assert_bytes (fixture, "short-polling", strlen (GET ("/poll")), second->received);

  /* Newer versions of libsoup answer it, as they see that it will not be whole. */
  raw_client_shutdown (body);
  answer = raw_client_wait_end (body);
  raw_client_close (head);
  raw_client_close (second);
  raw_client_close (silent);
  server_fixture_wait_open (fixture, 0);
  rt_test_drain ();

  assert_bytes (fixture, "request-response", body->sent, strlen (answer));
  assert_bytes (fixture, RT_LEDGER_OTHER, head->sent, 0);
  assert_bytes (fixture, "short-polling", second->sent, second->received);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->requests, ==, 1);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->responses, ==, *answer != '\0' ? 1 : 0);
  g_assert_cmpuint (server_fixture_get (fixture, "short-polling")->requests, ==, 1);
  g_assert_cmpuint (server_fixture_get (fixture, RT_LEDGER_OTHER)->requests, ==, 0);
  g_assert_cmpuint (server_fixture_get (fixture, RT_LEDGER_OTHER)->connections_opened, ==, 2);
  for (guint i = 0; rt_ledger_get_patterns (rt_server_get_ledger (fixture->server))[i] != NULL; i++)
    g_assert_cmpuint (server_fixture_get (fixture, rt_ledger_get_patterns (rt_server_get_ledger (fixture->server))[i])->connections_open, ==, 0);
}

/* Refused by the guard: no request, but bytes in both directions. */
static void
test_refused_by_guard (ServerFixture *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *text = NULL;

  raw_client_send (client, "POST /text HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\n");
  text = raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 400 "));
  raw_client_close (client);
  server_fixture_wait_open (fixture, 0);
  rt_test_drain ();

  assert_bytes (fixture, RT_LEDGER_OTHER, client->sent, client->received);
  g_assert_cmpuint (server_fixture_get (fixture, RT_LEDGER_OTHER)->requests, ==, 0);
}

/* Refused by libsoup before there is an exchange. */
static void
test_refused_by_soup (ServerFixture *fixture,
                      gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *text = NULL;

  raw_client_send (client, "GET /text HTTP/1.1\r\nHost: a/b\r\n\r\n");
  text = raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 400 "));
  raw_client_close (client);
  server_fixture_wait_open (fixture, 0);
  rt_test_drain ();

  assert_bytes (fixture, RT_LEDGER_OTHER, client->sent, client->received);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, function) \
  g_test_add ("/exchange/" path, ServerFixture, data, server_fixture_set_up, function, server_fixture_tear_down)
  ADD ("counts-what-was-sent-and-received", NULL, test_text);
  ADD ("divides-a-connection-among-its-patterns", NULL, test_changes);
  ADD ("answers-whole-whatever-range-is-asked-for", NULL, test_range);
  ADD ("counts-no-events-where-there-is-no-content", NULL, test_no_content);
  ADD ("counts-100-continue-for-its-request", NULL, test_continue);
  ADD ("divides-pipelined-requests", NULL, test_pipelined);
  ADD ("leaves-out-what-waits-behind-a-held-request", NULL, test_pipelined_behind_held);
  ADD ("hears-of-a-peer-that-closes", GINT_TO_POINTER (FALSE), test_gone);
  ADD ("hears-of-a-peer-that-resets", GINT_TO_POINTER (TRUE), test_gone);
  ADD ("hears-of-a-peer-that-left-before-it-was-held", NULL, test_gone_before_hold);
  ADD ("ignores-an-answer-to-nobody", NULL, test_answer_after_gone);
  ADD ("calls-back-at-the-last-deadline-set", NULL, test_deadline);
  ADD ("counts-an-event-stream", NULL, test_events);
  ADD ("counts-a-websocket", NULL, test_socket);
  ADD ("refuses-bad-handshakes-in-its-routes-words", NULL, test_bad_handshakes);
  ADD ("counts-requests-half-sent", NULL, test_half_sent);
  ADD ("counts-bytes-of-what-the-guard-refuses", NULL, test_refused_by_guard);
  ADD ("counts-bytes-of-what-libsoup-refuses", NULL, test_refused_by_soup);

  return g_test_run ();
}
