/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "server-fixture.h"
#include "support/rt-test.h"

typedef struct {
  const char *request;
  const char *status;
  const char *fields;   /* one of them, or NULL */
  const char *body;     /* how it ends */
} Refusal;

#define TEXT "Content-Type: text/plain; charset=utf-8\r\n"
#define PROBLEM "Content-Type: application/problem+json\r\n"
#define REQUEST(method, path, fields) method " " path " HTTP/1.1\r\n" HOST fields "\r\n"

/* The connection lives on. */
static const Refusal refusals[] = {
  { REQUEST ("GET", "/nowhere", ""), "404 Not Found", TEXT, "Not Found" },
  { REQUEST ("GET", "/text/below", ""), "404 Not Found", TEXT, "Not Found" },
  { REQUEST ("GET", "/channels", ""), "404 Not Found", PROBLEM, "\"detail\":\"There is nothing at /channels itself: ask for /channels/NAME.\"}\n" },
  { REQUEST ("DELETE", "/text", ""), "405 Method Not Allowed", "Allow: GET, POST, HEAD, OPTIONS\r\n", "This address takes GET, POST, HEAD, OPTIONS." },
  { REQUEST ("PUT", "/channels/x", "Content-Length: 2\r\n") "{}", "405 Method Not Allowed", PROBLEM, "\"detail\":\"This address takes GET, POST, HEAD, OPTIONS.\"}\n" },
  { REQUEST ("POST", "/poll", "Content-Length: 1\r\n") "x", "405 Method Not Allowed", "Allow: GET, HEAD, OPTIONS\r\n", "This address takes GET, HEAD, OPTIONS." },
  { REQUEST ("GET", "/text?a=%ff", ""), "400 Bad Request", TEXT, "The query is not well-formed." },
  { "GET /text HTTP/1.1\r\nHost: example.com\r\n\r\n", "403 Forbidden", TEXT, "allowed ones." },
  { "GET /channels/x HTTP/1.1\r\nHost: example.com:80\r\n\r\n", "403 Forbidden", PROBLEM, "}\n" },
  { "GET http://example.com/text HTTP/1.1\r\n" HOST "\r\n", "403 Forbidden", TEXT, "allowed ones." },
  { "GET http://l/text HTTP/1.1\r\nHost: localhost\r\n\r\n", "403 Forbidden", TEXT, "allowed ones." },
  { "GET http://[::1]:80/text HTTP/1.1\r\nHost: localhost\r\n\r\n", "200 OK", TEXT, "hello" },
  { REQUEST ("GET", "/text", "Origin: http://example.com\r\n"), "403 Forbidden", TEXT, "allowed ones." },
  { REQUEST ("GET", "/text", "Origin: null\r\n"), "403 Forbidden", TEXT, "allowed ones." },
  { REQUEST ("GET", "/text", ""), "200 OK", TEXT, "hello" },
};

static void
assert_answer (const char *text,
               const char *status,
               const char *field)
{
  g_assert_true (g_str_has_prefix (text, "HTTP/1."));
  if (!g_str_has_prefix (text + strlen ("HTTP/1.1 "), status))
    g_error ("Not %s but: %s", status, text);
  if (strstr (text, field) == NULL)
    g_error ("No %s in: %s", field, text);
}

static void
test_refusals (ServerFixture *fixture,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *text = NULL;

      raw_client_send (client, refusals[i].request);
      text = raw_client_wait_for (client, refusals[i].body);
      assert_answer (text, refusals[i].status, refusals[i].fields);
      if (!g_str_has_prefix (refusals[i].status, "404") || i > 1)
        g_assert_null (strstr (text, "Access-Control"));
    }

  g_assert_cmpuint (fixture->n_handled, ==, 2);
}

