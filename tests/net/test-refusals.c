/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "server-fixture.h"
#include "support/rt-test.h"

/* What each limit answers, and that it is counted once, for itself, and told of whom it
 * struck. Those of messages are tested where channels are. */

static void
set (ServerFixture *fixture,
     RtLimitKind    kind,
     guint64        value)
{
  rt_limits_set (rt_server_get_limits (fixture->server), kind, value);
}

static guint64
hits (ServerFixture *fixture,
      RtLimitKind    kind)
{
  return rt_limits_get_hits (rt_server_get_limits (fixture->server), kind);
}

/* That alone @kind struck, so often. */
static void
assert_hits (ServerFixture *fixture,
             RtLimitKind    kind,
             guint64        n)
{
  for (guint i = 0; i < RT_N_LIMITS; i++)
    g_assert_cmpuint (hits (fixture, i), ==, i == kind ? n : 0);
}

static void
assert_status (const char *answer,
               const char *status)
{
  g_autofree char *start = g_strdup_printf ("HTTP/1.1 %s ", status);

  if (!g_str_has_prefix (answer, start))
    g_error ("Not %s: %s", status, answer);
}

/* @status of the answer to @request, after which the connection ends. */
static void
assert_refused (ServerFixture *fixture,
                const char    *request,
                const char    *status,
                RtLimitKind    kind)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autoptr (RtPeer) peer = NULL;
  g_autofree char *answer = NULL;

  server_fixture_wait_open (fixture, 1);
  peer = g_list_model_get_item (rt_server_get_peers (fixture->server), 0);
  g_assert_cmpint (rt_peer_get_struck (peer), ==, RT_N_LIMITS);
  raw_client_send (client, request);
  answer = raw_client_wait_end (client);

  assert_status (answer, status);
  assert_hits (fixture, kind, 1);
  g_assert_cmpint (rt_peer_get_struck (peer), ==, kind);
}

static void
test_head_bytes (ServerFixture *fixture,
                 gconstpointer  user_data)
{
  g_autofree char *filler = g_strnfill (70 * 1000, 'x');
  g_autofree char *request = g_strconcat ("GET /text HTTP/1.1\r\n" HOST "X: ", filler, "\r\n\r\n", NULL);

  assert_refused (fixture, request, "431", RT_LIMIT_HEAD_BYTES);
}

static void
test_small_head (ServerFixture *fixture,
                 gconstpointer  user_data)
{
  g_autofree char *filler = g_strnfill (2000, 'x');
  g_autofree char *request = g_strconcat ("GET /text HTTP/1.1\r\n" HOST "X: ", filler, "\r\n\r\n", NULL);

  set (fixture, RT_LIMIT_HEAD_BYTES, 1024);
  assert_refused (fixture, request, "431", RT_LIMIT_HEAD_BYTES);
}

static void
test_fields (ServerFixture *fixture,
             gconstpointer  user_data)
{
  g_autoptr (GString) request = g_string_new ("GET /text HTTP/1.1\r\n" HOST);

  for (guint i = 0; i < 10; i++)
    g_string_append (request, "X: y\r\n");
  g_string_append (request, "\r\n");
  set (fixture, RT_LIMIT_FIELDS, 10);

  assert_refused (fixture, request->str, "431", RT_LIMIT_FIELDS);
}

static void
test_head_time (ServerFixture *fixture,
                gconstpointer  user_data)
{
  set (fixture, RT_LIMIT_HEAD_TIME, 1);
  assert_refused (fixture, "GET /text HT", "408", RT_LIMIT_HEAD_TIME);
}

static void
test_idle_time (ServerFixture *fixture,
                gconstpointer  user_data)
{
  g_autoptr (RawClient) client = NULL;
  g_autofree char *nothing = NULL;

  set (fixture, RT_LIMIT_IDLE_TIME, 1);
  client = raw_client_new (fixture->port);
  nothing = raw_client_wait_end (client);

  g_assert_cmpstr (nothing, ==, "");
  assert_hits (fixture, RT_LIMIT_IDLE_TIME, 1);
}

static void
test_ambiguous (ServerFixture *fixture,
                gconstpointer  user_data)
{
  assert_refused (fixture, "POST /text HTTP/1.1\r\n" HOST "Content-Length: 4\r\nContent-Length: 5\r\n\r\n1234",
                  "400", RT_LIMIT_REQUEST_SYNTAX);
}

