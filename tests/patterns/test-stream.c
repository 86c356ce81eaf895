/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "../net/tcp-pair.h"
#include "patterns/rt-gap-telling.h"
#include "patterns/rt-stream.h"
#include "support/rt-test.h"

typedef struct {
  RtChannel    *channel;
  TcpPair       pair;
  RtPeerStream *stream;
} Fixture;

static guint n_encoded;

/* "NUMBER LENGTH:" and the data. */
static GBytes *
encode (RtEvent *event,
        guint64  prev)
{
  GString *text = g_string_new (NULL);
  gsize size;
  const char *data = g_bytes_get_data (rt_event_get_data (event), &size);

  n_encoded++;
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " %" G_GSIZE_FORMAT ":", rt_event_get_seq (event), size);
  g_string_append_len (text, data, size);

  return g_string_free_to_bytes (text);
}

static GBytes *
encode_gap (gint64      lost,
            guint64     next,
            const char *reason)
{
  char *text = g_strdup_printf ("0 %" G_GINT64_FORMAT ":", lost);

  return g_bytes_new_take (text, strlen (text));
}

static const RtWireFormat format = { "test", encode };

static void
publish (RtChannel *channel,
         gsize      size)
{
  g_autoptr (GBytes) data = g_bytes_new_take (g_strnfill (size, 'x'), size);

  g_assert_cmpuint (rt_channel_publish (channel, "message", data, NULL), >, 0);
}

static RtPeerStream *
connect_pair (TcpPair *pair)
{
  RtPeerStream *stream;

  tcp_pair_init (pair);
  stream = rt_peer_stream_new (pair->ours, NULL);
  rt_peer_stream_set_raw (stream, TRUE);

  return stream;
}

static RtPeerStream *
begin (TcpPair   *pair,
       RtChannel *channel)
{
  RtPeerStream *stream = connect_pair (pair);

  rt_stream_begin (stream, channel, 0, NULL, &format, encode_gap);

  return stream;
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  const RtChannelLimits limits = { .max_events = 20 };

  n_encoded = 0;
  fixture->channel = rt_channel_new ("test", &limits);
  fixture->stream = begin (&fixture->pair, fixture->channel);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  rt_peer_stream_abort (fixture->stream);
  rt_test_assert_last_unref (fixture->stream);
  rt_test_assert_last_unref (fixture->channel);
  tcp_pair_clear (&fixture->pair);
}

static void
test_what_waits_leaves_in_one_segment (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *received = NULL;
  RtWire wire;

  for (guint i = 1; i <= 20; i++)
    {
      publish (fixture->channel, 2);
      g_string_append_printf (expected, "%u 2:xx", i);
    }
  received = tcp_pair_wait_for (&fixture->pair, expected->len);
  g_assert_cmpstr (received, ==, expected->str);
  rt_peer_stream_read_wire (fixture->stream, &wire);
  g_assert_cmpuint (wire.segments_out, ==, 1);
}

static void
test_is_encoded_once_for_all (Fixture       *fixture,
                              gconstpointer  user_data)
{
  TcpPair other_pair;
  RtPeerStream *other = begin (&other_pair, fixture->channel);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  publish (fixture->channel, 1);
  first = tcp_pair_wait_for (&fixture->pair, strlen ("1 1:x"));
  second = tcp_pair_wait_for (&other_pair, strlen ("1 1:x"));
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (n_encoded, ==, 1);

  rt_peer_stream_abort (other);
  rt_test_assert_last_unref (other);
  tcp_pair_clear (&other_pair);
}

/* Reads what encode() and encode_gap() wrote. Returns how many events it was; a number
 * that is neither the next nor told to be lost fails the test. */
static guint
count_events (const char *text,
              guint64    *n_lost)
{
  guint64 last = 0;
  guint n = 0;

  *n_lost = 0;
  while (*text != '\0')
    {
      char *end;
      guint64 number = g_ascii_strtoull (text, &end, 10);
      guint64 length = g_ascii_strtoull (end, &end, 10);

      g_assert_cmpint (*end, ==, ':');
      text = end + 1;
      if (number == 0)
        {
          *n_lost += length;
          last += length;
          continue;
        }

      g_assert_cmpuint (number, ==, ++last);
      g_assert_cmpuint (strspn (text, "x"), ==, length);
      text += length;
      n++;
    }

  return n;
}

static gboolean
is_caught_up (gpointer user_data)
{
  RtOutbox *outbox = user_data;

  return rt_outbox_is_empty (outbox);
}

static gboolean
has_ended (gpointer user_data)
{
  gpointer *fixture_and_text = user_data;
  Fixture *fixture = fixture_and_text[0];
  GString *text = fixture_and_text[1];

  tcp_pair_receive (&fixture->pair, text);

  return g_str_has_suffix (text->str, " 3:xxx");
}

static gboolean
tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Reads until the event of three bytes that ends a test. */
static GString *
receive_all (Fixture *fixture)
{
  GString *text = g_string_new (NULL);
  gpointer fixture_and_text[] = { fixture, text };
  guint ticks = g_timeout_add (2, tick, NULL);

  rt_test_wait_for (has_ended, fixture_and_text, "the last event");
  g_source_remove (ticks);

  return text;
}

/* Nothing fits any more: neither the socket nor the outbox takes it. */
static guint
fill_up (Fixture *fixture,
         gsize    size)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (fixture->stream);
  guint n = 0;

  do
    {
      publish (fixture->channel, size);
      rt_test_drain ();
      n++;
    }
  while (is_caught_up (outbox) && n < 1000);
  g_assert_false (is_caught_up (outbox));

  return n;
}

