/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "server-fixture.h"
#include "support/rt-test.h"

/* A ping without payload and the longest there is, and the pongs that answer them
 * (RFC 6455 section 5.5). The head and the mask come on top of the payload. */
#define SHORT 0
#define LONG 125
#define PING_SIZE(payload) (6 + (payload))
#define PONG_SIZE(payload) (2 + (payload))

#define N_PINGS 50000

static GString *
pings_new (gsize n,
           guint payload)
{
  const guint8 head[6] = { 0x89, 0x80 | payload };
  GString *pings = g_string_sized_new (n * PING_SIZE (payload));

  for (gsize i = 0; i < n; i++)
    {
      g_string_append_len (pings, (const char *) head, sizeof head);
      for (guint j = 0; j < payload; j++)
        g_string_append_c (pings, 'x');
    }

  return pings;
}

static RawClient *
open_socket (ServerFixture *fixture)
{
  RawClient *client = raw_client_new (fixture->port);
  g_autofree char *head = NULL;

  /* What is shared fairly here would be refused otherwise. */
  rt_limits_set (rt_server_get_limits (fixture->server), RT_LIMIT_CONTROL_FRAMES, 0);
  raw_client_send (client, UPGRADE ("/socket"));
  head = raw_client_wait_for (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));

  return client;
}

static void
test_burst (ServerFixture *fixture,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) loud = open_socket (fixture);
  g_autoptr (RawClient) other = raw_client_new (fixture->port);
  g_autoptr (GString) burst = pings_new (N_PINGS, SHORT);
  g_autofree char *pongs = NULL;

  raw_client_send_bytes (loud, burst->str, burst->len);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *answer = NULL;

      raw_client_send (other, GET ("/text"));
      answer = raw_client_wait_for (other, "hello");
      raw_client_receive (loud);
      g_assert_cmpuint (loud->text->len, <, N_PINGS * PONG_SIZE (SHORT));
    }
  pongs = raw_client_wait_bytes (loud, N_PINGS * PONG_SIZE (SHORT));

  g_assert_cmpuint (loud->received, >=, N_PINGS * PONG_SIZE (SHORT));
  g_assert_cmpmem (pongs, 2 * PONG_SIZE (SHORT), "\x8a\0\x8a\0", 2 * PONG_SIZE (SHORT));
}

/* Gives how many bytes were taken until nothing more was. */
static gsize
push (RawClient *client,
      GString   *bytes)
{
  gsize sent = 0;
  guint idle = 0;

  while (idle < 50 && sent < bytes->len)
    {
      gssize n = send (client->fd, bytes->str + sent, bytes->len - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (n < 0)
        g_assert_cmpint (errno, ==, EAGAIN);
      sent += MAX (n, 0);
      idle = n < 0 ? idle + 1 : 0;
      rt_test_drain ();
    }
  client->sent += sent;

  return sent;
}

static void
test_deaf (ServerFixture *fixture,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) deaf = open_socket (fixture);
  g_autoptr (GString) flood = pings_new (200 * 1000, LONG);
  g_autofree char *pongs = NULL;
  gsize taken, rest;

  taken = push (deaf, flood);
  g_assert_cmpuint (taken, <, flood->len);

  /* It listens again: then all that it said is heard. */
  rest = (PING_SIZE (LONG) - taken % PING_SIZE (LONG)) % PING_SIZE (LONG);
  while (rest > 0)
    {
      gssize n = send (deaf->fd, flood->str + taken, rest, MSG_DONTWAIT | MSG_NOSIGNAL);

      raw_client_receive (deaf);
      g_main_context_iteration (NULL, FALSE);
      taken += MAX (n, 0);
      rest -= MAX (n, 0);
    }
  pongs = raw_client_wait_bytes (deaf, taken / PING_SIZE (LONG) * PONG_SIZE (LONG));

  g_assert_cmpmem (pongs, 3, "\x8a\x7d" "x", 3);
}

/* The stream of the only peer. */
static RtPeerStream *
get_stream (ServerFixture *fixture)
{
  g_autoptr (RtPeer) peer = g_list_model_get_item (rt_server_get_peers (fixture->server), 0);

  return rt_peer_get_stream (peer);
}

