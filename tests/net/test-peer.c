/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-peer.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

#define A "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
#define B "GET /bb HTTP/1.1\r\nHost: x\r\n\r\n"

/* A connection whose requests and answers are read and written by hand. */
typedef struct {
  TcpPair       pair;
  RtPeerStream *stream;
  RtLedger     *ledger;
  RtPeer       *peer;
  gboolean      is_closed;
} Fixture;

static void
on_closed (Fixture *fixture)
{
  g_assert_false (fixture->is_closed);
  fixture->is_closed = TRUE;
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  tcp_pair_init (&fixture->pair);
  fixture->stream = rt_peer_stream_new (fixture->pair.ours, NULL);
  fixture->ledger = rt_ledger_new ();
  fixture->peer = rt_peer_new (fixture->stream, fixture->ledger, 80);
  g_signal_connect_swapped (fixture->peer, "closed", G_CALLBACK (on_closed), fixture);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  rt_peer_stream_abort (fixture->stream);
  g_assert_true (fixture->is_closed);
  rt_test_drain ();
  rt_test_assert_last_unref (fixture->peer);
  rt_test_assert_last_unref (fixture->stream);
  rt_ledger_unref (fixture->ledger);
  tcp_pair_clear (&fixture->pair);
}

static const RtTraffic *
get (Fixture    *fixture,
     const char *pattern)
{
  return rt_ledger_get (fixture->ledger, pattern);
}

static void
assert_wire (Fixture    *fixture,
             const char *pattern,
             guint64     in,
             guint64     out,
             guint64     segments_in,
             guint64     segments_out)
{
  const RtTraffic *traffic = get (fixture, pattern);

  g_assert_cmpuint (traffic->wire.bytes_in, ==, in);
  g_assert_cmpuint (traffic->wire.bytes_out, ==, out);
  g_assert_cmpuint (traffic->wire.segments_in, ==, segments_in);
  g_assert_cmpuint (traffic->wire.segments_out, ==, segments_out);
  g_assert_cmpuint (traffic->header_bytes, ==, (segments_in + segments_out) * RT_HEADER_BYTES_IPV4);
}

/* Reads what the guard lets through: one request at most. */
static void
read_bytes (Fixture *fixture,
            gsize    expected)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (fixture->stream)));
  char buffer[1000];
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, NULL, &error), ==, expected);
  g_assert_no_error (error);
}

static void
write_bytes (Fixture *fixture,
             gsize    length)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (fixture->stream)));
  g_autofree char *bytes = g_strnfill (length, 'x');

  g_assert_cmpint (g_pollable_output_stream_write_nonblocking (output, bytes, length, NULL, NULL), ==, length);
}

static void
serve (Fixture    *fixture,
       const char *request,
       const char *pattern,
       gsize       length)
{
  const RtPeerAnswer answer = { .events = 1, .payload = 2 };

  read_bytes (fixture, strlen (request));
  rt_peer_expect_request (fixture->peer, pattern);
  rt_peer_begin_request (fixture->peer, pattern);
  write_bytes (fixture, length);
  rt_peer_end_request (fixture->peer, &answer);
}

static void
test_silent (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_assert_cmpuint (get (fixture, RT_LEDGER_OTHER)->connections_open, ==, 1);
  g_assert_cmpuint (get (fixture, RT_LEDGER_OTHER)->connections_opened, ==, 0);

  rt_peer_stream_abort (fixture->stream);

  g_assert_cmpuint (get (fixture, RT_LEDGER_OTHER)->connections_open, ==, 0);
  g_assert_cmpuint (get (fixture, RT_LEDGER_OTHER)->connections_opened, ==, 1);
  assert_wire (fixture, RT_LEDGER_OTHER, 0, 0, 0, 0);
}

