/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "net/rt-peer-input.h"
#include "net/rt-peer-stream.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

typedef struct {
  TcpPair       pair;
  RtPeerStream *stream;
} Fixture;

static const RtGuardLimits limits = {
  .max_head = 1000, .max_fields = 10, .head_deadline_ms = 10000, .idle_deadline_ms = 60000, .body_deadline_ms = 30000,
  .output_deadline_ms = 20000,
};

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  tcp_pair_init (&fixture->pair);
  fixture->stream = rt_peer_stream_new (fixture->pair.ours, &limits);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  rt_peer_stream_abort (fixture->stream);
  rt_test_drain ();
  rt_test_assert_last_unref (fixture->stream);
  tcp_pair_clear (&fixture->pair);
}

typedef struct {
  gsize most;    /* bytes in one dispatch */
  gsize sum;
  guint n_turns;
} Reading;

/* As libsoup reads: until nothing comes. */
static gboolean
read_all (GObject  *stream,
          gpointer  user_data)
{
  Reading *reading = user_data;
  char buffer[1000];
  gsize sum = 0;
  gssize n;

  while ((n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, NULL)) > 0)
    sum += n;
  reading->most = MAX (reading->most, sum);
  reading->sum += sum;
  reading->n_turns++;

  return G_SOURCE_REMOVE;
}

static gboolean
has_turned (gpointer user_data)
{
  Reading *reading = user_data;

  return reading->n_turns > 0;
}

/* Gives how many bytes came in the longest dispatch. */
static gsize
read_by_turns (Fixture *fixture,
               gsize    expected)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (fixture->stream)));
  Reading reading = { 0 };

  while (reading.sum < expected)
    {
      g_autoptr (GSource) source = g_pollable_input_stream_create_source (input, NULL);

      reading.n_turns = 0;
      g_source_set_callback (source, (GSourceFunc) read_all, &reading, NULL);
      g_source_attach (source, NULL);
      rt_test_wait_for (has_turned, &reading, "input");
      g_assert_cmpuint (reading.n_turns, ==, 1);
    }
  g_assert_cmpuint (reading.sum, ==, expected);

  return reading.most;
}

static void
test_raw_turn (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autofree char *text = g_strnfill (5 * RT_PEER_INPUT_MAX_RAW_TURN + 7, 'x');

  rt_peer_stream_set_raw (fixture->stream, FALSE);
  tcp_pair_send (&fixture->pair, text);

  g_assert_cmpuint (read_by_turns (fixture, strlen (text)), ==, RT_PEER_INPUT_MAX_RAW_TURN);
}

static void
test_body_turn (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autofree char *body = g_strnfill (100000, 'x');
  g_autofree char *text = g_strconcat ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", body, NULL);

  tcp_pair_send (&fixture->pair, text);

  g_assert_cmpuint (read_by_turns (fixture, strlen (text)), <=, 64 * 1024);
}

static void
test_chunks_turn (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autoptr (GString) text = g_string_new ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "1\r\nx\r\n");
  g_string_append (text, "0\r\n\r\n");
  tcp_pair_send (&fixture->pair, text->str);

  g_assert_cmpuint (read_by_turns (fixture, text->len), <=, 8 * 1024);
}

static void
test_large_chunk_turn (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autofree char *data = g_strnfill (0x10000, 'x');
  g_autofree char *text = g_strconcat ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n",
                                       data, "\r\n0\r\n\r\n", NULL);
  gsize most;

  tcp_pair_send (&fixture->pair, text);
  most = read_by_turns (fixture, strlen (text));

  g_assert_cmpuint (most, >, 8 * 1024);
  g_assert_cmpuint (most, <=, 64 * 1024);
}

static void
test_frames_turn (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "\x80\x80mask");
  rt_peer_stream_set_raw (fixture->stream, FALSE);
  rt_peer_stream_follow_frames (fixture->stream);
  tcp_pair_send (&fixture->pair, text->str);

  g_assert_cmpuint (read_by_turns (fixture, text->len), <=, RT_PEER_INPUT_MAX_RAW_TURN / 4);
}

