/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-peer-stream.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

/* What a tap was told, in order: "<" what came, ">" what went, "|" the end. */
typedef struct {
  GString  *log;
  GString  *received;
  GString  *sent;
  guint64   connection;
  guint     opened;
  gboolean  is_new;
  gboolean  is_closed;
  RtPeerStream *leaves;   /* (nullable): takes the tap away once it heard something sent */
} Listener;

typedef struct {
  TcpPair       pair;
  RtPeerStream *stream;
  Listener      listener;
} Fixture;

static void
opened (guint64   connection,
        gboolean  is_new,
        gpointer  user_data)
{
  Listener *listener = user_data;

  listener->connection = connection;
  listener->is_new = is_new;
  listener->opened++;
}

static void
received (guint64     connection,
          const char *bytes,
          gsize       length,
          gpointer    user_data)
{
  Listener *listener = user_data;

  g_assert_cmpuint (connection, ==, listener->connection);
  g_string_append_c (listener->log, '<');
  g_string_append_len (listener->received, bytes, length);
}

static void
sent (guint64     connection,
      const char *bytes,
      gsize       length,
      gpointer    user_data)
{
  Listener *listener = user_data;

  g_assert_cmpuint (connection, ==, listener->connection);
  g_string_append_c (listener->log, '>');
  g_string_append_len (listener->sent, bytes, length);
  if (listener->leaves != NULL)
    rt_peer_stream_set_tap (listener->leaves, NULL, 0, NULL);
}

static void
closed (guint64   connection,
        gpointer  user_data)
{
  Listener *listener = user_data;

  g_assert_false (listener->is_closed);
  g_string_append_c (listener->log, '|');
  listener->is_closed = TRUE;
}

static const RtTapHooks hooks = {
  .opened = opened,
  .received = received,
  .sent = sent,
  .closed = closed,
};

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  fixture->listener.log = g_string_new (NULL);
  fixture->listener.received = g_string_new (NULL);
  fixture->listener.sent = g_string_new (NULL);
  tcp_pair_init (&fixture->pair);
  fixture->stream = rt_peer_stream_new (fixture->pair.ours, NULL);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  rt_peer_stream_abort (fixture->stream);
  rt_test_drain ();
  rt_test_assert_last_unref (fixture->stream);
  tcp_pair_clear (&fixture->pair);
  g_string_free (fixture->listener.log, TRUE);
  g_string_free (fixture->listener.received, TRUE);
  g_string_free (fixture->listener.sent, TRUE);
}

static void
say (Fixture    *fixture,
     const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autofree char *arrived = NULL;

  rt_outbox_push_control (rt_peer_stream_get_outbox (fixture->stream), bytes);
  rt_peer_stream_flush (fixture->stream);
  arrived = tcp_pair_wait_for (&fixture->pair, strlen (text));
  g_assert_cmpstr (arrived, ==, text);
}

static gboolean
has_received (gpointer user_data)
{
  Fixture *fixture = user_data;
  char buffer[256];

  g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (fixture->stream))),
                                            buffer, sizeof buffer, NULL, NULL);

  return fixture->listener.received->len > 0;
}