/* Nobody waits for a long body, or for one of a length nobody knows, or asks for one. */
static const Refusal last_refusals[] = {
  { REQUEST ("POST", "/text", "Content-Length: 1025\r\n"), "413 Content Too Large", TEXT, NULL },
  { REQUEST ("POST", "/channels/x", "Content-Length: 99999999999\r\n"), "413 Content Too Large", PROBLEM, NULL },
  { REQUEST ("POST", "/channels/x", "Content-Length: 2000\r\nExpect: 100-continue\r\n"), "413 Content Too Large", PROBLEM, NULL },
  { REQUEST ("GET", "/poll", "Content-Length: 1\r\n"), "413 Content Too Large", TEXT, NULL },
  { REQUEST ("POST", "/nowhere", "Content-Length: 100000\r\n"), "404 Not Found", TEXT, NULL },
  { REQUEST ("POST", "/nowhere", "Content-Length: 1\r\nExpect: 100-continue\r\n"), "404 Not Found", TEXT, NULL },
  { REQUEST ("PUT", "/channels/x", "Transfer-Encoding: chunked\r\n"), "405 Method Not Allowed", PROBLEM, NULL },
  { REQUEST ("POST", "/text", "Origin: http://example.com\r\nTransfer-Encoding: chunked\r\n"), "403 Forbidden", TEXT, NULL },
  { "GET /text HTTP/1.1\r\n\r\n", "400 Bad Request", PROBLEM, NULL },
  { "GET text HTTP/1.1\r\n" HOST "\r\n", "400 Bad Request", PROBLEM, NULL },
  { "GET /te xt HTTP/1.1\r\n" HOST "\r\n", "400 Bad Request", PROBLEM, NULL },
  { "GET /text HTTP/1.1\r\nHost: local/host\r\n\r\n", "400 Bad Request", PROBLEM, NULL },
  { "GET /text HTTP/3.0\r\n" HOST "\r\n", "505 HTTP Version Not Supported", PROBLEM, NULL },
  { "GET /text HTTP/1.0\r\n\r\n", "403 Forbidden", TEXT, NULL },
  { "GET /text HTTP/1.0\r\nHost: localhost\r\n\r\n", "200 OK", TEXT, NULL },
};

static void
test_last_refusals (ServerFixture *fixture,
                    gconstpointer  user_data)
{
  g_autoptr (RawClient) other = raw_client_new (fixture->port);
  guint64 sent = 0, received = 0;

  raw_client_send (other, GET ("/hold"));
  server_fixture_wait_held (fixture, 1);
  for (guint i = 0; i < G_N_ELEMENTS (last_refusals); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (fixture->port);
      g_autofree char *text = NULL;

      raw_client_send (client, last_refusals[i].request);
      text = raw_client_wait_end (client);
      assert_answer (text, last_refusals[i].status, last_refusals[i].fields);
      g_assert_false (client->was_reset);
      if (!g_str_has_prefix (last_refusals[i].request, "GET /text HTTP/1.0"))
        g_assert_nonnull (strstr (text, "Connection: close\r\n"));
      sent += client->sent;
      received += client->received;
    }
  server_fixture_wait_open (fixture, 1);

  g_assert_cmpuint (fixture->n_gone, ==, 0);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->wire.bytes_in +
                    server_fixture_get (fixture, "short-polling")->wire.bytes_in +
                    server_fixture_get (fixture, RT_LEDGER_OTHER)->wire.bytes_in, ==, sent);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->wire.bytes_out +
                    server_fixture_get (fixture, "short-polling")->wire.bytes_out +
                    server_fixture_get (fixture, RT_LEDGER_OTHER)->wire.bytes_out, ==, received);
  server_fixture_release (fixture);
}

/* A length that shows only as the chunks come. */
static void
test_chunks (ServerFixture *fixture,
             gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *chunk = g_strnfill (1000, 'x');
  g_autofree char *text = NULL;

  raw_client_send (client, REQUEST ("POST", "/channels/x", "Transfer-Encoding: chunked\r\n"));
  for (guint i = 0; i < 2; i++)
    {
      raw_client_send (client, "3e8\r\n");
      raw_client_send (client, chunk);
      raw_client_send (client, "\r\n");
    }
  text = raw_client_wait_end (client);

  assert_answer (text, "413 Content Too Large", PROBLEM);
  g_assert_nonnull (strstr (text, "Connection: close\r\n"));
  g_assert_cmpuint (fixture->n_handled, ==, 0);
  server_fixture_wait_open (fixture, 0);
  assert_bytes (fixture, "request-response", client->sent, client->received);
}