static void
assert_answers (RawClient *client)
{
  g_autofree char *answer = NULL;

  raw_client_send (client, GET ("/text"));
  answer = raw_client_wait_for (client, "hello");
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
}

/* Of whom nothing is there yet libsoup knows nothing. Once it was asked, its sources stand
 * behind all others, once, and come forward for the next request. */
static void
test_rest (ServerFixture *fixture,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  server_fixture_wait_open (fixture, 1);
  g_assert_false (rt_peer_stream_rest (get_stream (fixture), g_get_monotonic_time () + 2 * G_USEC_PER_SEC));
  assert_answers (client);
  for (guint i = 0; i < 3; i++)
    {
      RtPeerStream *stream = get_stream (fixture);
      gint64 now = g_get_monotonic_time ();

      rt_test_drain ();
      g_assert_false (rt_peer_stream_rest (stream, now));
      g_assert_true (rt_peer_stream_rest (stream, now + 2 * G_USEC_PER_SEC));
      g_assert_false (rt_peer_stream_rest (stream, now + 2 * G_USEC_PER_SEC));
      assert_answers (client);
    }
}

static void
test_rest_ends (ServerFixture *fixture,
                gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  server_fixture_wait_open (fixture, 1);
  assert_answers (client);
  rt_test_drain ();
  g_assert_true (rt_peer_stream_rest (get_stream (fixture), g_get_monotonic_time () + 2 * G_USEC_PER_SEC));
  raw_client_close (client);
  server_fixture_wait_open (fixture, 0);
}

/* GLib numbers the sources of a context in the order in which they are attached. */
static guint
count_sources (void)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  guint number = g_source_attach (source, NULL);

  g_source_destroy (source);

  return number;
}

/* Each byte arrives alone. */
static void
trickle (ServerFixture *fixture,
         RawClient     *client,
         const char    *text)
{
  for (const char *byte = text; *byte != '\0'; byte++)
    {
      RtWire wire;
      guint64 n_read;

      rt_peer_stream_read_wire (get_stream (fixture), &wire);
      n_read = wire.bytes_in;
      raw_client_send (client, (char[]) { *byte, '\0' });
      while (rt_peer_stream_read_wire (get_stream (fixture), &wire), wire.bytes_in == n_read)
        g_main_context_iteration (NULL, FALSE);
      rt_test_drain ();
    }
}

/* Says it byte by byte: no source is made for any of them. */
static void
assert_costs_nothing (ServerFixture *fixture,
                      RawClient     *client,
                      const char    *half_a_head)
{
  guint n_sources = count_sources ();

  trickle (fixture, client, half_a_head);

  g_assert_cmpuint (count_sources (), ==, n_sources + 1);
}

/* However many there are who say little: neither of a new connection nor of one that was kept
 * does anybody hear before the head is whole. */
static void
test_half_heads (ServerFixture *fixture,
                 gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  server_fixture_wait_open (fixture, 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *answer = NULL;

      assert_costs_nothing (fixture, client, "GET /text HTTP/1.1\r\nHost: local");
      raw_client_send (client, "host\r\n\r\n");
      answer = raw_client_wait_for (client, "hello");
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
      rt_test_drain ();
    }
}

/* libsoup makes a few sources each time it is woken. A little is handed on once before there is
 * more of it, and how long that takes is not for a busy machine to decide here. */
static void
assert_hardly_wakes (ServerFixture *fixture,
                     RawClient     *client,
                     const char    *part_of_a_body)
{
  guint n_sources = count_sources ();

  trickle (fixture, client, part_of_a_body);

  g_assert_cmpuint (count_sources () - n_sources, <, strlen (part_of_a_body) / 4);
}

static char *
repeat (const char *text,
        guint       n)
{
  GString *repeated = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (repeated, text);

  return g_string_free (repeated, FALSE);
}

#define POST "POST /text HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\n"

static void
assert_echoed (RawClient  *client,
               const char *body)
{
  g_autofree char *answer = raw_client_wait_for (client, body);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 201 "));
}