static void
test_both_directions (Fixture       *fixture,
                      gconstpointer  user_data)
{
  rt_peer_stream_set_tap (fixture->stream, &hooks, 7, &fixture->listener);
  g_assert_cmpuint (fixture->listener.opened, ==, 1);
  g_assert_cmpuint (fixture->listener.connection, ==, 7);
  g_assert_true (fixture->listener.is_new);

  say (fixture, "HTTP/1.1 100 Continue\r\n\r\n");
  tcp_pair_send (&fixture->pair, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  rt_test_wait_for (has_received, fixture, "the request");
  say (fixture, "HTTP/1.1 204 No Content\r\n\r\n");

  g_assert_cmpstr (fixture->listener.received->str, ==, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  g_assert_cmpstr (fixture->listener.sent->str, ==, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
  g_assert_cmpstr (fixture->listener.log->str, ==, "><>");
}

/* Several pieces leave in one write; a tap is given each byte once. */
static void
test_pieces (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr (GBytes) one = g_bytes_new_static ("one,", 4);
  g_autoptr (GBytes) two = g_bytes_new_static ("two", 3);
  g_autofree char *arrived = NULL;

  rt_peer_stream_set_tap (fixture->stream, &hooks, 1, &fixture->listener);
  rt_outbox_push_control (rt_peer_stream_get_outbox (fixture->stream), one);
  rt_outbox_push_control (rt_peer_stream_get_outbox (fixture->stream), two);
  rt_peer_stream_flush (fixture->stream);
  arrived = tcp_pair_wait_for (&fixture->pair, 7);

  g_assert_cmpstr (fixture->listener.sent->str, ==, "one,two");
}

/* Set late, it knows that it missed something. */
static void
test_late (Fixture       *fixture,
           gconstpointer  user_data)
{
  say (fixture, "missed");
  rt_peer_stream_set_tap (fixture->stream, &hooks, 1, &fixture->listener);
  say (fixture, "heard");

  g_assert_false (fixture->listener.is_new);
  g_assert_cmpstr (fixture->listener.sent->str, ==, "heard");
}

static void
test_taken_away (Fixture       *fixture,
                 gconstpointer  user_data)
{
  rt_peer_stream_set_tap (fixture->stream, &hooks, 1, &fixture->listener);
  say (fixture, "heard");
  rt_peer_stream_set_tap (fixture->stream, NULL, 0, NULL);
  say (fixture, "missed");
  rt_peer_stream_abort (fixture->stream);

  g_assert_cmpstr (fixture->listener.sent->str, ==, "heard");
  g_assert_false (fixture->listener.is_closed);
}

/* By who is told, between two pieces of a write. */
static void
test_taken_away_meanwhile (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autoptr (GBytes) one = g_bytes_new_static ("heard", 5);
  g_autoptr (GBytes) two = g_bytes_new_static ("missed", 6);
  g_autofree char *arrived = NULL;

  fixture->listener.leaves = fixture->stream;
  rt_peer_stream_set_tap (fixture->stream, &hooks, 1, &fixture->listener);
  rt_outbox_push_control (rt_peer_stream_get_outbox (fixture->stream), one);
  rt_outbox_push_control (rt_peer_stream_get_outbox (fixture->stream), two);
  rt_peer_stream_flush (fixture->stream);
  arrived = tcp_pair_wait_for (&fixture->pair, 11);

  g_assert_cmpstr (fixture->listener.sent->str, ==, "heard");
}

/* The farewell is on the wire, so it is heard, and the end comes after it. */
static void
test_end (Fixture       *fixture,
          gconstpointer  user_data)
{
  g_autoptr (GBytes) farewell = g_bytes_new_static ("bye", 3);

  rt_peer_stream_set_tap (fixture->stream, &hooks, 1, &fixture->listener);
  rt_peer_stream_end (fixture->stream, farewell);

  g_assert_cmpstr (fixture->listener.sent->str, ==, "bye");
  g_assert_cmpstr (fixture->listener.log->str, ==, ">|");
}

static void
test_closed_already (Fixture       *fixture,
                     gconstpointer  user_data)
{
  rt_peer_stream_abort (fixture->stream);
  rt_peer_stream_set_tap (fixture->stream, &hooks, 1, &fixture->listener);

  g_assert_cmpuint (fixture->listener.opened, ==, 0);
}

static void
add (const char *path,
     void       (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/tap/sees-both-directions-in-order", test_both_directions);
  add ("/tap/sees-each-byte-once-though-pieces-leave-together", test_pieces);
  add ("/tap/knows-when-it-missed-the-beginning", test_late);
  add ("/tap/hears-nothing-once-taken-away", test_taken_away);
  add ("/tap/hears-nothing-once-taken-away-by-who-is-told", test_taken_away_meanwhile);
  add ("/tap/hears-the-farewell-before-the-end", test_end);
  add ("/tap/hears-nothing-of-a-closed-connection", test_closed_already);

  return g_test_run ();
}