static void
test_cors (ServerFixture *fixture,
           gconstpointer  user_data)
{
  static const char * const paths[] = { "/text", "/poll", "/hold", "/events", "/socket", "/channels/x" };
  static const char origin[] = "Origin: http://localhost:3000\r\n";
  static const char * const requests[][2] = {
    { REQUEST ("GET", "/text", "Origin: http://localhost:3000\r\n"), "hello" },
    { REQUEST ("GET", "/nowhere", "Origin: http://localhost:3000\r\n"), "Not Found" },
    { REQUEST ("DELETE", "/text", "Origin: http://localhost:3000\r\n"), "This address takes GET, POST, HEAD, OPTIONS." },
    { REQUEST ("POST", "/text", "Origin: http://localhost:3000\r\nContent-Length: 2000\r\n"), "too large. This address takes 1024 bytes at most." },
  };
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *request = g_strdup_printf ("OPTIONS %s HTTP/1.1\r\n" HOST "%sAccess-Control-Request-Method: GET\r\n"
                                                  "Access-Control-Request-Headers: last-event-id\r\n\r\n", paths[i], origin);
      g_autofree char *text = NULL;

      raw_client_send (client, request);
      text = raw_client_wait_for (client, "\r\n\r\n");
      assert_answer (text, "204 No Content", "Access-Control-Allow-Origin: http://localhost:3000\r\n");
      assert_answer (text, "204 No Content", "Access-Control-Allow-Methods: GET");
      assert_answer (text, "204 No Content", "Access-Control-Allow-Headers: last-event-id\r\n");
      assert_answer (text, "204 No Content", "Vary: Origin\r\n");
    }
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *text = NULL;

      raw_client_send (client, requests[i][0]);
      text = raw_client_wait_for (client, requests[i][1]);
      assert_answer (text, "", "Access-Control-Allow-Origin: http://localhost:3000\r\n");
      assert_answer (text, "", "Vary: Origin\r\n");
    }
}

/* libsoup forgets them with the 100 (Continue). */
static void
test_cors_after_continue (ServerFixture *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *leave = NULL;
  g_autofree char *text = NULL;

  raw_client_send (client, REQUEST ("POST", "/text", "Origin: http://localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n"));
  leave = raw_client_wait_for (client, "\r\n\r\n");
  raw_client_send (client, "body");
  text = raw_client_wait_for (client, "body");
  assert_answer (text, "201 Created", "Access-Control-Allow-Origin: http://localhost\r\n");
}

static void
test_allowed_hosts (ServerFixture *fixture,
                    gconstpointer  user_data)
{
  static const char * const hosts[] = { "example.com", NULL };
  static const char * const origins[] = { "https://example.org", NULL };
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *text = NULL;

  rt_access_set_hosts (rt_server_get_access (fixture->server), hosts);
  rt_access_set_origins (rt_server_get_access (fixture->server), origins);
  raw_client_send (client, "GET /text HTTP/1.1\r\nHost: Example.com:8080\r\nOrigin: https://example.org\r\n\r\n");
  text = raw_client_wait_for (client, "hello");
  assert_answer (text, "200 OK", "Access-Control-Allow-Origin: https://example.org\r\n");
}

