/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-peer-stream.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

typedef struct {
  TcpPair       pair;
  RtPeerStream *stream;
  guint         gone;
  guint         writable;
  guint         closed;
  int           refused;   /* the code, -1 for none */
  gboolean      is_gone;
  gboolean      is_closed;
} Fixture;

static void
on_gone (Fixture *fixture)
{
  fixture->gone++;
  fixture->is_gone = TRUE;
}

static void
on_writable (Fixture *fixture)
{
  fixture->writable++;
}

static void
on_refused (Fixture      *fixture,
            const GError *error)
{
  g_assert_cmpint (fixture->refused, ==, -1);
  fixture->refused = error->code;
}

static void
on_closed (Fixture *fixture)
{
  fixture->closed++;
  fixture->is_closed = TRUE;
}

static void
set_up (Fixture             *fixture,
        const RtGuardLimits *limits)
{
  tcp_pair_init (&fixture->pair);
  fixture->refused = -1;
  fixture->stream = rt_peer_stream_new (fixture->pair.ours, limits);
  g_signal_connect_swapped (fixture->stream, "gone", G_CALLBACK (on_gone), fixture);
  g_signal_connect_swapped (fixture->stream, "writable", G_CALLBACK (on_writable), fixture);
  g_signal_connect_swapped (fixture->stream, "refused", G_CALLBACK (on_refused), fixture);
  g_signal_connect_swapped (fixture->stream, "closed", G_CALLBACK (on_closed), fixture);
}

static void
tear_down (Fixture *fixture)
{
  if (!rt_peer_stream_is_closed (fixture->stream))
    rt_peer_stream_abort (fixture->stream);
  rt_test_drain ();
  g_assert_cmpuint (fixture->closed, ==, 1);
  g_assert_cmpuint (fixture->gone, <=, 1);
  rt_test_assert_last_unref (fixture->stream);
  tcp_pair_clear (&fixture->pair);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  set_up (fixture, user_data);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  tear_down (fixture);
}

static GPollableInputStream *
get_input (Fixture *fixture)
{
  return G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (fixture->stream)));
}

static GPollableOutputStream *
get_output (Fixture *fixture)
{
  return G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (fixture->stream)));
}

