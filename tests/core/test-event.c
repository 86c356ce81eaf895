/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-event.h"

static guint n_encoded;

static GBytes *
encode_digits (RtEvent *event,
               guint64  prev)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT,
                                           rt_event_get_seq (event), prev);
  gsize length = strlen (text);

  n_encoded++;

  return g_bytes_new_take (g_steal_pointer (&text), length);
}

static const RtWireFormat formats[] = {
  { "first", encode_digits },
  { "second", encode_digits },
  { "third", encode_digits },
  { "fourth", encode_digits },
  { "fifth", encode_digits },
};

static RtEvent *
make_event (void)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("{}", 2);

  n_encoded = 0;

  return rt_event_new (7, 1000001, "say", data);
}

static void
test_keeps_what_it_was_made_of (void)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("[1,2]", 5);
  g_autofree char *type = g_strdup ("say");
  g_autoptr (RtEvent) event = rt_event_new (42, -5, type, data);

  g_assert_cmpuint (rt_event_get_seq (event), ==, 42);
  g_assert_cmpint (rt_event_get_time (event), ==, -5);
  g_assert_cmpstr (rt_event_get_type_name (event), ==, "say");
  g_assert_true (rt_event_get_data (event) == data);
  g_assert_cmpuint (rt_event_get_size (event), ==, 5);
}

static void
test_types_are_interned (void)
{
  g_autoptr (RtEvent) one = make_event ();
  g_autoptr (RtEvent) other = make_event ();

  g_assert_true (rt_event_get_type_name (one) == rt_event_get_type_name (other));
  g_assert_true (rt_event_get_type_name (one) == g_intern_string ("say"));
}

static void
test_is_a_boxed_type (void)
{
  RtEvent *event = make_event ();
  GValue value = G_VALUE_INIT;

  g_value_init (&value, RT_TYPE_EVENT);
  g_value_set_boxed (&value, event);
  rt_event_unref (event);

  g_assert_true (g_value_get_boxed (&value) == event);
  g_value_unset (&value);
}

static void
test_encodes_once_for_all_readers (void)
{
  g_autoptr (RtEvent) event = make_event ();
  GBytes *bytes = rt_event_encode (event, &formats[0], 0);

  g_assert_cmpstr (g_bytes_get_data (bytes, NULL), ==, "7 after 0");
  for (guint reader = 0; reader < 1000; reader++)
    g_assert_true (rt_event_encode (event, &formats[0], 0) == bytes);
  g_assert_cmpuint (n_encoded, ==, 1);
}

static void
test_tells_formats_and_selections_apart (void)
{
  g_autoptr (RtEvent) event = make_event ();
  GBytes *plain = rt_event_encode (event, &formats[0], 0);
  GBytes *selected = rt_event_encode (event, &formats[0], 5);
  GBytes *other = rt_event_encode (event, &formats[1], 0);

  g_assert_cmpstr (g_bytes_get_data (selected, NULL), ==, "7 after 5");
  g_assert_true (plain != selected && plain != other && selected != other);
  g_assert_cmpuint (n_encoded, ==, 3);
}

static void
test_selections_give_way_first (void)
{
  g_autoptr (RtEvent) event = make_event ();

  for (guint format = 0; format < 3; format++)
    rt_event_encode (event, &formats[format], 0);
  for (guint64 prev = 1; prev <= 6; prev++)
    rt_event_encode (event, &formats[0], prev);
  g_assert_cmpuint (n_encoded, ==, 9);

  for (guint format = 0; format < 3; format++)
    rt_event_encode (event, &formats[format], 0);
  rt_event_encode (event, &formats[0], 6);
  g_assert_cmpuint (n_encoded, ==, 9);
}

static void
test_memory_is_bounded_without_selections_too (void)
{
  g_autoptr (RtEvent) event = make_event ();

  for (guint round = 0; round < 3; round++)
    for (guint format = 0; format < G_N_ELEMENTS (formats); format++)
      g_assert_cmpstr (g_bytes_get_data (rt_event_encode (event, &formats[format], 0), NULL), ==, "7 after 0");

  g_assert_cmpuint (n_encoded, >, G_N_ELEMENTS (formats));
}

static GBytes *
encode_large (RtEvent *event,
              guint64  prev)
{
  gsize size = RT_EVENT_MAX_ENCODED_BYTES / 8;

  n_encoded++;

  return g_bytes_new_take (g_malloc0 (size), size);
}

static const RtWireFormat large = { "large", encode_large };

static void
test_memory_is_bounded_for_all_together (void)
{
  RtEvent *events[20];
  g_autoptr (GBytes) kept = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      events[i] = make_event ();
      rt_event_encode (events[i], &large, 0);
      if (i == 0)
        kept = g_bytes_ref (rt_event_encode (events[0], &large, 0));
      g_assert_cmpuint (rt_event_get_encoded_bytes (), <=, RT_EVENT_MAX_ENCODED_BYTES);
    }

  /* The last eight are there, those before are made again; who holds one keeps it. */
  n_encoded = 0;
  for (guint i = 12; i < 20; i++)
    rt_event_encode (events[i], &large, 0);
  g_assert_cmpuint (n_encoded, ==, 0);
  g_assert_true (rt_event_encode (events[0], &large, 0) != kept);
  g_assert_cmpuint (n_encoded, ==, 1);
  g_assert_cmpuint (g_bytes_get_size (kept), ==, RT_EVENT_MAX_ENCODED_BYTES / 8);
  rt_event_encode (events[12], &large, 0);
  g_assert_cmpuint (n_encoded, ==, 2);

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    rt_event_unref (events[i]);
  g_assert_cmpuint (rt_event_get_encoded_bytes (), ==, 0);
}

