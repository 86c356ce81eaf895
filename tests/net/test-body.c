/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "server-fixture.h"
#include "support/rt-test.h"

/* More than all buffers between two ends of a connection hold, libsoup's included. */
#define MUCH (32 * 1024 * 1024)

typedef struct {
  ServerFixture  server;
  RtExchange    *exchange;
  GString       *taken;
  gsize          n_taken;
  gsize          limit;     /* refuse what is more */
  guint          status;    /* with this, 413 where it is 0 */
  gboolean       has_ended;
  gboolean       is_gone;
  gboolean       pauses;    /* at the first piece */
} Fixture;

static void
data (RtExchange *exchange,
      GBytes     *bytes,
      gpointer    user_data)
{
  Fixture *fixture = user_data;

  fixture->n_taken += g_bytes_get_size (bytes);
  if (fixture->taken->len < 100)
    g_string_append_len (fixture->taken, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (fixture->n_taken > fixture->limit)
    rt_exchange_refuse (exchange, fixture->status != 0 ? fixture->status : SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "Too much");
  else if (fixture->pauses)
    rt_exchange_pause_body (exchange, TRUE);
}

static void
end (RtExchange *exchange,
     gpointer    user_data)
{
  Fixture *fixture = user_data;

  fixture->has_ended = TRUE;
  rt_exchange_respond_text (exchange, 200, "taken");
}

static void
gone_cb (RtExchange *exchange,
         Fixture    *fixture)
{
  fixture->is_gone = TRUE;
}

static void
begin (RtExchange *exchange,
       gpointer    user_data)
{
  static const RtBodySink sink = { data, end };
  Fixture *fixture = user_data;

  if (rt_exchange_get_header (exchange, "X-Refuse") != NULL)
    {
      rt_exchange_refuse (exchange, 507, "No room");
      return;
    }
  if (rt_exchange_get_header (exchange, "X-Whole") != NULL)
    return;

  rt_exchange_take_body (exchange, &sink, fixture);
  g_signal_connect (exchange, "gone", G_CALLBACK (gone_cb), fixture);
  g_set_object (&fixture->exchange, exchange);
}

static void
whole (RtExchange *exchange,
       gpointer    user_data)
{
  g_autoptr (GBytes) body = rt_exchange_dup_body (exchange);

  rt_exchange_respond (exchange, 200, "text/plain", body);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  static const RtRoute route = { "/take", "POST", "request-response", FALSE, 10, whole, .begin = begin };

  server_fixture_set_up (&fixture->server, NULL);
  rt_server_add_route (fixture->server.server, &route, fixture);
  fixture->taken = g_string_new (NULL);
  fixture->limit = G_MAXSIZE;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_clear_object (&fixture->exchange);
  server_fixture_tear_down (&fixture->server, NULL);
  g_string_free (fixture->taken, TRUE);
}

static gboolean
has_taken_all (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_taken == fixture->limit;
}

static void
wait_taken (Fixture *fixture,
            gsize    n)
{
  fixture->limit = n;
  rt_test_wait_for (has_taken_all, fixture, "the bytes to be taken");
  fixture->limit = G_MAXSIZE;
}

/* The body alone: nothing of the head, of chunks, of what came before or after. */
static void
assert_file_bytes (Fixture *fixture,
                   guint64  expected)
{
  RtLedger *ledger = rt_server_get_ledger (fixture->server.server);

  g_assert_cmpuint (rt_ledger_get (ledger, "request-response")->file_bytes, ==, expected);
}

static void
test_pieces (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  g_autofree char *answer = NULL;

  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Content-Length: 6\r\n\r\nab");
  wait_taken (fixture, 2);
  g_assert_false (fixture->has_ended);
  server_fixture_settle (&fixture->server);
  assert_bytes (&fixture->server, "request-response", client->sent, 0);
  raw_client_send (client, "cdef");
  answer = raw_client_wait_for (client, "taken");

  g_assert_cmpstr (fixture->taken->str, ==, "abcdef");
  server_fixture_settle (&fixture->server);
  assert_bytes (&fixture->server, "request-response", client->sent, client->received);
  assert_file_bytes (fixture, 6);
  g_assert_false (fixture->is_gone);
}

static void
test_chunks (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  g_autofree char *answer = NULL;

  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
  wait_taken (fixture, 2);
  raw_client_send (client, "1\r\nc\r\n0\r\n\r\n" GET ("/text"));
  answer = raw_client_wait_for (client, "hello");

  g_assert_cmpstr (fixture->taken->str, ==, "abc");
  assert_file_bytes (fixture, 3);
  server_fixture_settle (&fixture->server);
  assert_bytes (&fixture->server, "request-response", client->sent, client->received);
}

static void
test_continue (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  g_autofree char *leave = NULL;
  g_autofree char *answer = NULL;

  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  leave = raw_client_wait_for (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (leave, "HTTP/1.1 100 "));
  raw_client_send (client, "abc");
  answer = raw_client_wait_for (client, "taken");

  g_assert_cmpstr (fixture->taken->str, ==, "abc");
}

/* From the head alone, before a byte of the body. */
static void
test_refused_at_once (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  g_autofree char *answer = NULL;

  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "X-Refuse: 1\r\nContent-Length: 1000000\r\n\r\n");
  answer = raw_client_wait_end (client);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 507 "));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\nNo room"));
  g_assert_cmpuint (fixture->n_taken, ==, 0);
}