static gboolean
set_flag (GObject  *stream,
          gpointer  user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* @source: (transfer full) */
static void
set_when_ready (GSource  *source,
                gboolean *flag)
{
  g_source_set_callback (source, (GSourceFunc) set_flag, flag, NULL);
  g_source_attach (source, NULL);
  g_source_unref (source);
}

static void
wait_readable (Fixture *fixture)
{
  gboolean readable = FALSE;

  set_when_ready (g_pollable_input_stream_create_source (get_input (fixture), NULL), &readable);
  rt_test_wait_flag (&readable, "input");
}

static gssize
read_text (Fixture  *fixture,
           char     *buffer,
           gsize     size,
           GError  **error)
{
  gssize n = g_pollable_input_stream_read_nonblocking (get_input (fixture), buffer, size - 1, NULL, error);

  buffer[MAX (n, 0)] = '\0';

  return n;
}

static void
write_text (Fixture    *fixture,
            const char *text)
{
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_output_stream_write_nonblocking (get_output (fixture), text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (n, ==, strlen (text));
}

static void
test_requests_one_by_one (Fixture       *fixture,
                          gconstpointer  user_data)
{
  const char *first = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n";
  const char *second = "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n";
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_readable (fixture);
  read_text (fixture, buffer, sizeof buffer, NULL);
  g_assert_cmpstr (buffer, ==, first);
  g_assert_cmpuint (rt_peer_stream_get_bytes_read (fixture->stream), ==, strlen (first));

  wait_readable (fixture);
  read_text (fixture, buffer, sizeof buffer, NULL);
  g_assert_cmpstr (buffer, ==, second);
  g_assert_cmpuint (rt_peer_stream_get_bytes_read (fixture->stream), ==, strlen (first) + strlen (second));
}

static void
test_several_sources (Fixture       *fixture,
                      gconstpointer  user_data)
{
  gboolean first = FALSE;
  gboolean second = FALSE;
  gboolean cancelled = FALSE;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  set_when_ready (g_pollable_input_stream_create_source (get_input (fixture), NULL), &first);
  set_when_ready (g_pollable_input_stream_create_source (get_input (fixture), NULL), &second);
  set_when_ready (g_pollable_input_stream_create_source (get_input (fixture), cancellable), &cancelled);
  rt_test_drain ();
  g_assert_false (first || second || cancelled);
  g_cancellable_cancel (cancellable);
  rt_test_wait_flag (&cancelled, "the cancelled source");
  g_assert_false (first || second);

  tcp_pair_send (&fixture->pair, "GET");
  rt_test_wait_flag (&first, "the first source");
  rt_test_wait_flag (&second, "the second source");
}

static void
test_one_write (Fixture       *fixture,
                gconstpointer  user_data)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (fixture->stream);
  g_autoptr (GBytes) event = g_bytes_new_static ("event ", 6);
  g_autofree char *text = NULL;
  RtWire wire;

  write_text (fixture, "head ");
  rt_outbox_push_event (outbox, event, 5);
  write_text (fixture, "pong ");
  rt_outbox_push_event (outbox, event, 5);
  rt_peer_stream_flush (fixture->stream);
  text = tcp_pair_wait_for (&fixture->pair, 22);
  rt_peer_stream_read_wire (fixture->stream, &wire);

  g_assert_cmpstr (text, ==, "head event pong event ");
  g_assert_cmpuint (wire.segments_out, ==, 1);
  g_assert_cmpuint (wire.bytes_out, ==, 22);
  g_assert_cmpuint (rt_peer_stream_get_bytes_written (fixture->stream), ==, 22);
  g_assert_cmpuint (rt_outbox_get_counts (outbox)->events, ==, 2);
}

static void
test_gone_while_held (Fixture       *fixture,
                      gconstpointer  user_data)
{
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_readable (fixture);
  read_text (fixture, buffer, sizeof buffer, NULL);
  rt_test_drain ();
  g_assert_cmpuint (fixture->gone, ==, 0);

  tcp_pair_send (&fixture->pair, "GET /pipelined HTTP/1.1\r\nHost: x\r\n\r\n");
  rt_test_drain ();
  tcp_pair_close_peer (&fixture->pair);
  rt_test_wait_flag (&fixture->is_gone, "gone");

  g_assert_true (rt_peer_stream_is_gone (fixture->stream));
  g_assert_false (rt_peer_stream_is_closed (fixture->stream));
}

static void
test_gone_by_reset (Fixture       *fixture,
                    gconstpointer  user_data)
{
  tcp_pair_reset_peer (&fixture->pair);
  rt_test_wait_flag (&fixture->is_gone, "gone");
}

static void
test_half_closed (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autofree char *answer = NULL;
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  tcp_pair_shutdown (&fixture->pair);
  wait_readable (fixture);
  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, NULL), ==, 27);
  g_assert_cmpuint (fixture->gone, ==, 0);
  write_text (fixture, "answer");

  /* What libsoup needs to notice it. */
  wait_readable (fixture);
  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, NULL), ==, 1);
  g_assert_cmpstr (buffer, ==, "\n");
  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, NULL), ==, -1);
  rt_test_wait_flag (&fixture->is_gone, "gone");
  g_io_stream_close (G_IO_STREAM (fixture->stream), NULL, NULL);
  answer = tcp_pair_wait_for_end (&fixture->pair, NULL);
  rt_test_wait_flag (&fixture->is_closed, "closed");

  g_assert_cmpstr (answer, ==, "answer");
}

static void
test_partial (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "DELETE /everything HTTP/1.1\r\n");
  tcp_pair_shutdown (&fixture->pair);
  wait_readable (fixture);
  read_text (fixture, buffer, sizeof buffer, NULL);
  wait_readable (fixture);

  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
}