static void
test_full (ServerFixture *fixture,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) one = raw_client_new (fixture->port);
  g_autoptr (RawClient) two = raw_client_new (fixture->port);
  g_autoptr (RawClient) refused = NULL;
  g_autoptr (RawClient) next = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hello = NULL;

  rt_server_set_max_connections (fixture->server, 2);
  raw_client_send (one, GET ("/hold"));
  raw_client_send (two, GET ("/hold"));
  server_fixture_wait_held (fixture, 2);

  refused = raw_client_new (fixture->port);
  raw_client_send (refused, GET ("/channels/x"));
  text = raw_client_wait_end (refused);
  assert_answer (text, "503 Service Unavailable", "Retry-After: 1\r\n");
  assert_answer (text, "503 Service Unavailable", PROBLEM);
  g_assert_cmpuint (fixture->n_gone, ==, 0);

  /* The one who was refused has not closed yet, and takes no place. */
  raw_client_close (one);
  server_fixture_wait_open (fixture, 1);
  next = raw_client_new (fixture->port);
  raw_client_send (next, GET ("/text"));
  hello = raw_client_wait_for (next, "hello");
  assert_answer (hello, "200 OK", TEXT);

  rt_server_stop (fixture->server);
  assert_bytes (fixture, RT_LEDGER_OTHER, refused->sent, refused->received);
  g_assert_cmpuint (server_fixture_get (fixture, RT_LEDGER_OTHER)->connections_opened, ==, 1);
  g_assert_cmpuint (server_fixture_get (fixture, RT_LEDGER_OTHER)->connections_open, ==, 0);
}

#define N_CLIENTS 100

typedef struct {
  const char *pattern;
  const char *request;
  const char *end;      /* of what is answered, or NULL */
  const char *farewell; /* what is said to it when the server stops */
} Kind;

static const Kind kinds[] = {
  { "long-polling", GET ("/hold"), NULL, "" },
  { "server-sent-events", GET ("/events"), "data: two\n\n", "" },
  { "websocket", UPGRADE ("/socket"), "\r\n\r\n", "\x88\x02\x03\xe9" },
  { "request-response", "POST /text HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n12345", NULL, "" },
  { "short-polling", GET ("/poll"), "33333", "" },
};

static gboolean
has_arrived (gpointer user_data)
{
  ServerFixture *fixture = user_data;
  guint64 bytes = 0;

  for (guint i = 0; i < g_list_model_get_n_items (rt_server_get_peers (fixture->server)); i++)
    {
      g_autoptr (RtPeer) peer = g_list_model_get_item (rt_server_get_peers (fixture->server), i);

      bytes += rt_peer_stream_get_bytes_read (rt_peer_get_stream (peer));
    }

  return bytes == N_CLIENTS / 5 * (strlen (kinds[0].request) + strlen (kinds[1].request) + strlen (kinds[2].request) +
                                   strlen (kinds[3].request) + strlen (kinds[4].request));
}

static void
test_stop (ServerFixture *fixture,
           gconstpointer  user_data)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  guint64 received[G_N_ELEMENTS (kinds)] = { 0 };

  for (guint i = 0; i < N_CLIENTS; i++)
    {
      RawClient *client = raw_client_new (fixture->port);

      g_ptr_array_add (clients, client);
      raw_client_send (client, kinds[i % G_N_ELEMENTS (kinds)].request);
    }
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      if (kinds[i % G_N_ELEMENTS (kinds)].end != NULL)
        g_free (raw_client_wait_for (clients->pdata[i], kinds[i % G_N_ELEMENTS (kinds)].end));
    }
  server_fixture_wait_held (fixture, N_CLIENTS / 5);
  rt_test_wait_for (has_arrived, fixture, "all requests");

  rt_server_stop (fixture->server);

  g_assert_cmpuint (fixture->n_gone, ==, N_CLIENTS / 5);
  g_assert_false (rt_server_is_listening (fixture->server));
  g_assert_cmpuint (g_list_model_get_n_items (rt_server_get_peers (fixture->server)), ==, 0);
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      RawClient *client = clients->pdata[i];
      g_autofree char *text = raw_client_wait_end (client);

      g_assert_false (client->was_reset);
      g_assert_true (g_str_has_suffix (text, kinds[i % G_N_ELEMENTS (kinds)].farewell));
      received[i % G_N_ELEMENTS (kinds)] += client->received;
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      assert_bytes (fixture, kinds[i].pattern, N_CLIENTS / 5 * strlen (kinds[i].request), received[i]);
      g_assert_cmpuint (server_fixture_get (fixture, kinds[i].pattern)->connections_open, ==, 0);
      g_assert_cmpuint (server_fixture_get (fixture, kinds[i].pattern)->connections_opened, ==, N_CLIENTS / 5);
      g_assert_cmpuint (server_fixture_get (fixture, kinds[i].pattern)->requests, ==, N_CLIENTS / 5);
    }
}