static void
test_large_events_wait_for_their_room (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  g_autoptr (GString) text = NULL;
  guint64 n_lost;
  guint n = fill_up (fixture, 200000);

  /* Each by itself would fit, beside what waits it does not. */
  for (guint i = 0; i < 10; i++)
    {
      publish (fixture->channel, i % 2 == 0 ? 100 : 250000);
      rt_test_drain ();
    }
  publish (fixture->channel, 3);

  text = receive_all (fixture);
  g_assert_cmpuint (count_events (text->str, &n_lost), ==, n + 11);
  g_assert_cmpuint (n_lost, ==, 0);
}

static void
test_who_is_too_slow_is_told (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autoptr (GString) text = NULL;
  guint64 n_lost;
  guint n = fill_up (fixture, 200000);
  guint n_events;

  /* The channel remembers 20. */
  for (guint i = 0; i < 100; i++)
    {
      publish (fixture->channel, 100000);
      rt_test_drain ();
    }
  publish (fixture->channel, 3);

  text = receive_all (fixture);
  n_events = count_events (text->str, &n_lost);
  g_assert_cmpuint (n_lost, >, 0);
  g_assert_cmpuint (n_events + n_lost, ==, n + 101);
}

/* Control bytes alone fill the socket and the outbox. */
static void
fill_up_with_control (RtPeerStream *stream)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (stream);
  g_autofree char *block = g_strnfill (64 * 1024, 'c');

  while (rt_outbox_append_control (outbox, block, 64 * 1024) > 0)
    rt_peer_stream_send (stream);
}

static void
test_a_gap_waits_for_its_room (Fixture       *fixture,
                               gconstpointer  user_data)
{
  Fixture full = { .channel = fixture->channel };
  g_autoptr (GString) text = NULL;
  const char *events;
  guint64 n_lost;

  for (guint i = 0; i < 30; i++)
    publish (full.channel, 1);
  full.stream = connect_pair (&full.pair);
  fill_up_with_control (full.stream);
  rt_stream_begin (full.stream, full.channel, 0, NULL, &format, encode_gap);
  rt_test_drain ();
  publish (full.channel, 3);

  text = receive_all (&full);
  events = text->str + strspn (text->str, "c");
  g_assert_cmpuint (count_events (events, &n_lost), ==, 20);
  g_assert_cmpuint (n_lost, ==, 11);

  rt_peer_stream_abort (full.stream);
  rt_test_assert_last_unref (full.stream);
  tcp_pair_clear (&full.pair);
}

static void
test_may_be_ended (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autofree char *received = NULL;

  publish (fixture->channel, 1);
  received = tcp_pair_wait_for (&fixture->pair, strlen ("1 1:x"));
  rt_stream_end (fixture->stream);
  publish (fixture->channel, 1);
  rt_test_drain ();
  g_assert_cmpuint (n_encoded, ==, 1);
  g_assert_false (rt_peer_stream_is_gone (fixture->stream));
}

static void
set_flag (gboolean *flag)
{
  *flag = TRUE;
}

static void
test_ends_with_its_connection (Fixture       *fixture,
                               gconstpointer  user_data)
{
  gboolean closed = FALSE;

  g_signal_connect_swapped (fixture->stream, "closed", G_CALLBACK (set_flag), &closed);
  tcp_pair_close_peer (&fixture->pair);
  publish (fixture->channel, 1);
  rt_test_wait_flag (&closed, "the end of the stream");
  n_encoded = 0;
  publish (fixture->channel, 1);
  rt_test_drain ();
  g_assert_cmpuint (n_encoded, ==, 0);
}

#define ADD(path, func) \
  g_test_add ("/stream/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

static GBytes *
encode_gap_whole (gint64      lost,
                  guint64     next,
                  const char *reason)
{
  char *text = g_strdup_printf ("%" G_GINT64_FORMAT " to %" G_GUINT64_FORMAT " %s;", lost, next,
                                reason != NULL ? reason : "forgotten");

  return g_bytes_new_take (text, strlen (text));
}

static void
test_gaps (gconstpointer data)
{
  gboolean forgotten_last = GPOINTER_TO_INT (data);
  RtRelief untold = { .forgotten = { TRUE, 3 }, .dropped = 2, .turn = 20, .forgotten_last = forgotten_last };
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 1000);
  g_autoptr (GString) told = g_string_new (NULL);
  GOutputVector vectors[2];

  g_assert_true (rt_gap_tell (&untold, 40, encode_gap_whole, outbox));

  g_assert_cmpuint (rt_outbox_peek (outbox, vectors, 2), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_string_append_len (told, vectors[i].buffer, (gssize) vectors[i].size);
  g_assert_cmpstr (told->str, ==, forgotten_last ? "2 to 20 dropped;3 to 40 forgotten;"
                                                 : "3 to 20 forgotten;2 to 40 dropped;");
  g_assert_false (untold.forgotten.found);
  g_assert_cmpuint (untold.dropped + untold.turn, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("what-waits-leaves-in-one-segment", test_what_waits_leaves_in_one_segment);
  ADD ("is-encoded-once-for-all", test_is_encoded_once_for_all);
  ADD ("large-events-wait-for-their-room", test_large_events_wait_for_their_room);
  ADD ("who-is-too-slow-is-told", test_who_is_too_slow_is_told);
  ADD ("a-gap-waits-for-its-room", test_a_gap_waits_for_its_room);
  ADD ("may-be-ended", test_may_be_ended);
  ADD ("ends-with-its-connection", test_ends_with_its_connection);

  g_test_add_data_func ("/stream/gaps-end-where-the-next-begins/forgotten-first", GINT_TO_POINTER (FALSE), test_gaps);
  g_test_add_data_func ("/stream/gaps-end-where-the-next-begins/forgotten-last", GINT_TO_POINTER (TRUE), test_gaps);

  return g_test_run ();
}