static void
test_graceful (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean was_reset;
  RtWire wire;

  tcp_pair_send (&fixture->pair, "never read");
  write_text (fixture, "last words");
  g_assert_true (g_io_stream_close (G_IO_STREAM (fixture->stream), NULL, NULL));
  g_assert_false (rt_peer_stream_is_closed (fixture->stream));
  g_assert_cmpint (g_pollable_output_stream_write_nonblocking (get_output (fixture), "x", 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  text = tcp_pair_wait_for_end (&fixture->pair, &was_reset);
  g_assert_cmpuint (fixture->closed, ==, 0);
  tcp_pair_send (&fixture->pair, " thrown away");
  tcp_pair_close_peer (&fixture->pair);
  rt_test_wait_flag (&fixture->is_closed, "closed");
  rt_peer_stream_read_wire (fixture->stream, &wire);

  g_assert_cmpstr (text, ==, "last words");
  g_assert_false (was_reset);
  g_assert_cmpuint (wire.bytes_out, ==, 10);
  g_assert_cmpuint (wire.bytes_in, ==, 22);
  g_assert_cmpuint (fixture->gone, ==, 0);
}

static void
test_linger_ends (Fixture       *fixture,
                  gconstpointer  user_data)
{
  gint64 begin = g_get_monotonic_time ();

  g_io_stream_close (G_IO_STREAM (fixture->stream), NULL, NULL);
  rt_test_wait_flag (&fixture->is_closed, "closed");

  g_assert_cmpint (g_get_monotonic_time () - begin, >=, RT_PEER_LINGER_MS * 1000);
}

static void
test_close_async (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tcp_pair_close_peer (&fixture->pair);
  g_io_stream_close_async (G_IO_STREAM (fixture->stream), G_PRIORITY_DEFAULT, NULL, rt_test_keep_result, &result);
  g_assert_null (result);
  {
    GAsyncResult *kept = rt_test_wait_result (&result, "the close");

    g_assert_true (g_io_stream_close_finish (G_IO_STREAM (fixture->stream), kept, &error));
    g_object_unref (kept);
  }
  g_assert_no_error (error);
  rt_test_wait_flag (&fixture->is_closed, "closed");
}

static void
test_abort (Fixture       *fixture,
            gconstpointer  user_data)
{
  gboolean readable = FALSE;
  gboolean was_reset;
  g_autofree char *text = NULL;

  set_when_ready (g_pollable_input_stream_create_source (get_input (fixture), NULL), &readable);
  write_text (fixture, "never sent");
  rt_peer_stream_abort (fixture->stream);
  g_assert_cmpuint (fixture->closed, ==, 1);
  text = tcp_pair_wait_for_end (&fixture->pair, &was_reset);
  rt_test_wait_flag (&readable, "the reader to be told");

  g_assert_true (was_reset);
  g_assert_cmpstr (text, ==, "");
}

static void
test_last_reference (void)
{
  g_auto (TcpPair) pair;
  RtPeerStream *stream;
  g_autofree char *text = NULL;
  gpointer weak;

  tcp_pair_init (&pair);
  stream = rt_peer_stream_new (pair.ours, NULL);
  weak = stream;
  g_object_add_weak_pointer (G_OBJECT (stream), &weak);
  g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (stream))),
                                              "bye", 3, NULL, NULL);
  g_object_unref (stream);
  text = tcp_pair_wait_for_end (&pair, NULL);
  g_assert_cmpstr (text, ==, "bye");
  tcp_pair_close_peer (&pair);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

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

static gboolean
has_more_written (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GString) text = g_string_new (NULL);

  tcp_pair_receive (&fixture->pair, text);

  return fixture->writable > 0;
}

static void
test_stuck_reader (Fixture       *fixture,
                   gconstpointer  user_data)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (fixture->stream);

  rt_peer_stream_set_raw (fixture->stream, TRUE);
  fill (fixture);
  fixture->writable = 0;
  rt_test_drain ();
  g_assert_cmpuint (fixture->writable, ==, 0);
  g_assert_cmpuint (rt_outbox_get_n_bytes (outbox), >, RT_PEER_STREAM_LOW_WATER);
  rt_test_wait_for (has_more_written, fixture, "writable");

  g_assert_cmpuint (fixture->writable, ==, 1);
  g_assert_cmpuint (rt_outbox_get_n_bytes (outbox), <=, RT_PEER_STREAM_LOW_WATER);
}

