/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-outbox.h"

static gboolean
push (RtOutbox   *outbox,
      const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return rt_outbox_push_event (outbox, bytes, strlen (text) / 2);
}

static void
control (RtOutbox   *outbox,
         const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_assert_true (rt_outbox_push_control (outbox, bytes));
}

/* Takes @length bytes out, through at most @n_vectors vectors a time. */
static char *
take_through (RtOutbox *outbox,
              gsize     length,
              guint     n_vectors)
{
  g_autoptr (GString) taken = g_string_new (NULL);

  while (taken->len < length)
    {
      GOutputVector vectors[16];
      gsize before = taken->len;
      guint n = rt_outbox_peek (outbox, vectors, n_vectors);

      g_assert_cmpuint (n, >, 0);
      for (guint i = 0; i < n; i++)
        {
          gsize part = MIN (vectors[i].size, length - taken->len);

          g_assert_cmpuint (vectors[i].size, >, 0);
          g_string_append_len (taken, vectors[i].buffer, (gssize) part);
        }
      rt_outbox_consume (outbox, taken->len - before);
    }

  return g_string_free (g_steal_pointer (&taken), FALSE);
}

static void
assert_takes (RtOutbox   *outbox,
              const char *expected)
{
  g_autofree char *taken = take_through (outbox, strlen (expected), 16);

  g_assert_cmpstr (taken, ==, expected);
}

static void
assert_holds (RtOutbox   *outbox,
              const char *expected)
{
  g_assert_cmpuint (rt_outbox_get_n_bytes (outbox), ==, strlen (expected));
  assert_takes (outbox, expected);
  g_assert_true (rt_outbox_is_empty (outbox));
  g_assert_cmpuint (rt_outbox_get_n_events (outbox), ==, 0);
}

static void
test_order_is_that_of_putting_in (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 1000);

  g_assert_true (rt_outbox_is_empty (outbox));
  control (outbox, "<head>");
  push (outbox, "one,");
  push (outbox, "two,");
  g_assert_cmpuint (rt_outbox_append_control (outbox, "<pong>", 6), ==, 6);
  push (outbox, "three,");
  control (outbox, "<close>");
  assert_holds (outbox, "<head>one,two,<pong>three,<close>");
}

static void
test_holds_references_not_copies (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 1000);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("event", 5);
  GOutputVector vectors[4];

  rt_outbox_push_event (outbox, bytes, 2);
  rt_outbox_push_event (outbox, bytes, 2);

  g_assert_cmpuint (rt_outbox_peek (outbox, vectors, 4), ==, 2);
  g_assert_true (vectors[0].buffer == g_bytes_get_data (bytes, NULL));
  g_assert_true (vectors[1].buffer == vectors[0].buffer);
  g_assert_cmpuint (rt_outbox_peek (outbox, vectors, 1), ==, 1);
}

static void
test_event_counts_with_its_last_byte (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 1000);
  const RtOutboxCounts *counts = rt_outbox_get_counts (outbox);

  control (outbox, "<c>");
  push (outbox, "abcdef");
  assert_takes (outbox, "<c>abcde");
  g_assert_cmpuint (counts->events, ==, 0);
  g_assert_cmpuint (counts->payload, ==, 0);
  g_assert_cmpuint (rt_outbox_get_n_bytes (outbox), ==, 1);

  assert_takes (outbox, "f");
  g_assert_cmpuint (counts->events, ==, 1);
  g_assert_cmpuint (counts->payload, ==, 3);
}

static void
test_full_one_refuses (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (2, 1000);

  push (outbox, "one,");
  g_assert_false (rt_outbox_is_full (outbox));
  push (outbox, "two,");
  g_assert_true (rt_outbox_is_full (outbox));
  g_assert_false (push (outbox, "three,"));
  assert_takes (outbox, "one,");
  g_assert_true (push (outbox, "three,"));
  assert_holds (outbox, "two,three,");
  g_assert_cmpuint (rt_outbox_get_counts (outbox)->dropped, ==, 0);
}

static void
test_refusing_is_full_until_there_is_room_for_it (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 10);

  push (outbox, "1");
  push (outbox, "234567");
  g_assert_false (rt_outbox_is_full (outbox));
  g_assert_false (push (outbox, "89012"));
  g_assert_true (rt_outbox_is_full (outbox));

  assert_takes (outbox, "1");
  g_assert_true (rt_outbox_is_full (outbox));
  assert_takes (outbox, "2");
  g_assert_false (rt_outbox_is_full (outbox));
  g_assert_true (push (outbox, "89012"));
  assert_holds (outbox, "3456789012");
}