/* 128 KiB every 4 ms, whoever else has work. */
static void
test_unread_rate (Fixture       *fixture,
                  gconstpointer  user_data)
{
  gint64 begin = g_get_monotonic_time ();
  char zeros[16 * 1024] = { 0 };
  int unread = 0;
  gint64 took;
  RtWire wire;

  g_io_stream_close (G_IO_STREAM (fixture->stream), NULL, NULL);
  while ((took = g_get_monotonic_time () - begin) < 100 * 1000)
    {
      if (send (fixture->pair.peer, zeros, sizeof zeros, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        g_assert_cmpint (errno, ==, EAGAIN);
      g_main_context_iteration (NULL, FALSE);
    }
  rt_peer_stream_read_wire (fixture->stream, &wire);
  ioctl (g_socket_get_fd (g_socket_connection_get_socket (fixture->pair.ours)), SIOCINQ, &unread);

  g_assert_cmpuint (wire.bytes_in, >, 0);
  g_assert_cmpuint (wire.bytes_in - unread, <=, (took / 4000 + 2) * 128 * 1024);
}

/* Fills the socket and the outbox. */
static void
fill (Fixture *fixture)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (fixture->stream);
  g_autofree char *zeros = g_malloc0 (100000);
  g_autoptr (GBytes) event = g_bytes_new (zeros, 100000);

  rt_outbox_set_limits (outbox, 1000, 256 * 1024);
  while (rt_outbox_push_event (outbox, event, 100000))
    {
      rt_peer_stream_flush (fixture->stream);
      rt_test_drain ();
    }
}

static void
check_after (Fixture *fixture,
             gint64   begin,
             gint64   seconds)
{
  rt_peer_stream_check_deadlines (fixture->stream, begin + seconds * G_USEC_PER_SEC);
  rt_test_drain ();
}

static void
test_output_deadline (Fixture       *fixture,
                      gconstpointer  user_data)
{
  gint64 begin = g_get_monotonic_time ();

  fill (fixture);
  check_after (fixture, begin, 0);
  check_after (fixture, begin, 19);
  g_assert_false (rt_peer_stream_is_closed (fixture->stream));
  check_after (fixture, begin, 21);

  g_assert_true (rt_peer_stream_is_closed (fixture->stream));
}

static void
test_raw_output_deadline (Fixture       *fixture,
                          gconstpointer  user_data)
{
  rt_peer_stream_set_raw (fixture->stream, TRUE);
  test_output_deadline (fixture, user_data);
}

static void
test_slow_reader (Fixture       *fixture,
                  gconstpointer  user_data)
{
  gint64 begin = g_get_monotonic_time ();

  fill (fixture);
  check_after (fixture, begin, 0);
  for (guint i = 1; i <= 3; i++)
    {
      g_free (tcp_pair_wait_for (&fixture->pair, 1));
      fill (fixture);
      check_after (fixture, begin, i * 19);
      g_assert_false (rt_peer_stream_is_closed (fixture->stream));
    }
}

static gboolean
stop_waiting (GPollableInputStream *stream,
              gpointer              user_data)
{
  return G_SOURCE_REMOVE;
}

static GSource *
wait_for_more (Fixture *fixture)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (fixture->stream)));
  GSource *waiting = g_pollable_input_stream_create_source (input, NULL);

  g_source_set_callback (waiting, (GSourceFunc) stop_waiting, NULL, NULL);
  g_source_attach (waiting, NULL);

  return waiting;
}

/* A WebSocket that the peer has sent @bytes of. (transfer full): who waits for more */
static GSource *
open_frames (Fixture    *fixture,
             const char *bytes)
{
  rt_peer_stream_set_raw (fixture->stream, FALSE);
  rt_peer_stream_follow_frames (fixture->stream);
  tcp_pair_send (&fixture->pair, bytes);
  read_by_turns (fixture, strlen (bytes));

  return wait_for_more (fixture);
}

/* Between frames a WebSocket may be silent for as long as it likes, where it answers pings. */
static void
test_silent_websocket (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (GSource) waiting = open_frames (fixture, "\x81\x84mask1234");
  gint64 begin = g_get_monotonic_time ();
  g_autofree char *first = NULL;

  check_after (fixture, begin, 59);
  g_assert_cmpuint (rt_peer_stream_get_bytes_written (fixture->stream), ==, 0);
  check_after (fixture, begin, 61);
  first = tcp_pair_wait_for (&fixture->pair, 2);
  g_source_destroy (waiting);
  tcp_pair_send (&fixture->pair, "\x8a\x80mask");
  read_by_turns (fixture, 6);
  g_clear_pointer (&waiting, g_source_unref);
  waiting = wait_for_more (fixture);
  check_after (fixture, begin, 119);
  g_assert_false (rt_peer_stream_is_closed (fixture->stream));
  g_source_destroy (waiting);

  g_assert_cmpmem (first, 2, "\x89\0", 2);
}

static void
test_gone_websocket (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autoptr (GSource) waiting = open_frames (fixture, "\x81\x84mask1234");
  gint64 begin = g_get_monotonic_time ();
  g_autofree char *said = NULL;

  check_after (fixture, begin, 61);
  check_after (fixture, begin, 120);
  g_assert_false (g_io_stream_is_closed (G_IO_STREAM (fixture->stream)));
  check_after (fixture, begin, 122);

  said = tcp_pair_wait_for (&fixture->pair, 6);
  g_assert_cmpmem (said, 6, "\x89\0\x88\x02\x03\xf0", 6);
  g_source_destroy (waiting);
}

static void
test_frame_deadline (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autoptr (GSource) waiting = open_frames (fixture, "\x81\x84mask123");
  gint64 begin = g_get_monotonic_time ();
  g_autofree char *said = NULL;

  check_after (fixture, begin, 29);
  g_assert_false (g_io_stream_is_closed (G_IO_STREAM (fixture->stream)));
  check_after (fixture, begin, 31);

  said = tcp_pair_wait_for (&fixture->pair, 4);
  g_assert_cmpmem (said, 4, "\x88\x02\x03\xf0", 4);
  g_source_destroy (waiting);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/peer-stream/limits/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("gives-little-a-dispatch-when-raw", test_raw_turn);
  ADD ("gives-a-long-body-in-several-dispatches", test_body_turn);
  ADD ("gives-chunks-in-more-dispatches", test_chunks_turn);
  ADD ("gives-a-large-chunk-in-few-dispatches", test_large_chunk_turn);
  ADD ("gives-short-frames-in-more-dispatches", test_frames_turn);
  ADD ("takes-what-nobody-reads-at-a-bounded-rate", test_unread_rate);
  ADD ("resets-who-never-takes-its-answer", test_output_deadline);
  ADD ("resets-who-never-takes-its-stream", test_raw_output_deadline);
  ADD ("leaves-slow-readers-alone", test_slow_reader);
  ADD ("pings-silent-websockets", test_silent_websocket);
  ADD ("ends-websockets-that-answer-no-ping", test_gone_websocket);
  ADD ("ends-who-does-not-end-a-frame", test_frame_deadline);

  return g_test_run ();
}