static void
test_stuck_at_close (Fixture       *fixture,
                     gconstpointer  user_data)
{
  gsize received = 0;
  RtWire wire;

  fill (fixture);
  g_io_stream_close (G_IO_STREAM (fixture->stream), NULL, NULL);
  rt_test_wait_flag (&fixture->is_closed, "closed");
  rt_peer_stream_read_wire (fixture->stream, &wire);
  {
    gboolean was_reset;
    g_autofree char *rest = NULL;
    Fixture *f = fixture;
    g_autoptr (GString) text = g_string_new (NULL);

    tcp_pair_receive (&f->pair, text);
    received = text->len;
    rest = tcp_pair_wait_for_end (&f->pair, &was_reset);
  }

  /* The reset throws away what the peer has not read; nothing else may be sent later. */
  g_assert_cmpuint (wire.bytes_out, >=, received);
  g_assert_cmpuint (rt_outbox_get_counts (rt_peer_stream_get_outbox (fixture->stream))->left, >, 0);
}

static void
test_set_raw_discards (Fixture       *fixture,
                       gconstpointer  user_data)
{
  RtWire wire;

  rt_peer_stream_set_raw (fixture->stream, TRUE);
  tcp_pair_send (&fixture->pair, "whatever it is");
  rt_test_drain ();
  g_assert_cmpuint (fixture->gone, ==, 0);
  tcp_pair_shutdown (&fixture->pair);
  rt_test_wait_flag (&fixture->is_gone, "gone");
  rt_peer_stream_read_wire (fixture->stream, &wire);

  g_assert_cmpuint (wire.bytes_in, ==, 14);
}

static void
test_upgrade_held (Fixture       *fixture,
                   gconstpointer  user_data)
{
  const char *head = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  g_autoptr (GError) error = NULL;
  gboolean readable = FALSE;
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframe");
  wait_readable (fixture);
  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, NULL), ==, strlen (head));
  set_when_ready (g_pollable_input_stream_create_source (get_input (fixture), NULL), &readable);
  write_text (fixture, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  rt_test_drain ();
  g_assert_false (readable);
  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);

  rt_peer_stream_set_raw (fixture->stream, FALSE);
  rt_test_wait_flag (&readable, "the frame");
  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, NULL), ==, 5);
  g_assert_cmpstr (buffer, ==, "frame");
}

static void
test_refusal (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  gboolean was_reset;
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
  wait_readable (fixture);
  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, &error), ==, -1);
  g_assert_error (error, RT_GUARD_ERROR, RT_GUARD_ERROR_AMBIGUOUS);
  answer = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_cmpint (fixture->refused, ==, RT_GUARD_ERROR_AMBIGUOUS);
  g_assert_false (was_reset);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\n"));
  g_assert_nonnull (strstr (answer, "\r\nConnection: close\r\n"));
  g_assert_nonnull (strstr (answer, "\r\n\r\n{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":"));
}

static void
test_refusal_after_answer (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autofree char *answer = NULL;
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  wait_readable (fixture);
  read_text (fixture, buffer, sizeof buffer, NULL);
  write_text (fixture, "HTTP/1.1 200 OK\r\n");
  tcp_pair_send (&fixture->pair, "5\nhello");
  wait_readable (fixture);
  g_assert_cmpint (read_text (fixture, buffer, sizeof buffer, NULL), ==, -1);
  answer = tcp_pair_wait_for_end (&fixture->pair, NULL);

  g_assert_cmpstr (answer, ==, "HTTP/1.1 200 OK\r\n");
  g_assert_cmpint (fixture->refused, ==, RT_GUARD_ERROR_MALFORMED);
}

static const RtGuardLimits limits = {
  .max_head = 1000, .max_fields = 10, .head_deadline_ms = 10000, .idle_deadline_ms = 60000, .body_deadline_ms = 30000,
  .output_deadline_ms = 60000,
};

static void
assert_ends_after (Fixture    *fixture,
                   gint64      seconds,
                   const char *start)
{
  gboolean readable = FALSE;
  g_autofree char *answer = NULL;
  gint64 now = g_get_monotonic_time ();

  set_when_ready (g_pollable_input_stream_create_source (get_input (fixture), NULL), &readable);
  rt_peer_stream_check_deadlines (fixture->stream, now + (seconds - 1) * G_USEC_PER_SEC);
  rt_test_drain ();
  g_assert_false (readable);
  rt_peer_stream_check_deadlines (fixture->stream, now + (seconds + 1) * G_USEC_PER_SEC);
  answer = tcp_pair_wait_for_end (&fixture->pair, NULL);
  rt_test_wait_flag (&readable, "the reader to be told");

  g_assert_true (start[0] != '\0' ? g_str_has_prefix (answer, start) : answer[0] == '\0');
}

static void
test_deadlines (Fixture       *fixture,
                gconstpointer  user_data)
{
  assert_ends_after (fixture, 60, "");
  g_assert_cmpint (fixture->refused, ==, RT_GUARD_ERROR_IDLE);
}

static void
test_head_deadline (Fixture       *fixture,
                    gconstpointer  user_data)
{
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "GET / HT");
  wait_readable (fixture);
  read_text (fixture, buffer, sizeof buffer, NULL);
  assert_ends_after (fixture, 10, "HTTP/1.1 408 ");
  g_assert_cmpint (fixture->refused, ==, RT_GUARD_ERROR_TIMEOUT);
}

