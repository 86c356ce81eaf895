/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

#define HOST "Host: localhost\r\n"

/* Who asked, closed his side, and listens (RFC 9112 section 9.6): as `nc -N` does. */
static RawClient *
ask_and_close (Served     *served,
               const char *request)
{
  RawClient *client = raw_client_new (served->port);

  raw_client_send (client, request, strlen (request));
  raw_client_half_close (client);

  return client;
}

static void
assert_answered (Served     *served,
                 const char *request,
                 guint       status,
                 const char *part)
{
  g_autoptr (RawClient) client = ask_and_close (served, request);
  g_autoptr (RawResponse) response = raw_client_take_response (client, "GET");

  g_assert_cmpuint (response->status, ==, status);
  g_assert_nonnull (strstr (response->body, part));
  raw_client_wait_closed (client);
}

static void
test_publishing (void)
{
  Served served;

  served_init (&served);
  assert_answered (&served, "POST /channels/new HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\n\"a\"", 201, "\"seq\"");
  assert_answered (&served, "GET /channels/new HTTP/1.1\r\n" HOST "\r\n", 200, "\"data\":\"a\"");
  served_clear (&served);
}

static void
test_metrics (void)
{
  Served served;

  served_init (&served);
  assert_answered (&served, "GET /metrics HTTP/1.1\r\n" HOST "\r\n", 200, "# EOF\n");
  served_clear (&served);
}

static void
test_long_answer (void)
{
  g_autofree char *text = g_strnfill (400, 'x');
  g_autofree char *json = g_strconcat ("\"", text, "\"", NULL);
  Served served;

  served_init (&served);
  served_get_channel (&served, "long");
  for (guint i = 0; i < 9000; i++)
    served_publish (&served, "long", "message", json);
  assert_answered (&served, "GET /channels/long HTTP/1.1\r\n" HOST "\r\n", 200, "\"gap\":0}");
  served_clear (&served);
}

/* Nothing tells that anybody waits for an event still. */
static void
test_waiting (void)
{
  Served served;
  RawClient *client;

  served_init (&served);
  served_get_channel (&served, "quiet");
  client = ask_and_close (&served, "GET /channels/quiet HTTP/1.1\r\n" HOST "Prefer: wait=60\r\n\r\n");
  raw_client_wait_closed (client);

  g_assert_cmpstr (client->received->str, ==, "");
  raw_client_free (client);
  served_clear (&served);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/half-closed/hears-what-it-published-to-a-new-channel", test_publishing);
  g_test_add_func ("/half-closed/gets-the-metrics", test_metrics);
  g_test_add_func ("/half-closed/gets-an-answer-made-in-several-turns", test_long_answer);
  g_test_add_func ("/half-closed/is-not-kept-waiting-for-an-event", test_waiting);

  return g_test_run ();
}