#define N_MANY 300

/* More than fit into one slice; and who comes meanwhile is not one of them. */
static void
test_stop_in_slices (ServerFixture *fixture,
                     gconstpointer  user_data)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  g_autoptr (RawClient) late = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hello = NULL;
  GAsyncResult *kept = NULL;

  for (guint i = 0; i < N_MANY; i++)
    {
      g_ptr_array_add (clients, raw_client_new (fixture->port));
      raw_client_send (clients->pdata[i], i % 2 == 0 ? GET ("/hold") : GET ("/text"));
      if (i % 2 != 0)
        g_free (raw_client_wait_for (clients->pdata[i], "hello"));
    }
  server_fixture_wait_held (fixture, N_MANY / 2);

  rt_server_stop_async (fixture->server, NULL, rt_test_keep_result, &kept);
  g_assert_false (rt_server_is_listening (fixture->server));
  for (guint i = 1; i < N_MANY; i += 2)
    raw_client_send (clients->pdata[i], GET ("/text"));
  rt_server_listen (fixture->server, RT_PORT_MAIN, fixture->port, &error);
  g_assert_no_error (error);
  late = raw_client_new (fixture->port);
  raw_client_send (late, GET ("/text"));
  result = rt_test_wait_result (&kept, "the server to stop");
  rt_server_stop_finish (fixture->server, result);

  g_assert_cmpuint (fixture->n_gone, ==, N_MANY / 2);
  for (guint i = 0; i < N_MANY; i++)
    g_free (raw_client_wait_end (clients->pdata[i]));
  hello = raw_client_wait_for (late, "hello");
  g_assert_cmpuint (g_list_model_get_n_items (rt_server_get_peers (fixture->server)), ==, 1);
  g_assert_false (late->has_ended);
  /* What was asked after the stop was not answered. */
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->requests, ==, N_MANY / 2 + 1);
}

/* Nobody has to wait for it: the server lives until it is done. */
static void
test_stop_and_forget (void)
{
  RtServer *server = rt_server_new ();
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  g_autoptr (GError) error = NULL;
  gpointer weak = server;

  rt_server_listen (server, RT_PORT_MAIN, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_MANY; i++)
    {
      g_ptr_array_add (clients, raw_client_new (rt_server_get_port (server, RT_PORT_MAIN)));
      raw_client_send (clients->pdata[i], GET ("/none"));
      g_free (raw_client_wait_for (clients->pdata[i], "Not Found"));
    }

  g_object_add_weak_pointer (G_OBJECT (server), &weak);
  rt_server_stop_async (server, NULL, NULL, NULL);
  g_object_unref (server);
  for (guint i = 0; i < N_MANY; i++)
    g_free (raw_client_wait_end (clients->pdata[i]));
  rt_test_drain ();

  g_assert_null (weak);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
test_restart (ServerFixture *fixture,
              gconstpointer  user_data)
{
  guint before = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (RawClient) client = NULL;
      g_autoptr (GError) error = NULL;
      guint16 port = rt_server_get_port (fixture->server, RT_PORT_MAIN);

      client = raw_client_new (port);
      /* Kept from one to the next. */
      for (guint j = 0; j < 2; j++)
        {
          raw_client_send (client, GET ("/text"));
          g_free (raw_client_wait_for (client, "hello"));
        }
      rt_server_stop (fixture->server);
      rt_server_stop (fixture->server);
      rt_test_drain ();
      g_assert_cmpuint (rt_server_get_port (fixture->server, RT_PORT_MAIN), ==, 0);
      g_assert_null (rt_server_dup_uri (fixture->server, RT_PORT_MAIN));
      raw_client_close (client);
      if (i == 0)
        before = count_descriptors ();
      g_assert_cmpuint (count_descriptors (), ==, before);

      rt_server_listen (fixture->server, RT_PORT_MAIN, port, &error);
      g_assert_no_error (error);
    }

  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->requests, ==, 40);
}

