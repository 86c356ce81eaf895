/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

#define PLAIN "text/plain; charset=utf-8"

typedef struct {
  const char *name;
  const char *method;
  const char *target;
  const char *fields;
  const char *body;
  guint       status;
  const char *type;
  const char *expected;
} Case;

static const Case cases[] = {
  { "root", "GET", "/", "", NULL, 200, PLAIN, "Hello, World!" },
  { "root-head", "HEAD", "/", "", NULL, 200, PLAIN, "" },
  { "root-with-a-query", "GET", "/?a=b", "", NULL, 200, PLAIN, "Hello, World!" },
  { "root-for-curl", "GET", "/", "Accept: */*\r\n", NULL, 200, PLAIN, "Hello, World!" },
  { "hello", "GET", "/hello", "", NULL, 200, PLAIN, "world" },
  { "hello-head", "HEAD", "/hello", "", NULL, 200, PLAIN, "" },
  { "ping", "POST", "/hello", "", "ping", 200, PLAIN, "pong" },
  { "ping-in-blanks", "POST", "/hello", "Content-Type: text/plain\r\n", " \t\r\nping\n", 200, PLAIN, "pong" },
  { "ping-as-form", "POST", "/hello", "Content-Type: application/x-www-form-urlencoded\r\n", "ping", 200, PLAIN, "pong" },
  { "other-than-ping", "POST", "/hello", "", "pong", 200, PLAIN, "" },
  { "ping-and-more", "POST", "/hello", "", "ping ping", 200, PLAIN, "" },
  { "nothing", "POST", "/hello", "", "", 200, PLAIN, "" },
  { "bitcoin", "GET", "/bitcoin", "", NULL, 200, "application/json", "{\"coins\": 42}" },
  { "bitcoin-head", "HEAD", "/bitcoin", "", NULL, 200, "application/json", "" },
  { "bitcoin-with-another-tag", "GET", "/bitcoin", "If-None-Match: \"0\"\r\n", NULL, 200, "application/json", "{\"coins\": 42}" },
  { "bitcoin-unmoved", "GET", "/bitcoin", "If-None-Match: \"1\"\r\n", NULL, 304, NULL, "" },
  { "bitcoin-unmoved-in-a-list", "GET", "/bitcoin", "If-None-Match: \"0\", W/\"1\"\r\n", NULL, 304, NULL, "" },
  { "bitcoin-unmoved-at-all", "GET", "/bitcoin", "If-None-Match: *\r\n", NULL, 304, NULL, "" },
  { "unknown", "GET", "/favicon.ico", "", NULL, 404, PLAIN, "Not Found" },
  { "unknown-head", "HEAD", "/favicon.ico", "", NULL, 404, PLAIN, "" },
  { "options", "OPTIONS", "/bitcoin", "", NULL, 204, NULL, "" },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  Served served;
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *type = NULL;

  served_init (&served);

  response = served_ask (&served, test->method, test->target, test->fields, test->body);
  type = raw_response_dup_field (response, "Content-Type");

  g_assert_cmpuint (response->status, ==, test->status);
  g_assert_cmpstr (type, ==, test->type);
  g_assert_cmpstr (response->body, ==, test->expected);
  served_clear (&served);
}

static gboolean
has_moved (gpointer user_data)
{
  return rt_channel_get_last (user_data) > 1;
}

static void
test_bitcoin_moves (void)
{
  Served served;
  RtChannel *channel;
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *expected = NULL;

  served_init (&served);
  channel = served_get_channel (&served, "ticker");
  rt_engine_set_speed (served.engine, 1000);
  rt_test_wait_for (has_moved, channel, "the ticker to move");
  rt_engine_set_speed (served.engine, 0.00001);

  response = served_ask (&served, "GET", "/bitcoin", "If-None-Match: \"1\"\r\n", NULL);
  etag = raw_response_dup_field (response, "ETag");

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpmem (response->body, strlen (response->body),
                   g_bytes_get_data (rt_event_get_data (rt_channel_get_latest (channel)), NULL),
                   rt_event_get_size (rt_channel_get_latest (channel)));
  expected = g_strdup_printf ("\"%" G_GUINT64_FORMAT "\"", rt_channel_get_last (channel));
  g_assert_cmpstr (etag, ==, expected);
  served_clear (&served);
}

