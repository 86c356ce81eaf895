/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "net/rt-listener.h"
#include "server-fixture.h"
#include "support/rt-test.h"

/* An address for documentation (RFC 5737), in a network namespace of the test's own: who
 * connects to it comes from it, and so from beyond loopback. */
#define FAR "192.0.2.1"
#define TOKEN "0123456789abcdef0123456789abcdef"
#define ASK(path, fields) "GET " path " HTTP/1.1\r\nHost: " FAR ":2000\r\n" fields "\r\n"
#define BEARER "Authorization: Bearer " TOKEN "\r\n"

static gboolean
set_address (int         fd,
             const char *interface,
             const char *address)
{
  struct ifreq request = { .ifr_name = "" };
  struct sockaddr_in *place = (struct sockaddr_in *) &request.ifr_addr;

  g_strlcpy (request.ifr_name, interface, sizeof request.ifr_name);
  if (address != NULL)
    {
      place->sin_family = AF_INET;
      inet_pton (AF_INET, address, &place->sin_addr);
      return ioctl (fd, SIOCSIFADDR, &request) == 0;
    }
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;

  return ioctl (fd, SIOCSIFFLAGS, &request) == 0;
}

/* Before any thread runs. */
static gboolean
enter_network (void)
{
  int fd;
  gboolean entered;

  if (unshare (CLONE_NEWNET) != 0 && unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return FALSE;
  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  entered = fd >= 0 && set_address (fd, "lo", NULL) && set_address (fd, "lo:1", FAR);
  if (fd >= 0)
    close (fd);

  return entered;
}

static void
set_up (ServerFixture *fixture,
        gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  server_fixture_set_up (fixture, user_data);
  rt_server_stop (fixture->server);
  rt_server_set_open (fixture->server, TRUE);
  rt_access_set_token (rt_server_get_access (fixture->server), TOKEN);
  rt_server_listen (fixture->server, RT_PORT_MAIN, 0, &error);
  g_assert_no_error (error);
  fixture->port = rt_server_get_port (fixture->server, RT_PORT_MAIN);
}

/* What a stranger who sends @request is answered. */
static char *
ask (ServerFixture *fixture,
     const char    *request)
{
  g_autoptr (RawClient) client = raw_client_new_at (FAR, fixture->port);

  raw_client_send (client, request);
  raw_client_shutdown (client);

  return raw_client_wait_end (client);
}

static void
assert_answer (ServerFixture *fixture,
               const char    *request,
               const char    *status,
               const char    *words)
{
  g_autofree char *answer = ask (fixture, request);

  g_test_message ("%s", request);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 "));
  if (!g_str_has_prefix (answer + strlen ("HTTP/1.1 "), status))
    g_error ("Not %s but: %s", status, answer);
  if (strstr (answer, words) == NULL)
    g_error ("No %s in: %s", words, answer);
}

static void
test_without_token (ServerFixture *fixture,
                    gconstpointer  user_data)
{
  assert_answer (fixture, ASK ("/text", ""), "401 Unauthorized", "WWW-Authenticate: Bearer realm=\"Roundtrip\"\r\n");
  assert_answer (fixture, ASK ("/text", ""), "401 Unauthorized", "\"Authorization: Bearer TOKEN\" or ?token=TOKEN.");
  assert_answer (fixture, ASK ("/text", ""), "401 Unauthorized", "Connection: close\r\n");
  assert_answer (fixture, ASK ("/nowhere", ""), "401 Unauthorized", "\r\n\r\nOther machines need");
  assert_answer (fixture, ASK ("/channels/x", ""), "401 Unauthorized", "application/problem+json");
  assert_answer (fixture, ASK ("/socket", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), "401 Unauthorized", "Bearer");
  assert_answer (fixture, ASK ("/events", ""), "401 Unauthorized", "Bearer");
  g_assert_cmpuint (fixture->n_handled, ==, 0);
}

static void
test_head_has_no_body (ServerFixture *fixture,
                       gconstpointer  user_data)
{
  g_autofree char *answer = ask (fixture, "HEAD /text HTTP/1.1\r\nHost: " FAR "\r\n\r\n");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 401 "));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\n"));
}

static void
test_wrong_token (ServerFixture *fixture,
                  gconstpointer  user_data)
{
  assert_answer (fixture, ASK ("/text?token=" TOKEN "0", ""), "401 Unauthorized", "error=\"invalid_token\"");
  assert_answer (fixture, ASK ("/text", "Authorization: Bearer 1\r\n"), "401 Unauthorized", "error=\"invalid_token\"");
  assert_answer (fixture, ASK ("/text", "Authorization: Basic " TOKEN "\r\n"), "401 Unauthorized", "invalid_token");
  rt_access_set_token (rt_server_get_access (fixture->server), NULL);
  assert_answer (fixture, ASK ("/text", BEARER), "401 Unauthorized", "invalid_token");
  g_assert_cmpuint (fixture->n_handled, ==, 0);
}