static void
test_taken (ServerFixture *fixture,
            gconstpointer  user_data)
{
  g_autoptr (RtServer) other = rt_server_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_server_listen (other, RT_PORT_CHAT, fixture->port, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_false (rt_server_is_listening (other));
  g_clear_error (&error);
  g_assert_true (rt_server_listen (other, RT_PORT_CHAT, 0, &error));
  g_assert_no_error (error);
}

/* Who keeps a row beyond the server can still look at it. */
static void
test_peers (ServerFixture *fixture,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autoptr (RtPeer) peer = NULL;
  g_autofree char *text = NULL;
  const RtTraffic *traffic;

  raw_client_send (client, REQUEST ("GET", "/poll", "User-Agent: raw/1.0 \xff\r\n"));
  text = raw_client_wait_for (client, "33333");
  peer = g_list_model_get_item (rt_server_get_peers (fixture->server), 0);
  g_assert_true (g_str_has_prefix (rt_peer_get_address (peer), "127.0.0.1:"));
  g_assert_cmpstr (rt_peer_get_user_agent (peer), ==, "raw/1.0 \xef\xbf\xbd");
  g_assert_cmpstr (rt_peer_get_pattern (peer), ==, "short-polling");
  g_assert_cmpuint (rt_peer_get_local_port (peer), ==, fixture->port);
  g_assert_true (rt_peer_is_open (peer));
  raw_client_send (client, "half");
  while (rt_peer_settle (peer), rt_peer_get_traffic (peer)->wire.bytes_in < client->sent)
    g_main_context_iteration (NULL, FALSE);
  traffic = rt_peer_get_traffic (peer);
  g_assert_cmpuint (traffic->wire.bytes_out, ==, client->received);
  g_assert_cmpuint (traffic->events, ==, 3);
  g_assert_cmpuint (traffic->connections_open, ==, 1);

  rt_server_stop (fixture->server);
  g_assert_false (rt_peer_is_open (peer));
  rt_peer_settle (peer);
  g_assert_cmpuint (traffic->connections_open, ==, 0);
  g_assert_cmpuint (traffic->wire.bytes_in, ==, client->sent);
}

static void
cancel_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_server_settle_finish (RT_SERVER (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_total (ServerFixture *fixture,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (RtTraffic) total;
  gboolean was_cancelled = FALSE;

  raw_client_send (client, GET ("/text"));
  g_free (raw_client_wait_for (client, "hello"));
  raw_client_send (client, GET ("/poll"));
  g_free (raw_client_wait_for (client, "33333"));
  rt_server_settle_async (fixture->server, cancellable, cancel_cb, &was_cancelled);
  g_cancellable_cancel (cancellable);
  rt_test_wait_flag (&was_cancelled, "the settling to be cancelled");
  server_fixture_settle (fixture);

  rt_traffic_init (&total);
  rt_server_get_total (fixture->server, &total);
  g_assert_cmpuint (total.wire.bytes_in, ==, client->sent);
  g_assert_cmpuint (total.wire.bytes_out, ==, client->received);
  g_assert_cmpuint (total.connections_open, ==, 1);
  g_assert_cmpuint (total.requests, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/server/" path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)
  ADD ("refuses-and-keeps-the-connection", test_refusals);
  ADD ("refuses-and-ends-the-connection-where-a-body-is-to-come", test_last_refusals);
  ADD ("refuses-chunks-that-grow-too-large", test_chunks);
  ADD ("answers-allowed-origins-on-every-route", test_cors);
  ADD ("answers-allowed-origins-after-100-continue", test_cors_after_continue);
  ADD ("lets-listed-hosts-and-origins-in", test_allowed_hosts);
  ADD ("answers-503-where-all-connections-are-taken", test_full);
  ADD ("stops-while-clients-are-connected", test_stop);
  ADD ("stops-in-slices-while-others-come", test_stop_in_slices);
  g_test_add_func ("/server/stops-though-nobody-waits-for-it", test_stop_and_forget);
  ADD ("starts-and-stops-again-and-again", test_restart);
  ADD ("names-a-taken-port", test_taken);
  ADD ("has-a-row-for-each-peer", test_peers);
  ADD ("adds-up-all-patterns", test_total);

  return g_test_run ();
}