static void
test_body_bytes (ServerFixture *fixture,
                 gconstpointer  user_data)
{
  assert_refused (fixture, "POST /text HTTP/1.1\r\n" HOST "Content-Length: 10000000000\r\n\r\n",
                  "413", RT_LIMIT_BODY_BYTES);
}

static void
test_endless_body (ServerFixture *fixture,
                   gconstpointer  user_data)
{
  g_autoptr (GString) request = g_string_new ("POST /text HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");

  for (guint i = 0; i < 2000; i++)
    g_string_append (request, "1\r\nx\r\n");

  assert_refused (fixture, request->str, "413", RT_LIMIT_BODY_BYTES);
}

static void
test_body_wait (ServerFixture *fixture,
                gconstpointer  user_data)
{
  set (fixture, RT_LIMIT_BODY_WAIT, 1);
  assert_refused (fixture, "POST /text HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n12345", "408", RT_LIMIT_BODY_WAIT);
}

typedef struct {
  RawClient *client;
  guint      n_bytes;
  guint      n_left;
} Sender;

static gboolean
send_some (gpointer user_data)
{
  Sender *sender = user_data;
  g_autofree char *some = g_strnfill (sender->n_bytes, 'x');

  if (sender->client->has_ended || sender->n_left == 0)
    {
      sender->n_left = 0;
      return G_SOURCE_REMOVE;
    }
  raw_client_send (sender->client, some);
  raw_client_receive (sender->client);

  return --sender->n_left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
has_stopped (gpointer user_data)
{
  return ((Sender *) user_data)->n_left == 0;
}

/* Ten times a second @n_bytes, so that the sender is never silent for long: whether it
 * was refused in the time in which a body has to have arrived. */
static gboolean
trickle (ServerFixture *fixture,
         guint          n_bytes)
{
  g_autoptr (RawClient) client = NULL;
  Sender sender = { .n_bytes = n_bytes, .n_left = 40 };

  set (fixture, RT_LIMIT_BODY_WAIT, 1);
  client = raw_client_new (fixture->port);
  sender.client = client;
  raw_client_send (client, "POST /text HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n");
  g_timeout_add (100, send_some, &sender);
  rt_test_wait_for (has_stopped, &sender, "the sender to be refused, or done");

  if (client->text->len > 0)
    assert_status (client->text->str, "408");

  return client->text->len > 0;
}

static void
test_trickle (ServerFixture *fixture,
              gconstpointer  user_data)
{
  g_assert_true (trickle (fixture, 1));
  assert_hits (fixture, RT_LIMIT_BODY_RATE, 1);
}

static void
test_steady (ServerFixture *fixture,
             gconstpointer  user_data)
{
  g_assert_false (trickle (fixture, 20));
  assert_hits (fixture, RT_N_LIMITS, 0);
}

static void
test_unlimited_rate (ServerFixture *fixture,
                     gconstpointer  user_data)
{
  set (fixture, RT_LIMIT_BODY_RATE, 0);
  g_assert_false (trickle (fixture, 1));
  assert_hits (fixture, RT_N_LIMITS, 0);
}

/* Nothing is inflated, so nothing that inflates is taken. */
static void
test_compression (ServerFixture *fixture,
                  gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *answer = NULL;
  g_autofree char *next = NULL;

  raw_client_send (client, "POST /text HTTP/1.1\r\n" HOST "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08x");
  answer = raw_client_wait_for (client, "as it is.");
  assert_status (answer, "415");
  g_assert_nonnull (strstr (answer, "\r\nAccept-Encoding: identity\r\n"));
  assert_hits (fixture, RT_LIMIT_COMPRESSION, 1);
  g_assert_cmpuint (fixture->n_handled, ==, 0);

  raw_client_send (client, "POST /text HTTP/1.1\r\n" HOST "Content-Encoding: identity\r\nContent-Length: 4\r\n\r\nbody");
  next = raw_client_wait_for (client, "body");
  assert_status (next, "201");
}

static void
test_connections (ServerFixture *fixture,
                  gconstpointer  user_data)
{
  g_autoptr (RawClient) one = raw_client_new (fixture->port);
  g_autoptr (RawClient) other = NULL;
  g_autofree char *answer = NULL;

  set (fixture, RT_LIMIT_CONNECTIONS, 1);
  server_fixture_wait_open (fixture, 1);
  other = raw_client_new (fixture->port);
  answer = raw_client_wait_end (other);

  assert_status (answer, "503");
  assert_hits (fixture, RT_LIMIT_CONNECTIONS, 1);
  g_assert_false (raw_client_receive (one));
}

static void
test_connections_by_address (ServerFixture *fixture,
                             gconstpointer  user_data)
{
  g_autoptr (RawClient) one = raw_client_new (fixture->port);
  g_autoptr (RawClient) other = NULL;
  g_autoptr (RawClient) next = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *hello = NULL;

  set (fixture, RT_LIMIT_CONNECTIONS_BY_LOOPBACK, 1);
  server_fixture_wait_open (fixture, 1);
  other = raw_client_new (fixture->port);
  answer = raw_client_wait_end (other);
  assert_status (answer, "429");
  g_assert_nonnull (strstr (answer, "\r\nRetry-After: 1\r\n"));
  assert_hits (fixture, RT_LIMIT_CONNECTIONS_BY_LOOPBACK, 1);

  /* Its place is free again, and the one who was refused takes none. */
  raw_client_close (one);
  raw_client_close (other);
  server_fixture_wait_open (fixture, 0);
  next = raw_client_new (fixture->port);
  raw_client_send (next, GET ("/text"));
  hello = raw_client_wait_for (next, "hello");
  assert_status (hello, "200");
}

/* Who is refused does not stand in the way of who comes next, though it stays. */
static void
test_refused_takes_no_place (ServerFixture *fixture,
                             gconstpointer  user_data)
{
  g_autoptr (RawClient) one = raw_client_new (fixture->port);
  g_autoptr (RawClient) other = NULL;
  g_autoptr (RawClient) next = NULL;

  set (fixture, RT_LIMIT_CONNECTIONS_BY_LOOPBACK, 1);
  server_fixture_wait_open (fixture, 1);
  other = raw_client_new (fixture->port);
  g_free (raw_client_wait_for (other, "later.\"}\n"));
  raw_client_close (one);
  server_fixture_wait_open (fixture, 0);
  next = raw_client_new (fixture->port);
  raw_client_send (next, GET ("/text"));

  g_free (raw_client_wait_for (next, "hello"));
  assert_hits (fixture, RT_LIMIT_CONNECTIONS_BY_LOOPBACK, 1);
}

static gboolean
is_answered (gpointer user_data)
{
  RawClient *client = user_data;

  raw_client_receive (client);

  return g_str_has_suffix (client->text->str, "hello") || g_str_has_suffix (client->text->str, "Try again later.");
}

/* Beyond what a second allows 429, and the connection goes on. */
static void
test_requests (ServerFixture *fixture,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  guint n_refused = 0;

  set (fixture, RT_LIMIT_REQUESTS_BY_LOOPBACK, 5);
  for (guint i = 0; i < 10; i++)
    {
      gboolean is_refused;

      raw_client_send (client, GET ("/text"));
      rt_test_wait_for (is_answered, client, "an answer");
      is_refused = g_str_has_suffix (client->text->str, "Try again later.");
      assert_status (client->text->str, is_refused ? "429" : "200");
      g_assert_cmpint (strstr (client->text->str, "\r\nRetry-After: 1\r\n") != NULL, ==, is_refused);
      g_string_truncate (client->text, 0);
      n_refused += is_refused;
    }

  g_assert_cmpuint (n_refused, >, 0);
  g_assert_cmpuint (fixture->n_handled, ==, 10 - n_refused);
  assert_hits (fixture, RT_LIMIT_REQUESTS_BY_LOOPBACK, n_refused);
}

/* A page of an allowed origin is to learn that it asked too often; of another, nothing. */
static void
test_requests_of_a_page (ServerFixture *fixture,
                         gconstpointer  user_data)
{
  const char *allows = "\r\nAccess-Control-Allow-Origin: http://localhost:5173\r\n";
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *mine = NULL;
  g_autofree char *foreign = NULL;

  set (fixture, RT_LIMIT_REQUESTS_BY_LOOPBACK, 1);
  for (guint i = 0; i < 3; i++)
    {
      g_free (mine);
      raw_client_send (client, "GET /text HTTP/1.1\r\n" HOST "Origin: http://localhost:5173\r\n\r\n");
      rt_test_wait_for (is_answered, client, "an answer");
      mine = g_strdup (client->text->str);
      g_string_truncate (client->text, 0);
    }
  assert_status (mine, "429");
  g_assert_nonnull (strstr (mine, allows));
  g_assert_nonnull (strstr (strstr (mine, "\r\nAccess-Control-Expose-Headers: "), "Retry-After"));

  raw_client_send (client, "GET /text HTTP/1.1\r\n" HOST "Origin: http://evil.example\r\n\r\n");
  rt_test_wait_for (is_answered, client, "an answer");
  foreign = g_strdup (client->text->str);
  assert_status (foreign, "429");
  g_assert_null (strstr (foreign, "Access-Control-"));
}

/* What follows a held request fills the kernel's buffers, and its end is behind it. */
static void
test_pipelined (ServerFixture *fixture,
                gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *filler = g_strnfill (70 * 1000, 'x');
  g_autofree char *answer = NULL;

  raw_client_send (client, GET ("/hold"));
  server_fixture_wait_held (fixture, 1);
  raw_client_send (client, GET ("/text"));
  for (guint i = 0; i < 50; i++)
    rt_test_drain ();
  assert_hits (fixture, RT_N_LIMITS, 0);
  raw_client_send (client, filler);
  answer = raw_client_wait_end (client);

  assert_status (answer, "429");
  assert_hits (fixture, RT_LIMIT_PIPELINED_BYTES, 1);
  raw_client_close (client);
  server_fixture_wait_open (fixture, 0);
  g_assert_cmpuint (fixture->n_gone, ==, 1);
}

/* A little may be sent ahead, and is answered in its turn. */
static void
test_little_pipelined (ServerFixture *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *news = NULL;
  g_autofree char *hello = NULL;

  raw_client_send (client, GET ("/hold"));
  server_fixture_wait_held (fixture, 1);
  raw_client_send (client, GET ("/text"));
  for (guint i = 0; i < 50; i++)
    rt_test_drain ();
  server_fixture_release (fixture);
  news = raw_client_wait_for (client, "news");
  hello = raw_client_wait_for (client, "hello");

  assert_hits (fixture, RT_N_LIMITS, 0);
}

#define N_SLOW 1000

/* A thousand at once: none is forgotten, and no turn of the loop deals with all. */
static void
test_many_slow_heads (ServerFixture *fixture,
                      gconstpointer  user_data)
{
  g_autoptr (GPtrArray) slow = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);

  set (fixture, RT_LIMIT_HEAD_TIME, 1);
  set (fixture, RT_LIMIT_CONNECTIONS, N_SLOW);
  for (guint i = 0; i < N_SLOW; i++)
    {
      RawClient *client = raw_client_new (fixture->port);

      raw_client_send (client, "G");
      g_ptr_array_add (slow, client);
      if (i % 100 == 99)
        server_fixture_wait_open (fixture, MIN (i + 1, N_SLOW));
    }
  for (guint i = 0; i < N_SLOW; i++)
    {
      g_autofree char *answer = raw_client_wait_end (slow->pdata[i]);

      assert_status (answer, "408");
    }

  assert_hits (fixture, RT_LIMIT_HEAD_TIME, N_SLOW);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/refusals/" path, ServerFixture, NULL, server_fixture_set_up, func, server_fixture_tear_down)
  ADD ("head/too-large-is-431", test_head_bytes);
  ADD ("head/as-large-as-set", test_small_head);
  ADD ("head/too-many-fields-are-431", test_fields);
  ADD ("head/too-slow-is-408", test_head_time);
  ADD ("head/a-thousand-slow-ones-are-408-each", test_many_slow_heads);
  ADD ("head/ambiguous-framing-is-400", test_ambiguous);
  ADD ("idle/is-closed-without-a-word", test_idle_time);
  ADD ("body/too-long-is-413", test_body_bytes);
  ADD ("body/endless-is-413", test_endless_body);
  ADD ("body/silent-is-408", test_body_wait);
  ADD ("body/a-byte-now-and-then-is-408", test_trickle);
  ADD ("body/slow-but-steady-is-taken", test_steady);
  ADD ("body/any-rate-where-none-is-set", test_unlimited_rate);
  ADD ("body/compressed-is-415", test_compression);
  ADD ("connections/too-many-are-503", test_connections);
  ADD ("connections/too-many-of-one-address-are-429", test_connections_by_address);
  ADD ("connections/refused-takes-no-place", test_refused_takes_no_place);
  ADD ("requests/too-many-a-second-are-429", test_requests);
  ADD ("requests/too-many-a-second-are-429-of-a-page", test_requests_of_a_page);
  ADD ("pipelined/too-much-behind-a-held-request-is-429", test_pipelined);
  ADD ("pipelined/a-little-is-answered-in-its-turn", test_little_pipelined);

  return g_test_run ();
}