static void
test_bitcoin_is_the_tickers_own (void)
{
  Served served;
  g_autoptr (RawResponse) published = NULL;
  g_autoptr (RawResponse) response = NULL;
  g_autoptr (RawResponse) unmoved = NULL;
  g_autofree char *etag = NULL;

  served_init (&served);
  published = served_ask (&served, "POST", "/channels/ticker?type=tick", "Content-Type: application/json\r\n",
                          "\"evil\"");
  g_assert_cmpuint (published->status, ==, 201);

  response = served_ask (&served, "GET", "/bitcoin", "", NULL);
  unmoved = served_ask (&served, "GET", "/bitcoin", "If-None-Match: \"1\"\r\n", NULL);
  etag = raw_response_dup_field (response, "ETag");

  g_assert_cmpstr (response->body, ==, "{\"coins\": 42}");
  g_assert_cmpstr (etag, ==, "\"1\"");
  g_assert_cmpuint (unmoved->status, ==, 304);
  served_clear (&served);
}

/* On the two other ports they are stories of their own. */
static void
test_no_websocket_at_the_root (void)
{
  Served served;
  g_autoptr (RawResponse) response = NULL;

  served_init (&served);
  g_assert_true (rt_server_listen (served.server, RT_PORT_STREAM, 0, NULL));
  served.port = rt_server_get_port (served.server, RT_PORT_STREAM);

  response = served_ask (&served, "GET", "/", SERVED_HANDSHAKE, NULL);

  g_assert_cmpuint (response->status, ==, 404);
  g_assert_cmpstr (response->body, ==, "Not Found");
  served_clear (&served);
}

static void
test_allowed_origin (void)
{
  Served served;
  g_autoptr (RawResponse) asked = NULL;
  g_autoptr (RawResponse) before = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *methods = NULL;

  served_init (&served);

  asked = served_ask (&served, "GET", "/bitcoin", "Origin: http://localhost:5173\r\n", NULL);
  before = served_ask (&served, "OPTIONS", "/channels/ticker",
                       "Origin: http://127.0.0.1:5173\r\nAccess-Control-Request-Method: POST\r\n", NULL);
  origin = raw_response_dup_field (asked, "Access-Control-Allow-Origin");
  methods = raw_response_dup_field (before, "Access-Control-Allow-Methods");

  g_assert_cmpstr (origin, ==, "http://localhost:5173");
  g_assert_cmpuint (before->status, ==, 204);
  g_assert_nonnull (strstr (methods, "POST"));
  served_clear (&served);
}

/* An event stream has no answer of libsoup's: its fields are written by hand. */
static void
test_allowed_origin_of_a_stream (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autofree char *head = NULL;

  served_init (&served);
  client = raw_client_new (served.port);

  raw_client_send (client, "GET /stream HTTP/1.1\r\nHost: [::1]:2000\r\nOrigin: http://localhost\r\n\r\n", -1);
  head = raw_client_take_until (client, "\r\n\r\n");

  g_assert_nonnull (strstr (head, "Access-Control-Allow-Origin: http://localhost\r\n"));
  g_assert_nonnull (strstr (head, "Content-Type: text/event-stream\r\n"));
  served_clear (&served);
}

static void
test_stream (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  rt_engine_set_speed (served.engine, 500);
  client = served_open_stream (&served, "/stream", "");

  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *expected = g_strdup_printf ("data: hello from server ---- [%u]\n\n", i);
      g_autofree char *block = raw_client_take_until (client, "\n\n");

      g_assert_cmpstr (block, ==, expected);
      if (i % 10 == 9)
        raw_client_wait_for (client, "event: notice\ndata: ten hellos more\n\n");
    }

  served_clear (&served);
}

static void
test_stream_head (void)
{
  Served served;
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *type = NULL;

  served_init (&served);

  response = served_ask (&served, "HEAD", "/stream", "", NULL);
  type = raw_response_dup_field (response, "Content-Type");

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (type, ==, "text/event-stream");
  served_clear (&served);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/classic/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/classic/bitcoin-moved", test_bitcoin_moves);
  g_test_add_func ("/classic/bitcoin-is-the-tickers-own", test_bitcoin_is_the_tickers_own);
  g_test_add_func ("/classic/no-websocket-at-the-root-of-the-stream-port", test_no_websocket_at_the_root);
  g_test_add_func ("/classic/allowed-origin", test_allowed_origin);
  g_test_add_func ("/classic/allowed-origin-of-a-stream", test_allowed_origin_of_a_stream);
  g_test_add_func ("/classic/stream-says-hello-with-the-speed", test_stream);
  g_test_add_func ("/classic/stream-head", test_stream_head);

  return g_test_run ();
}