/* At any moment: what is settled is never more, and at the end never less. */
static void
test_moments (Fixture       *fixture,
              gconstpointer  user_data)
{
  const RtPeerAnswer answer = { .events = 1, .payload = 2 };

  tcp_pair_send (&fixture->pair, A);
  rt_peer_settle (fixture->peer);
  assert_wire (fixture, RT_LEDGER_OTHER, 0, 0, 0, 0);
  g_assert_cmpuint (rt_peer_get_traffic (fixture->peer)->wire.bytes_in, ==, strlen (A));

  read_bytes (fixture, strlen (A));
  rt_peer_begin_request (fixture->peer, "a");
  rt_peer_settle (fixture->peer);
  assert_wire (fixture, "a", strlen (A), 0, 1, 0);

  write_bytes (fixture, 50);
  rt_peer_settle (fixture->peer);
  assert_wire (fixture, "a", strlen (A), 0, 1, 0);
  rt_peer_end_request (fixture->peer, &answer);
  g_assert_cmpuint (get (fixture, "a")->responses, ==, 0);

  g_free (tcp_pair_wait_for (&fixture->pair, 50));
  rt_peer_settle (fixture->peer);
  assert_wire (fixture, "a", strlen (A), 50, 1, 1);
  g_assert_cmpuint (get (fixture, "a")->responses, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->events, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->payload_out, ==, 2);

  tcp_pair_send (&fixture->pair, B);
  rt_peer_settle (fixture->peer);
  assert_wire (fixture, "a", strlen (A), 50, 1, 1);
  read_bytes (fixture, strlen (B));
  rt_peer_settle (fixture->peer);
  assert_wire (fixture, "a", strlen (A), 50, 1, 1);

  rt_peer_begin_request (fixture->peer, "b");
  rt_peer_settle (fixture->peer);
  assert_wire (fixture, "a", strlen (A), 50, 1, 1);
  assert_wire (fixture, "b", strlen (B), 0, 1, 0);
  g_assert_cmpstr (rt_peer_get_pattern (fixture->peer), ==, "b");
}

/* One after the other without waiting, the first answer sent while the third is
 * written. */
static void
test_pipelined (Fixture       *fixture,
                gconstpointer  user_data)
{
  tcp_pair_send (&fixture->pair, A B A);
  serve (fixture, A, "a", 100);
  serve (fixture, B, "b", 200);
  serve (fixture, A, "a", 300);
  rt_peer_settle (fixture->peer);
  g_assert_cmpuint (get (fixture, "a")->wire.bytes_out, ==, 0);
  g_assert_cmpuint (get (fixture, "a")->responses, ==, 0);

  g_free (tcp_pair_wait_for (&fixture->pair, 600));
  rt_peer_settle (fixture->peer);
  g_assert_cmpuint (get (fixture, "a")->wire.bytes_in, ==, 2 * strlen (A));
  g_assert_cmpuint (get (fixture, "a")->wire.bytes_out, ==, 400);
  g_assert_cmpuint (get (fixture, "a")->responses, ==, 2);
  g_assert_cmpuint (get (fixture, "b")->wire.bytes_in, ==, strlen (B));
  g_assert_cmpuint (get (fixture, "b")->wire.bytes_out, ==, 200);
  g_assert_cmpuint (get (fixture, "a")->wire.segments_in + get (fixture, "b")->wire.segments_in, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->wire.segments_out + get (fixture, "b")->wire.segments_out, ==, 1);
}

/* The peer takes nothing until all is over: what the kernel did not send was not
 * sent, and an answer not sent whole is none. */
static void
test_unsent (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autofree char *text = NULL;
  gsize received;
  guint n = 0;

  rt_outbox_set_limits (rt_peer_stream_get_outbox (fixture->stream), 10, 64 * 1024 * 1024);
  tcp_pair_send (&fixture->pair, A);
  serve (fixture, A, "a", 1000);
  rt_test_drain ();
  tcp_pair_send (&fixture->pair, B A);
  serve (fixture, B, "b", 32 * 1024 * 1024);
  serve (fixture, A, "a", 1000);
  while (n++ < 100)
    rt_test_drain ();
  rt_peer_stream_abort (fixture->stream);

  text = tcp_pair_wait_for_end (&fixture->pair, NULL);
  received = strlen (text);
  g_assert_cmpuint (received, >, 1000);
  g_assert_cmpuint (received, <, 32 * 1024 * 1024);
  g_assert_cmpuint (get (fixture, "a")->wire.bytes_in, ==, 2 * strlen (A));
  g_assert_cmpuint (get (fixture, "b")->wire.bytes_in, ==, strlen (B));
  g_assert_cmpuint (get (fixture, "a")->wire.bytes_out, ==, 1000);
  g_assert_cmpuint (get (fixture, "b")->wire.bytes_out, ==, received - 1000);
  g_assert_cmpuint (get (fixture, "a")->responses, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->requests, ==, 2);
  g_assert_cmpuint (get (fixture, "b")->responses, ==, 0);
  g_assert_cmpuint (get (fixture, "b")->events, ==, 0);
}