static void
test_body_deadline (Fixture       *fixture,
                    gconstpointer  user_data)
{
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
  wait_readable (fixture);
  read_text (fixture, buffer, sizeof buffer, NULL);
  assert_ends_after (fixture, 30, "HTTP/1.1 408 ");
}

static void
test_held_has_no_deadline (Fixture       *fixture,
                           gconstpointer  user_data)
{
  char buffer[1000];

  tcp_pair_send (&fixture->pair, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_readable (fixture);
  read_text (fixture, buffer, sizeof buffer, NULL);
  rt_peer_stream_check_deadlines (fixture->stream, g_get_monotonic_time () + G_TIME_SPAN_HOUR);
  rt_test_drain ();

  g_assert_false (rt_peer_stream_is_closed (fixture->stream));
  write_text (fixture, "still there");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/peer-stream/" path, Fixture, &limits, fixture_set_up, func, fixture_tear_down)
  ADD ("read/gives-requests-one-by-one", test_requests_one_by_one);
  ADD ("read/serves-several-sources-and-cancellables", test_several_sources);
  ADD ("read/fails-where-a-request-is-cut-off", test_partial);
  ADD ("read/holds-what-follows-an-upgrade", test_upgrade_held);
  ADD ("write/sends-all-that-waits-in-order-in-one-write", test_one_write);
  ADD ("write/tells-when-a-stuck-reader-goes-on", test_stuck_reader);
  ADD ("gone/tells-it-at-once-while-a-request-is-held", test_gone_while_held);
  ADD ("gone/tells-a-reset", test_gone_by_reset);
  ADD ("gone/answers-who-closed-only-half", test_half_closed);
  ADD ("gone/tells-it-while-input-is-thrown-away", test_set_raw_discards);
  ADD ("refused/answers-and-ends", test_refusal);
  ADD ("refused/answers-no-second-time", test_refusal_after_answer);
  ADD ("close/sends-what-is-queued-and-waits-for-the-peer", test_graceful);
  ADD ("close/waits-no-longer-than-it-says", test_linger_ends);
  ADD ("close/needs-no-thread", test_close_async);
  ADD ("close/resets-who-does-not-read", test_stuck_at_close);
  ADD ("abort/resets-at-once", test_abort);
  g_test_add_func ("/peer-stream/close/dropping-the-last-reference-is-graceful", test_last_reference);
  ADD ("deadline/ends-idle-connections-quietly", test_deadlines);
  ADD ("deadline/answers-408-to-a-slow-head", test_head_deadline);
  ADD ("deadline/answers-408-to-a-slow-body", test_body_deadline);
  ADD ("deadline/leaves-held-requests-alone", test_held_has_no_deadline);

  return g_test_run ();
}
