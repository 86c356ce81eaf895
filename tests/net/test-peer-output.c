/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-peer-stream.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

/* A WebSocket's connection, whose frames libsoup writes and events are put between;
 * room for 1,000 bytes. */
typedef struct {
  TcpPair                pair;
  RtPeerStream          *stream;
  GPollableOutputStream *output;
  gboolean               is_writable;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  tcp_pair_init (&fixture->pair);
  fixture->stream = rt_peer_stream_new (fixture->pair.ours, NULL);
  fixture->output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (fixture->stream)));
  rt_peer_stream_set_raw (fixture->stream, FALSE);
  rt_outbox_set_limits (rt_peer_stream_get_outbox (fixture->stream), 10, 1000);
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

static gssize
write_frame (Fixture  *fixture,
             char      letter,
             gsize     length,
             GError  **error)
{
  g_autofree char *frame = g_strnfill (length, letter);

  return g_pollable_output_stream_write_nonblocking (fixture->output, frame, length, NULL, error);
}

static gboolean
set_writable (GObject  *output,
              gpointer  user_data)
{
  ((Fixture *) user_data)->is_writable = TRUE;

  return G_SOURCE_REMOVE;
}

static void
wait_writable (Fixture *fixture)
{
  g_autoptr (GSource) source = g_pollable_output_stream_create_source (fixture->output, NULL);

  fixture->is_writable = FALSE;
  g_source_set_callback (source, (GSourceFunc) (void (*) (void)) set_writable, fixture, NULL);
  g_source_attach (source, NULL);
  rt_test_wait_flag (&fixture->is_writable, "room for a frame");
}

static void
test_whole (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr (GBytes) event = g_bytes_new_static ("event", 5);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (write_frame (fixture, 'a', 600, NULL), ==, 600);
  g_assert_cmpint (write_frame (fixture, 'b', 401, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_false (g_pollable_output_stream_is_writable (fixture->output));
  g_assert_cmpuint (rt_outbox_get_n_bytes (rt_peer_stream_get_outbox (fixture->stream)), ==, 600);
  rt_outbox_push_event (rt_peer_stream_get_outbox (fixture->stream), event, 5);
  wait_writable (fixture);
  g_assert_cmpint (write_frame (fixture, 'b', 401, NULL), ==, 401);

  text = tcp_pair_wait_for (&fixture->pair, 600 + 5 + 401);
  g_assert_cmpuint (strspn (text, "a"), ==, 600);
  g_assert_true (g_str_has_prefix (text + 600, "event"));
  g_assert_cmpuint (strspn (text + 605, "b"), ==, 401);
}

static void
test_long (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  g_assert_cmpint (write_frame (fixture, 'a', 5000, NULL), ==, 5000);
  g_assert_cmpint (write_frame (fixture, 'b', 1, NULL), ==, -1);

  text = tcp_pair_wait_for (&fixture->pair, 5000);
  g_assert_cmpuint (strspn (text, "a"), ==, 5000);
}

/* The outbox is never above low water, nor full of events: nobody is woken for
 * nothing, else this never ends. */
static void
test_sleeps (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr (GSource) source = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  while (write_frame (fixture, 'a', 1000, NULL) > 0)
    rt_test_drain ();
  source = g_pollable_output_stream_create_source (fixture->output, NULL);
  g_source_set_callback (source, (GSourceFunc) (void (*) (void)) set_writable, fixture, NULL);
  g_source_attach (source, NULL);
  rt_test_drain ();
  g_assert_false (fixture->is_writable);

  while (!fixture->is_writable)
    {
      tcp_pair_receive (&fixture->pair, text);
      rt_test_drain ();
    }
  g_assert_cmpint (write_frame (fixture, 'a', 1000, NULL), ==, 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/peer-output/frames/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("are-taken-whole-or-not-at-all", test_whole);
  ADD ("of-any-length-fit-where-none-waits", test_long);
  ADD ("wait-for-room-without-work", test_sleeps);

  return g_test_run ();
}