static void
test_any_size_fits_where_no_event_waits (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 4);

  g_assert_true (push (outbox, "larger than allowed"));
  g_assert_false (push (outbox, "x"));
  assert_holds (outbox, "larger than allowed");
}

static void
test_control_is_bounded (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 10);
  g_autoptr (GBytes) five = g_bytes_new_static ("12345", 5);

  g_assert_true (rt_outbox_push_control (outbox, five));
  g_assert_cmpuint (rt_outbox_append_control (outbox, "abc", 3), ==, 3);
  g_assert_false (rt_outbox_push_control (outbox, five));
  g_assert_cmpuint (rt_outbox_append_control (outbox, "defgh", 5), ==, 2);
  g_assert_cmpuint (rt_outbox_append_control (outbox, "f", 1), ==, 0);

  assert_takes (outbox, "123");
  g_assert_cmpuint (rt_outbox_append_control (outbox, "fgh+", 4), ==, 3);
  assert_holds (outbox, "45abcdefgh");
}

static void
test_control_refused_is_waited_for (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 10);
  g_autoptr (GBytes) six = g_bytes_new_static ("123456", 6);

  g_assert_cmpuint (rt_outbox_append_control (outbox, "abcdef", 6), ==, 6);
  g_assert_false (rt_outbox_is_full (outbox));
  g_assert_false (rt_outbox_push_control (outbox, six));
  g_assert_true (rt_outbox_is_full (outbox));
  rt_outbox_consume (outbox, 6);
  g_assert_false (rt_outbox_is_full (outbox));
  g_assert_true (rt_outbox_push_control (outbox, six));
}

static void
test_control_is_bounded_in_pieces (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (G_MAXUINT, 1000000);
  g_autoptr (GBytes) byte = g_bytes_new_static ("x", 1);
  guint n_pieces = 0;

  while (rt_outbox_push_control (outbox, byte))
    n_pieces++;

  g_assert_cmpuint (n_pieces, ==, 1024);
  g_assert_cmpuint (rt_outbox_append_control (outbox, "x", 1), ==, 0);
}

static void
test_small_control_shares_a_piece (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 100000);
  GOutputVector vectors[16];

  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (rt_outbox_append_control (outbox, "0123456789", 10), ==, 10);
  g_assert_cmpuint (rt_outbox_peek (outbox, vectors, 16), ==, 1);
  g_assert_cmpuint (vectors[0].size, ==, 1000);
}

static void
test_control_stays_where_it_was_seen (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 100000);
  GOutputVector vector;

  rt_outbox_append_control (outbox, "seen", 4);
  rt_outbox_peek (outbox, &vector, 1);
  for (guint i = 0; i < 1000; i++)
    rt_outbox_append_control (outbox, "0123456789", 10);
  g_assert_cmpmem (vector.buffer, vector.size, "seen", 4);
}

static void
test_clear_counts_what_was_left (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 1000);

  push (outbox, "begun,");
  push (outbox, "waiting,");
  control (outbox, "<c>");
  assert_takes (outbox, "beg");
  rt_outbox_clear (outbox);

  g_assert_true (rt_outbox_is_empty (outbox));
  g_assert_cmpuint (rt_outbox_get_counts (outbox)->left, ==, 2);
  g_assert_cmpuint (rt_outbox_get_counts (outbox)->events, ==, 0);
  push (outbox, "new,");
  assert_holds (outbox, "new,");
}

static void
test_empty_event_is_written_at_once (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (10, 1000);

  push (outbox, "");
  g_assert_cmpuint (rt_outbox_get_counts (outbox)->events, ==, 1);
  push (outbox, "a");
  push (outbox, "");
  push (outbox, "b");
  assert_holds (outbox, "ab");
  g_assert_cmpuint (rt_outbox_get_counts (outbox)->events, ==, 4);
}

/* What was put into an outbox, and what came out of it. */
typedef struct {
  RtOutbox *outbox;
  GString  *wire;
  GString  *controls;
  guint64   number;
  guint64   n_taken;
} Fate;