static void
test_trickled_body (ServerFixture *fixture,
                    gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *part = repeat ("x", 999);
  g_autofree char *whole = g_strconcat (part, "y", NULL);

  raw_client_send (client, POST "Content-Length: 1000\r\n\r\n");
  server_fixture_wait_open (fixture, 1);
  rt_test_drain ();
  assert_hardly_wakes (fixture, client, part);
  raw_client_send (client, "y");

  assert_echoed (client, whole);
}

static void
test_trickled_chunks (ServerFixture *fixture,
                      gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autofree char *part = repeat ("1\r\nx\r\n", 200);
  g_autofree char *whole = repeat ("x", 200);

  raw_client_send (client, POST "Transfer-Encoding: chunked\r\n\r\n");
  server_fixture_wait_open (fixture, 1);
  rt_test_drain ();
  assert_hardly_wakes (fixture, client, part);
  raw_client_send (client, "0\r\nTrailer: of no use\r\n");
  rt_test_drain ();
  raw_client_send (client, "\r\n");

  assert_echoed (client, whole);
}

/* What completes a body is not waited with. */
static void
test_whole_body (ServerFixture *fixture,
                 gconstpointer  parts)
{
  g_auto (GStrv) each = g_strsplit (parts, "|", -1);
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  gint64 start = g_get_monotonic_time ();
  guint n_requests = 0;

  /* Each would be answered after five seconds otherwise. */
  while (n_requests++ < 20)
    {
      for (char **part = each; *part != NULL; part++)
        {
          raw_client_send (client, *part);
          rt_test_drain ();
        }
      assert_echoed (client, "hello");
    }

  g_assert_cmpint (g_get_monotonic_time () - start, <, 60 * G_USEC_PER_SEC);
}

/* What was gathered stands in nobody's way when its sender leaves. */
static void
test_leaving_in_a_body (ServerFixture *fixture,
                        gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  raw_client_send (client, POST "Content-Length: 1000\r\n\r\n");
  server_fixture_wait_open (fixture, 1);
  rt_test_drain ();
  trickle (fixture, client, "some");
  raw_client_close (client);

  server_fixture_wait_open (fixture, 0);
}

/* Nobody else closes a connection that nobody has yet. */
static void
test_leaving_unheard (ServerFixture *fixture,
                      gconstpointer  half_a_head)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->port);

  server_fixture_wait_open (fixture, 1);
  raw_client_send (client, half_a_head);
  rt_test_drain ();
  raw_client_close (client);

  server_fixture_wait_open (fixture, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/fair-share/" path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)
  ADD ("answers-others-while-one-floods", test_burst);
  ADD ("listens-to-nobody-who-takes-no-answers", test_deaf);
  ADD ("lets-idle-connections-rest-until-they-ask", test_rest);
  ADD ("ends-connections-that-rest", test_rest_ends);
  ADD ("hears-nobody-before-a-head-is-whole", test_half_heads);
  ADD ("is-hardly-woken-by-a-body-that-trickles", test_trickled_body);
  ADD ("is-hardly-woken-by-chunks-that-trickle", test_trickled_chunks);
  ADD ("ends-connections-whose-body-trickled", test_leaving_in_a_body);
  g_test_add ("/fair-share/answers-at-once-what-came-in-two", ServerFixture,
              POST "Content-Length: 5\r\n\r\n|hello", server_fixture_set_up, test_whole_body, server_fixture_tear_down);
  g_test_add ("/fair-share/answers-at-once-what-came-in-three", ServerFixture,
              POST "Content-Length: 5\r\n\r\n|he|llo", server_fixture_set_up, test_whole_body, server_fixture_tear_down);
  g_test_add ("/fair-share/answers-at-once-what-came-in-chunks", ServerFixture,
              POST "Transfer-Encoding: chunked\r\n\r\n|3\r\nhel\r\n|2\r\nlo\r\n|0\r\n\r\n", server_fixture_set_up,
              test_whole_body, server_fixture_tear_down);
  g_test_add ("/fair-share/ends-connections-that-never-asked", ServerFixture, "", server_fixture_set_up,
              test_leaving_unheard, server_fixture_tear_down);
  g_test_add ("/fair-share/ends-connections-that-asked-by-half", ServerFixture, "GET / HTTP/1.1\r\nHo", server_fixture_set_up,
              test_leaving_unheard, server_fixture_tear_down);

  return g_test_run ();
}