/* Its pattern is known, it is not counted yet, and the connection ends. */
static void
test_expected (Fixture       *fixture,
               gconstpointer  user_data)
{
  tcp_pair_send (&fixture->pair, A);
  serve (fixture, A, "a", 10);
  g_free (tcp_pair_wait_for (&fixture->pair, 10));
  tcp_pair_send (&fixture->pair, B);
  read_bytes (fixture, strlen (B));
  rt_peer_expect_request (fixture->peer, "b");
  rt_peer_stream_abort (fixture->stream);
  /* As what holds the request learns it later. */
  rt_peer_begin_request (fixture->peer, "b");
  rt_peer_end_request (fixture->peer, NULL);

  assert_wire (fixture, "a", strlen (A), 10, 1, 1);
  assert_wire (fixture, "b", strlen (B), 0, 1, 0);
  g_assert_cmpuint (get (fixture, "b")->requests, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->connections_open, ==, 0);
  g_assert_cmpuint (get (fixture, "b")->connections_open, ==, 0);
}

/* Events through the outbox, and those left in it. */
static void
test_stream (Fixture       *fixture,
             gconstpointer  user_data)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (fixture->stream);
  g_autoptr (GBytes) event = g_bytes_new_static ("data: 1\n\n", 9);

  tcp_pair_send (&fixture->pair, A);
  read_bytes (fixture, strlen (A));
  rt_peer_begin_request (fixture->peer, "a");
  rt_peer_count_response (fixture->peer, FALSE);
  rt_peer_stream_set_raw (fixture->stream, TRUE);
  rt_outbox_push_event (outbox, event, 1);
  rt_peer_stream_flush (fixture->stream);
  g_free (tcp_pair_wait_for (&fixture->pair, 9));
  rt_outbox_push_event (outbox, event, 1);
  rt_peer_settle (fixture->peer);
  g_assert_cmpuint (get (fixture, "a")->events, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->outbox_events, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->outbox_bytes, ==, 9);

  rt_peer_stream_abort (fixture->stream);

  g_assert_cmpuint (get (fixture, "a")->wire.bytes_out, ==, 9);
  g_assert_cmpuint (get (fixture, "a")->events, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->payload_out, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->left, ==, 1);
  g_assert_cmpuint (get (fixture, "a")->outbox_events, ==, 0);
  g_assert_cmpuint (get (fixture, "a")->outbox_bytes, ==, 0);
}

/* What it publishes with a request that is not counted yet is that one's. */
static void
test_published (Fixture       *fixture,
                gconstpointer  user_data)
{
  tcp_pair_send (&fixture->pair, A B);
  serve (fixture, A, "a", 10);
  read_bytes (fixture, strlen (B));
  rt_peer_expect_request (fixture->peer, "b");
  rt_peer_count_published (fixture->peer, 7);
  g_assert_cmpuint (get (fixture, "a")->payload_in, ==, 0);
  rt_peer_begin_request (fixture->peer, "b");
  rt_peer_count_published (fixture->peer, 1);

  g_assert_cmpuint (get (fixture, "b")->payload_in, ==, 8);
  g_assert_cmpuint (rt_peer_get_traffic (fixture->peer)->payload_in, ==, 8);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/peer/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("who-never-asks-is-other", test_silent);
  ADD ("is-right-at-any-moment", test_moments);
  ADD ("divides-pipelined-answers", test_pipelined);
  ADD ("counts-nothing-that-was-not-sent", test_unsent);
  ADD ("counts-a-request-that-was-on-its-way", test_expected);
  ADD ("counts-what-left-the-outbox", test_stream);
  ADD ("counts-what-is-published-for-its-request", test_published);

  return g_test_run ();
}