static GBytes *
encode_huge (RtEvent *event,
             guint64  prev)
{
  gsize size = RT_EVENT_MAX_ENCODED_BYTES / 2 + 1;

  n_encoded++;

  return g_bytes_new_take (g_malloc0 (size), size);
}

static void
test_memory_is_bounded_for_one_alone (void)
{
  static const RtWireFormat huge = { "huge", encode_huge };
  g_autoptr (RtEvent) event = make_event ();
  GBytes *bytes = NULL;

  for (guint64 prev = 0; prev < 6; prev++)
    {
      bytes = rt_event_encode (event, &huge, prev);
      g_assert_cmpuint (rt_event_get_encoded_bytes (), ==, g_bytes_get_size (bytes));
    }

  g_assert_true (rt_event_encode (event, &huge, 5) == bytes);
  g_assert_cmpuint (n_encoded, ==, 6);
}

static void
assert_formatted (gint64      time_us,
                  const char *expected)
{
  char buffer[RT_TIME_LENGTH + 1];

  rt_time_format (time_us, buffer);
  g_assert_cmpstr (buffer, ==, expected);
}

static void
test_time_has_six_digits_and_is_utc (void)
{
  assert_formatted (0, "1970-01-01T00:00:00.000000Z");
  assert_formatted (1, "1970-01-01T00:00:00.000001Z");
  assert_formatted (-1, "1969-12-31T23:59:59.999999Z");
  assert_formatted (G_GINT64_CONSTANT (951782400) * G_USEC_PER_SEC + 120000, "2000-02-29T00:00:00.120000Z");
  assert_formatted (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC, "2023-11-14T22:13:20.000000Z");
}

static void
test_time_stays_in_four_digits_of_a_year (void)
{
  assert_formatted (G_MAXINT64, "9999-12-31T23:59:59.999999Z");
  assert_formatted (G_MININT64, "0001-01-01T00:00:00.000000Z");
}

static void
test_time_survives_the_journey (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      gint64 time_us = (gint64) g_test_rand_int_range (-2000000000, 2000000000) * G_USEC_PER_SEC +
                       g_test_rand_int_range (0, G_USEC_PER_SEC);
      char buffer[RT_TIME_LENGTH + 1];
      gint64 parsed = 0;

      rt_time_format (time_us, buffer);
      g_assert_true (rt_time_parse (buffer, &parsed));
      g_assert_cmpint (parsed, ==, time_us);
    }
}

static void
test_time_of_other_zones_and_precisions (void)
{
  gint64 parsed = 0;

  g_assert_true (rt_time_parse ("1970-01-01T01:00:00+01:00", &parsed));
  g_assert_cmpint (parsed, ==, 0);
  g_assert_true (rt_time_parse ("1969-12-31T19:30:00.5-04:30", &parsed));
  g_assert_cmpint (parsed, ==, 500000);
  g_assert_true (rt_time_parse ("1970-01-01T00:00:00.1234567Z", &parsed));
  g_assert_cmpint (parsed, ==, 123456);
}

static void
test_time_refuses_what_is_none (void)
{
  static const char *wrong[] = { "", "now", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z",
                                 "1970-01-01T24:00:01Z", "1970-01-01T00:00:00Z trailing", "0" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      gint64 parsed = 77;

      g_assert_false (rt_time_parse (wrong[i], &parsed));
      g_assert_cmpint (parsed, ==, 77);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/event/keeps-what-it-was-made-of", test_keeps_what_it_was_made_of);
  g_test_add_func ("/event/types-are-interned", test_types_are_interned);
  g_test_add_func ("/event/is-a-boxed-type", test_is_a_boxed_type);
  g_test_add_func ("/event/encode/once-for-all-readers", test_encodes_once_for_all_readers);
  g_test_add_func ("/event/encode/tells-formats-and-selections-apart", test_tells_formats_and_selections_apart);
  g_test_add_func ("/event/encode/selections-give-way-first", test_selections_give_way_first);
  g_test_add_func ("/event/encode/memory-is-bounded-without-selections-too",
                   test_memory_is_bounded_without_selections_too);
  g_test_add_func ("/event/encode/memory-is-bounded-for-all-together", test_memory_is_bounded_for_all_together);
  g_test_add_func ("/event/encode/memory-is-bounded-for-one-alone", test_memory_is_bounded_for_one_alone);
  g_test_add_func ("/time/format/has-six-digits-and-is-utc", test_time_has_six_digits_and_is_utc);
  g_test_add_func ("/time/format/stays-in-four-digits-of-a-year", test_time_stays_in_four_digits_of_a_year);
  g_test_add_func ("/time/survives-the-journey", test_time_survives_the_journey);
  g_test_add_func ("/time/parse/other-zones-and-precisions", test_time_of_other_zones_and_precisions);
  g_test_add_func ("/time/parse/refuses-what-is-none", test_time_refuses_what_is_none);

  return g_test_run ();
}