static void
test_token (ServerFixture *fixture,
            gconstpointer  user_data)
{
  assert_answer (fixture, ASK ("/text", BEARER), "200 OK", "\r\n\r\nhello");
  assert_answer (fixture, ASK ("/text?a=b&token=" TOKEN, ""), "200 OK", "\r\n\r\nhello");
  assert_answer (fixture, ASK ("/nowhere", BEARER), "404 Not Found", "Not Found");
  assert_answer (fixture, ASK ("/socket?token=" TOKEN, "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
                 "101 Switching Protocols", "Upgrade");
  g_assert_cmpuint (fixture->n_handled, ==, 2);
}

static void
test_hosts (ServerFixture *fixture,
            gconstpointer  user_data)
{
  g_autofree char *named = g_strdup_printf ("GET /text HTTP/1.1\r\nHost: %s:2000\r\n" BEARER "\r\n", g_get_host_name ());

  assert_answer (fixture, named, "200 OK", "hello");
  assert_answer (fixture, "GET /text HTTP/1.1\r\nHost: 192.0.2.9\r\n" BEARER "\r\n", "403 Forbidden", "allowed ones");
  assert_answer (fixture, "GET /text HTTP/1.1\r\nHost: example.org\r\n" BEARER "\r\n", "403 Forbidden", "allowed ones");
}

static void
test_pages (ServerFixture *fixture,
            gconstpointer  user_data)
{
  static const char * const origins[] = { "https://example.org", NULL };

  assert_answer (fixture, ASK ("/text", BEARER "Origin: http://" FAR ":8080\r\n"), "200 OK",
                 "Access-Control-Allow-Origin: http://" FAR ":8080\r\n");
  assert_answer (fixture, ASK ("/text", BEARER "Origin: https://example.org\r\n"), "403 Forbidden", "allowed ones");

  rt_access_set_origins (rt_server_get_access (fixture->server), origins);
  assert_answer (fixture, ASK ("/text", "Origin: https://example.org\r\n"), "401 Unauthorized",
                 "Access-Control-Allow-Origin: https://example.org\r\n");
  assert_answer (fixture, "OPTIONS /text HTTP/1.1\r\nHost: " FAR "\r\nOrigin: https://example.org\r\n"
                          "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\n\r\n",
                 "204 No Content", "Access-Control-Allow-Headers: authorization\r\n");
  assert_answer (fixture, "OPTIONS /text HTTP/1.1\r\nHost: " FAR "\r\n\r\n", "401 Unauthorized", "Bearer");
}

static void
test_loopback_needs_none (ServerFixture *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *uri = rt_server_dup_uri (fixture->server, RT_PORT_MAIN);
  g_autofree char *expected = g_strdup_printf ("http://127.0.0.1:%u/", fixture->port);
  g_autofree char *answer = NULL;

  raw_client_send (client, GET ("/text"));
  answer = raw_client_wait_for (client, "hello");
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 OK"));
  g_assert_cmpstr (uri, ==, expected);
}

/* Unless it is asked to, nothing listens there at all. */
static void
test_closed (ServerFixture *fixture,
             gconstpointer  user_data)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (fixture->port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  inet_pton (AF_INET, FAR, &address.sin_addr);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, -1);
  close (fd);
}

static void
add (const char *path,
     void      (*set_up_func) (ServerFixture *, gconstpointer),
     void      (*func) (ServerFixture *, gconstpointer))
{
  g_autofree char *whole = g_strconcat ("/beyond-loopback/", path, NULL);

  g_test_add (whole, ServerFixture, NULL, set_up_func, func, server_fixture_tear_down);
}

static void
test_skipped (void)
{
  g_test_skip ("this system allows no network namespace, so nobody can come from beyond loopback");
}

int
main (int   argc,
      char *argv[])
{
  gboolean may_enter = enter_network ();

  g_test_init (&argc, &argv, NULL);
  if (!may_enter)
    {
      g_test_add_func ("/beyond-loopback", test_skipped);
      return g_test_run ();
    }

  add ("nobody-is-let-in-without-the-token", set_up, test_without_token);
  add ("the-answer-to-head-has-no-body", set_up, test_head_has_no_body);
  add ("a-wrong-token-lets-nobody-in", set_up, test_wrong_token);
  add ("the-token-lets-in-as-a-field-and-in-the-query", set_up, test_token);
  add ("our-own-address-and-name-are-hosts", set_up, test_hosts);
  add ("pages-of-ours-and-listed-ones-may-ask", set_up, test_pages);
  add ("loopback-needs-no-token", set_up, test_loopback_needs_none);
  add ("is-closed-unless-asked-for", server_fixture_set_up, test_closed);

  return g_test_run ();
}
