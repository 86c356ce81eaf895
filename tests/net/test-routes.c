/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "server-fixture.h"
#include "support/rt-test.h"

static void
answer (RtExchange *exchange,
        gpointer    user_data)
{
  rt_exchange_respond_text (exchange, 200, user_data);
}

static gboolean
accepts_html (RtExchange *exchange)
{
  return g_strcmp0 (rt_exchange_get_header (exchange, "Accept"), "text/html") == 0;
}

static const RtRoute plain = { "/shared", "GET, POST", "request-response", FALSE, 8, answer };
static const RtRoute page = { "/shared", "GET", "other", FALSE, 0, answer, .claims = accepts_html };
static const RtRoute socket_of_chat = {
  "/shared", "GET", "websocket", TRUE, 0, answer,
  .ports = RT_PORT_BIT (RT_PORT_CHAT), .claims = rt_exchange_is_websocket
};

#define UPGRADING "Upgrade: websocket\r\nConnection: Upgrade\r\n"

static const struct {
  RtPortRole  role;
  const char *method;
  const char *fields;
  const char *expected;
} cases[] = {
  { RT_PORT_MAIN, "GET", "", "the plain one" },
  { RT_PORT_MAIN, "GET", "Accept: text/html\r\n", "the page" },
  { RT_PORT_MAIN, "GET", UPGRADING, "the plain one" },
  { RT_PORT_CHAT, "GET", "", "the plain one" },
  { RT_PORT_CHAT, "GET", "Accept: text/html\r\n", "the page" },
  { RT_PORT_CHAT, "GET", UPGRADING, "the socket" },
  { RT_PORT_STREAM, "GET", UPGRADING, "the plain one" },
  { RT_PORT_MAIN, "POST", "", "the plain one" },
  /* The route that claims a request answers for it, its errors too. */
  { RT_PORT_MAIN, "POST", "Accept: text/html\r\n", "This address takes GET, HEAD, OPTIONS." },
  { RT_PORT_CHAT, "POST", UPGRADING, "\"detail\":\"This address takes GET, HEAD, OPTIONS.\"}\n" },
};

static void
test_claims (ServerFixture *fixture,
             gconstpointer  user_data)
{
  rt_server_add_route (fixture->server, &plain, (gpointer) "the plain one");
  rt_server_add_route (fixture->server, &page, (gpointer) "the page");
  rt_server_add_route (fixture->server, &socket_of_chat, (gpointer) "the socket");
  g_assert_true (rt_server_listen (fixture->server, RT_PORT_CHAT, 0, NULL));
  g_assert_true (rt_server_listen (fixture->server, RT_PORT_STREAM, 0, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (rt_server_get_port (fixture->server, cases[i].role));
      g_autofree char *request = g_strdup_printf ("%s /shared HTTP/1.1\r\n" HOST "%s\r\n", cases[i].method, cases[i].fields);

      raw_client_send (client, request);
      g_free (raw_client_wait_for (client, cases[i].expected));
    }
}

/* How large a body may be is for the route to say that the request is for. */
static void
test_limits (ServerFixture *fixture,
             gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  rt_server_add_route (fixture->server, &plain, (gpointer) "the plain one");
  rt_server_add_route (fixture->server, &page, (gpointer) "the page");

  raw_client_send (client, "POST /shared HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\n1234");
  g_free (raw_client_wait_for (client, "the plain one"));
  raw_client_send (client, "GET /shared HTTP/1.1\r\n" HOST "Accept: text/html\r\nContent-Length: 4\r\n\r\n1234");
  g_free (raw_client_wait_for (client, "This address takes no body."));
}

/* What counts is the pattern of the route that claims the request. */
static void
test_patterns (ServerFixture *fixture,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  rt_server_add_route (fixture->server, &plain, (gpointer) "the plain one");
  rt_server_add_route (fixture->server, &page, (gpointer) "the page");

  raw_client_send (client, "GET /shared HTTP/1.1\r\n" HOST "Accept: text/html\r\n\r\n");
  g_free (raw_client_wait_for (client, "the page"));
  server_fixture_settle (fixture);

  g_assert_cmpuint (server_fixture_get (fixture, "other")->requests, ==, 1);
  g_assert_cmpuint (server_fixture_get (fixture, "request-response")->requests, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/routes/" path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)
  ADD ("that-claim-a-request-come-first-on-their-ports", test_claims);
  ADD ("limit-the-bodies-of-what-they-claim", test_limits);
  ADD ("count-for-what-they-claim", test_patterns);

  return g_test_run ();
}