static void
test_refused_midway (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  g_autofree char *answer = NULL;

  fixture->limit = 3;
  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n4\r\nefgh\r\n");
  answer = raw_client_wait_end (client);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413 "));
  g_assert_false (fixture->has_ended);
  raw_client_close (client);
  server_fixture_wait_open (&fixture->server, 0);
  rt_test_drain ();
  g_assert_false (fixture->is_gone);
  assert_bytes (&fixture->server, "request-response", client->sent, client->received);
}

/* Of what is left there is not much, so the connection lives on. */
static void
test_refused_near_the_end (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  g_autofree char *body = g_strnfill (200000, 'x');
  g_autofree char *answer = NULL;
  g_autofree char *next = NULL;

  fixture->limit = 180000;
  fixture->status = 507;
  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Content-Length: 200000\r\n\r\n");
  raw_client_send (client, body);
  answer = raw_client_wait_for (client, "Too much");
  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n");
  next = raw_client_wait_for (client, "taken");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 507 "));
  g_assert_null (strstr (answer, "Connection: close"));
}

static void
test_whole (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  g_autofree char *answer = NULL;
  g_autofree char *refusal = NULL;

  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "X-Whole: 1\r\nContent-Length: 3\r\n\r\nabc");
  answer = raw_client_wait_for (client, "abc");
  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "X-Whole: 1\r\nContent-Length: 11\r\n\r\nabcdefghijk");
  refusal = raw_client_wait_end (client);

  g_assert_true (g_str_has_prefix (refusal, "HTTP/1.1 413 "));
}

typedef enum {
  LEAVE_CLOSING,
  LEAVE_RESETTING,
  LEAVE_RESETTING_WHILE_PAUSED,
} Leave;

static void
test_gone (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  Leave leave = GPOINTER_TO_INT (user_data);

  fixture->pauses = leave == LEAVE_RESETTING_WHILE_PAUSED;
  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Content-Length: 6\r\n\r\nab");
  wait_taken (fixture, 2);
  if (leave == LEAVE_CLOSING)
    raw_client_shutdown (client);
  else
    raw_client_reset (client);
  rt_test_wait_flag (&fixture->is_gone, "the sender's leaving");

  g_assert_true (rt_exchange_is_over (fixture->exchange));
  g_assert_false (fixture->has_ended);
  server_fixture_wait_open (&fixture->server, 0);
  rt_test_drain ();
  /* Newer versions of libsoup tell who listens still. */
  if (leave == LEAVE_CLOSING)
    g_free (raw_client_wait_end (client));
  assert_bytes (&fixture->server, "request-response", client->sent, client->received);
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);

  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Content-Length: 6\r\n\r\nab");
  wait_taken (fixture, 2);
  rt_server_stop (fixture->server.server);

  g_assert_true (fixture->is_gone);
}

/* RFC 9112 section 9.6: the sender closed its side and listens. */
static void
test_half_closed (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  g_autofree char *answer = NULL;

  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Content-Length: 6\r\n\r\nabcdef");
  raw_client_shutdown (client);
  answer = raw_client_wait_end (client);

  g_assert_true (g_str_has_suffix (answer, "taken"));
  g_assert_false (fixture->is_gone);
}

static gpointer
send_much (gpointer user_data)
{
  RawClient *client = user_data;
  g_autofree char *piece = g_malloc0 (1024 * 1024);

  raw_client_send (client, "POST /take HTTP/1.1\r\n" HOST "Content-Length: " G_STRINGIFY (33554432) "\r\n\r\n");
  for (guint i = 0; i < MUCH / (1024 * 1024); i++)
    raw_client_send_bytes (client, piece, 1024 * 1024);

  return NULL;
}

static gboolean
has_begun (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_taken > 0;
}

static void
test_pause (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->server.port);
  GThread *sender;
  g_autofree char *answer = NULL;

  fixture->pauses = TRUE;
  sender = g_thread_new ("sender", send_much, client);
  rt_test_wait_for (has_begun, fixture, "the first piece");
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fixture->n_taken, <=, 64 * 1024);

  fixture->pauses = FALSE;
  rt_exchange_pause_body (fixture->exchange, FALSE);
  answer = raw_client_wait_for (client, "taken");
  g_thread_join (sender);

  g_assert_cmpuint (fixture->n_taken, ==, MUCH);
  server_fixture_settle (&fixture->server);
  assert_bytes (&fixture->server, "request-response", client->sent, client->received);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, function) \
  g_test_add ("/body/" path, Fixture, data, set_up, function, tear_down)
  ADD ("comes-as-it-arrives", NULL, test_pieces);
  ADD ("comes-in-chunks", NULL, test_chunks);
  ADD ("is-asked-for-with-100-continue", NULL, test_continue);
  ADD ("is-refused-from-its-head", NULL, test_refused_at_once);
  ADD ("is-refused-midway", NULL, test_refused_midway);
  ADD ("is-refused-near-its-end-and-read-to-it", NULL, test_refused_near_the_end);
  ADD ("is-kept-whole-where-nobody-takes-it", NULL, test_whole);
  ADD ("is-over-when-the-sender-closes", GINT_TO_POINTER (LEAVE_CLOSING), test_gone);
  ADD ("is-over-when-the-sender-resets", GINT_TO_POINTER (LEAVE_RESETTING), test_gone);
  ADD ("is-over-when-the-sender-resets-while-it-waits", GINT_TO_POINTER (LEAVE_RESETTING_WHILE_PAUSED), test_gone);
  ADD ("is-over-when-the-server-stops", NULL, test_stop);
  ADD ("is-whole-though-the-sender-closed-its-side", NULL, test_half_closed);
  ADD ("waits-with-the-sender-while-it-is-paused", NULL, test_pause);

  return g_test_run ();
}