/* Puts in an event, or control bytes, or takes out some of what waits. */
static void
fate_step (Fate *fate)
{
  gint action = g_test_rand_int_range (0, 10);

  fate->number++;
  if (action < 6)
    {
      g_autofree char *text = g_strdup_printf ("[%" G_GUINT64_FORMAT "]", fate->number);

      fate->n_taken += push (fate->outbox, text) ? 1 : 0;
    }
  else if (action == 6)
    g_string_append_len (fate->controls, "abcdefgh", (gssize) rt_outbox_append_control (fate->outbox, "abcdefgh", 8));
  else
    {
      gsize wanted = (gsize) g_test_rand_int_range (0, 30);
      gsize length = MIN (rt_outbox_get_n_bytes (fate->outbox), wanted);
      g_autofree char *taken = take_through (fate->outbox, length, (guint) g_test_rand_int_range (1, 17));

      g_string_append (fate->wire, taken);
    }
}

/* Reads @wire: events in brackets, their numbers ascending, and control bytes, which
 * are moved to @controls. Returns how many events there are. */
static guint64
count_events (const char *wire,
              GString    *controls)
{
  guint64 before = 0;
  guint64 n_events = 0;

  for (const char *at = wire; *at != '\0';)
    {
      char *end;
      guint64 now;

      if (*at != '[')
        {
          g_string_append_c (controls, *at++);
          continue;
        }
      now = g_ascii_strtoull (at + 1, &end, 10);
      g_assert_cmpuint (now, >, before);
      g_assert_true (*end == ']');
      before = now;
      n_events++;
      at = end + 1;
    }

  return n_events;
}

/* Whatever is put in and taken out: no byte is lost, doubled or out of order, and every
 * event that was taken is written, or waits. */
static void
test_every_event_has_one_fate (void)
{
  g_autoptr (RtOutbox) outbox = rt_outbox_new (20, 300);
  const RtOutboxCounts *counts = rt_outbox_get_counts (outbox);
  g_autoptr (GString) wire = g_string_new (NULL);
  g_autoptr (GString) controls = g_string_new (NULL);
  g_autoptr (GString) seen_controls = g_string_new (NULL);
  g_autofree char *rest = NULL;
  Fate fate = { .outbox = outbox, .wire = wire, .controls = controls };

  for (guint i = 0; i < 80000; i++)
    {
      fate_step (&fate);
      g_assert_cmpuint (fate.n_taken, ==, counts->events + rt_outbox_get_n_events (outbox));
      g_assert_cmpuint (rt_outbox_get_n_events (outbox), <=, 20);
    }
  rest = take_through (outbox, rt_outbox_get_n_bytes (outbox), 16);
  g_string_append (wire, rest);

  g_assert_cmpuint (count_events (wire->str, seen_controls), ==, counts->events);
  g_assert_cmpuint (counts->dropped + counts->conflated + counts->left, ==, 0);
  g_assert_cmpstr (seen_controls->str, ==, controls->str);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/outbox/order-is-that-of-putting-in", test_order_is_that_of_putting_in);
  g_test_add_func ("/outbox/holds-references-not-copies", test_holds_references_not_copies);
  g_test_add_func ("/outbox/event-counts-with-its-last-byte", test_event_counts_with_its_last_byte);
  g_test_add_func ("/outbox/full-one-refuses", test_full_one_refuses);
  g_test_add_func ("/outbox/refusing-is-full-until-there-is-room-for-it",
                   test_refusing_is_full_until_there_is_room_for_it);
  g_test_add_func ("/outbox/any-size-fits-where-no-event-waits", test_any_size_fits_where_no_event_waits);
  g_test_add_func ("/outbox/control/is-bounded", test_control_is_bounded);
  g_test_add_func ("/outbox/control/refused-is-waited-for", test_control_refused_is_waited_for);
  g_test_add_func ("/outbox/control/is-bounded-in-pieces", test_control_is_bounded_in_pieces);
  g_test_add_func ("/outbox/control/small-bits-share-a-piece", test_small_control_shares_a_piece);
  g_test_add_func ("/outbox/control/stays-where-it-was-seen", test_control_stays_where_it_was_seen);
  g_test_add_func ("/outbox/clear-counts-what-was-left", test_clear_counts_what_was_left);
  g_test_add_func ("/outbox/empty-event-is-written-at-once", test_empty_event_is_written_at_once);
  g_test_add_func ("/outbox/every-event-has-one-fate", test_every_event_has_one_fate);

  return g_test_run ();
}
