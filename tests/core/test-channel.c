/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-channel-outlet.h"
#include "support/rt-test.h"

static const RtChannelLimits three = { 3, 1000 };

static guint64
publish (RtChannel  *channel,
         const char *type)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("{}", 2);
  g_autoptr (GError) error = NULL;
  guint64 seq = rt_channel_publish (channel, type, data, &error);

  g_assert_no_error (error);

  return seq;
}

static void
publish_n (RtChannel *channel,
           guint      n)
{
  for (guint i = 0; i < n; i++)
    publish (channel, "message");
}

/* Reads like rt_channel_read() and puts it into words: "gap 3: 4 5(3)". */
static char *
read_n (RtChannel  *channel,
        guint64    *cursor,
        const char *types,
        guint       n_items)
{
  g_autoptr (RtSelection) selection = types != NULL ? rt_selection_new (types, NULL) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  RtChannelItem items[64];
  RtGap gap;
  guint n;

  g_assert_cmpuint (n_items, <=, G_N_ELEMENTS (items));
  n = rt_channel_read (channel, cursor, selection, items, n_items, &gap);
  g_assert_cmpuint (n, <=, n_items);

  if (gap.found)
    g_string_append_printf (words, "gap %" G_GINT64_FORMAT ":", gap.lost);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (words, words->len > 0 ? " %" G_GUINT64_FORMAT : "%" G_GUINT64_FORMAT,
                              rt_event_get_seq (items[i].event));
      if (items[i].prev == RT_PREV_NONE)
        g_string_append (words, "(none)");
      else if (items[i].prev != 0)
        g_string_append_printf (words, "(%" G_GUINT64_FORMAT ")", items[i].prev);
    }

  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
assert_reads (RtChannel  *channel,
              guint64    *cursor,
              const char *types,
              const char *expected)
{
  g_autofree char *words = read_n (channel, cursor, types, 64);

  g_assert_cmpstr (words, ==, expected);
}

static void
assert_reads_from (RtChannel  *channel,
                   guint64     cursor,
                   const char *types,
                   const char *expected)
{
  assert_reads (channel, &cursor, types, expected);
}

static void
test_names (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *longer = g_strnfill (65, 'a');

  g_assert_true (rt_channel_name_is_valid ("ticker"));
  g_assert_true (rt_channel_name_is_valid ("a.b_c-9"));
  g_assert_true (rt_channel_name_is_valid (longest));
  g_assert_false (rt_channel_name_is_valid (longer));
  g_assert_false (rt_channel_name_is_valid (""));
  g_assert_false (rt_channel_name_is_valid ("Ticker"));
  g_assert_false (rt_channel_name_is_valid ("a/b"));
  g_assert_false (rt_channel_name_is_valid ("ä"));
}

static void
test_is_empty_at_first (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);

  g_assert_cmpstr (rt_channel_get_name (channel), ==, "ticker");
  g_assert_cmpuint (rt_channel_get_first (channel), ==, 1);
  g_assert_cmpuint (rt_channel_get_last (channel), ==, 0);
  g_assert_null (rt_channel_get_latest (channel));
  assert_reads_from (channel, 0, NULL, "");

  rt_test_assert_last_unref (channel);
}

static void
test_numbers_follow_each_other (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);

  for (guint64 seq = 1; seq <= 100; seq++)
    g_assert_cmpuint (publish (channel, "message"), ==, seq);
  g_assert_cmpuint (rt_channel_get_first (channel), ==, 1);
  g_assert_cmpuint (rt_channel_get_last (channel), ==, 100);
  g_assert_cmpuint (rt_event_get_seq (rt_channel_get_latest (channel)), ==, 100);
}

static void
test_event_is_born_now (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  gint64 before = g_get_real_time ();

  publish (channel, "say");
  g_assert_cmpint (rt_event_get_time (rt_channel_get_latest (channel)), >=, before);
  g_assert_cmpint (rt_event_get_time (rt_channel_get_latest (channel)), <=, g_get_real_time ());
  g_assert_cmpstr (rt_event_get_type_name (rt_channel_get_latest (channel)), ==, "say");
}

static void
test_event_born_elsewhere_keeps_its_time (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  g_autoptr (GBytes) data = g_bytes_new_static ("[]", 2);

  g_assert_cmpuint (rt_channel_publish_at (channel, "say", data, 42, NULL), ==, 1);
  g_assert_cmpint (rt_event_get_time (rt_channel_get_latest (channel)), ==, 42);
  g_assert_true (rt_event_get_data (rt_channel_get_latest (channel)) == data);
}

static void
assert_refused (RtChannel      *channel,
                const char     *type,
                gsize           size,
                RtChannelError  code)
{
  g_autofree char *text = g_strnfill (size, '1');
  g_autoptr (GBytes) data = g_bytes_new (text, size);
  g_autoptr (GError) error = NULL;
  guint64 last = rt_channel_get_last (channel);
  guint n_events = rt_channel_get_n_events (channel);

  g_assert_cmpuint (rt_channel_publish (channel, type, data, &error), ==, 0);
  g_assert_error (error, RT_CHANNEL_ERROR, (int) code);
  g_assert_cmpuint (rt_channel_get_last (channel), ==, last);
  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, n_events);
}

static void
test_refusal_changes_nothing (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", &three);

  publish_n (channel, 3);
  assert_refused (channel, "no type", 2, RT_CHANNEL_ERROR_INVALID_TYPE);
  assert_refused (channel, "", 2, RT_CHANNEL_ERROR_INVALID_TYPE);
  assert_refused (channel, "message", 994, RT_CHANNEL_ERROR_TOO_LARGE);
  rt_channel_set_reserved (channel, 4);
  assert_refused (channel, "message", 2, RT_CHANNEL_ERROR_NO_NUMBERS);

  rt_channel_set_reserved (channel, 5);
  g_assert_cmpuint (publish (channel, "message"), ==, 4);
  assert_refused (channel, "message", 2, RT_CHANNEL_ERROR_NO_NUMBERS);
}

static void
test_types_are_bounded (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);

  for (guint i = 0; i < RT_CHANNEL_MAX_TYPES; i++)
    {
      g_autofree char *type = g_strdup_printf ("type-%u", i);

      publish (channel, type);
    }
  assert_refused (channel, "one-more", 2, RT_CHANNEL_ERROR_TOO_MANY_TYPES);
  publish (channel, "type-7");
}

static void
test_forgets_the_oldest_by_count (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", &three);

  publish_n (channel, 10);
  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, 3);
  g_assert_cmpuint (rt_channel_get_n_bytes (channel), ==, 3 * strlen ("message{}"));
  g_assert_cmpuint (rt_channel_get_first (channel), ==, 8);
  assert_reads_from (channel, 7, NULL, "8 9 10");
}

static void
test_forgets_the_oldest_by_bytes (void)
{
  static const RtChannelLimits limits = { 1000, 100 };
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", &limits);
  g_autofree char *text = g_strnfill (80, '1');
  g_autoptr (GBytes) large = g_bytes_new (text, 80);

  publish_n (channel, 11);
  g_assert_cmpuint (rt_channel_get_n_bytes (channel), ==, 99);
  g_assert_cmpuint (rt_channel_publish (channel, "message", large, NULL), ==, 12);
  g_assert_cmpuint (rt_channel_get_n_bytes (channel), ==, 96);
  assert_reads_from (channel, 10, NULL, "11 12");
}

static void
test_read_moves_the_cursor (void)
{
  static const char * const expected[] = { "1 2", "3 4", "5" };
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  guint64 cursor = 0;

  publish_n (channel, 5);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *words = read_n (channel, &cursor, NULL, 2);

      g_assert_cmpstr (words, ==, expected[i]);
    }
  g_assert_cmpuint (cursor, ==, 5);
  assert_reads (channel, &cursor, NULL, "");
  publish_n (channel, 1);
  assert_reads (channel, &cursor, NULL, "6");
}

static void
test_tells_the_gap_when_memory_has_passed_the_cursor (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", &three);
  guint64 cursor = 2;

  publish_n (channel, 10);
  assert_reads (channel, &cursor, NULL, "gap 5: 8 9 10");
  assert_reads (channel, &cursor, NULL, "");
  assert_reads_from (channel, 7, NULL, "8 9 10");
  assert_reads_from (channel, 0, NULL, "gap 7: 8 9 10");
}

static void
test_tells_the_gap_before_anything_follows (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  guint64 cursor = 480;

  rt_channel_set_numbering (channel, 501, 1);
  g_assert_cmpuint (rt_channel_get_last (channel), ==, 500);
  g_assert_cmpuint (rt_channel_get_first (channel), ==, 501);
  assert_reads (channel, &cursor, NULL, "gap 20:");
  g_assert_cmpuint (cursor, ==, 500);
  assert_reads (channel, &cursor, NULL, "");
}

static void
test_gap_across_a_crash_has_no_size (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);

  rt_channel_set_numbering (channel, 65537, 65537);
  publish_n (channel, 2);
  assert_reads_from (channel, 100, NULL, "gap -1: 65537 65538");
  assert_reads_from (channel, 65535, NULL, "gap -1: 65537 65538");
  assert_reads_from (channel, 65536, NULL, "65537 65538");
}

static void
test_size_is_known_from_where_numbers_have_no_gap (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", &three);

  rt_channel_set_numbering (channel, 100, 51);
  publish_n (channel, 5);
  assert_reads_from (channel, 49, NULL, "gap -1: 102 103 104");
  assert_reads_from (channel, 50, NULL, "gap 51: 102 103 104");
}

static void
test_cursor_of_another_life_gets_everything (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", &three);
  guint64 cursor = 1000;

  assert_reads_from (channel, 1000, NULL, "gap -1:");
  publish_n (channel, 5);
  assert_reads (channel, &cursor, NULL, "gap -1: 3 4 5");
  assert_reads (channel, &cursor, NULL, "");
  assert_reads_from (channel, G_MAXUINT64, "message", "gap -1: 3(2) 4(3) 5(4)");
}

static void
test_what_began_anew_gets_everything (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", &three);
  guint64 cursor = 4;

  publish_n (channel, 5);
  rt_channel_begin_anew (channel);
  g_assert_cmpuint (rt_channel_get_n_bytes (channel), ==, 0);
  assert_reads (channel, &cursor, NULL, "gap -1:");
  publish_n (channel, 2);
  assert_reads (channel, &cursor, "message", "1(none) 2(1)");
}

/* Nobody may take it for published. */
static void
test_number_given_before_enters_nothing (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  g_autoptr (GBytes) data = g_bytes_new_static ("1", 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_channel_enter (channel, 2, "message", data, 1, NULL));
  g_assert_false (rt_channel_enter (channel, 2, "message", data, 1, &error));
  g_assert_error (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_PASSED);
  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, 1);
}

static void
test_numbers_that_jump_are_a_gap (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);
  guint64 cursor = 1;

  publish_n (channel, 4);
  rt_channel_set_numbering (channel, 101, 101);
  publish_n (channel, 2);
  assert_reads (channel, &cursor, NULL, "2 3 4");
  assert_reads (channel, &cursor, NULL, "gap -1: 101 102");
  assert_reads_from (channel, 101, NULL, "102");
  assert_reads_from (channel, 50, NULL, "gap -1: 101 102");

  cursor = 2;
  assert_reads (channel, &cursor, "message", "3(2) 4(3)");
  assert_reads (channel, &cursor, "message", "gap -1: 101(4) 102(101)");
}

static void
test_selection_gives_what_was_asked_for (void)
{
  static const char *types[] = { "say", "join", "say", "leave", "say", "join", "say" };
  g_autoptr (RtChannel) channel = rt_channel_new ("chat", NULL);
  guint64 cursor = 0;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    publish (channel, types[i]);

  assert_reads (channel, &cursor, "join,leave", "2(none) 4(2) 6(4)");
  g_assert_cmpuint (cursor, ==, 7);
  assert_reads_from (channel, 2, "join", "6(2)");
  assert_reads_from (channel, 0, "leave", "4(none)");
  assert_reads_from (channel, 0, "nothing", "");
  assert_reads_from (channel, 0, "nothing,leave", "4(none)");
  assert_reads_from (channel, 0, "leave,join,say", "1(none) 2(1) 3(2) 4(3) 5(4) 6(5) 7(6)");
}

static void
test_selection_stops_where_it_is_full (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("chat", NULL);
  guint64 cursor = 0;
  g_autofree char *words = NULL;

  for (guint i = 0; i < 4; i++)
    {
      publish (channel, "say");
      publish (channel, "join");
    }
  words = read_n (channel, &cursor, "join", 2);
  g_assert_cmpstr (words, ==, "2(none) 4(2)");
  g_assert_cmpuint (cursor, ==, 4);
  assert_reads (channel, &cursor, "join", "6(4) 8(6)");
}

static void
test_prev_is_exact_when_it_is_forgotten (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("chat", &three);

  publish (channel, "join");
  publish (channel, "leave");
  publish_n (channel, 5);
  publish (channel, "join");

  assert_reads_from (channel, 7, "join", "8(1)");
  assert_reads_from (channel, 7, "join,leave", "8(2)");
  assert_reads_from (channel, 0, "leave", "gap 5:");
}

static void
test_latest_is_nothing_to_read (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("ticker", NULL);

  publish_n (channel, 3);
  assert_reads_from (channel, rt_channel_get_last (channel), NULL, "");
  assert_reads_from (channel, rt_channel_get_last (channel), "message", "");
}

/* The same as a channel, the slow and simple way: every event of all time. */
typedef struct {
  guint       n;
  const char *types[5000];
  guint       first;       /* remembered, from 1 */
} Model;

static guint64
model_prev (const Model *model,
            guint64      seq,
            RtSelection *selection)
{
  if (selection == NULL)
    return 0;

  for (guint64 prev = seq - 1; prev > 0; prev--)
    if (rt_selection_contains (selection, model->types[prev]))
      return prev;

  return RT_PREV_NONE;
}

static void
check_reading (RtChannel   *channel,
               const Model *model,
               guint64      cursor,
               RtSelection *selection)
{
  guint64 seq = MAX (cursor + 1, model->first);
  guint64 lost = seq - cursor - 1;

  while (cursor < model->n)
    {
      RtChannelItem items[7];
      RtGap gap;
      guint n = rt_channel_read (channel, &cursor, selection, items, G_N_ELEMENTS (items), &gap);

      g_assert_cmpint (gap.found, ==, lost > 0);
      g_assert_cmpint (gap.lost, ==, lost);
      lost = 0;
      for (guint i = 0; i < n; i++, seq++)
        {
          while (selection != NULL && !rt_selection_contains (selection, model->types[seq]))
            seq++;
          g_assert_cmpuint (rt_event_get_seq (items[i].event), ==, seq);
          g_assert_cmpuint (items[i].prev, ==, model_prev (model, seq, selection));
        }
    }

  for (; seq <= model->n; seq++)
    g_assert_true (selection != NULL && !rt_selection_contains (selection, model->types[seq]));
}

static void
test_any_reader_is_given_the_same (void)
{
  static const char *types[] = { "a", "b", "c", "d" };
  static const RtChannelLimits limits = { 150, 100000 };
  g_autoptr (RtChannel) channel = rt_channel_new ("random", &limits);
  g_autoptr (RtSelection) rare = rt_selection_new ("a,never", NULL);
  g_autoptr (RtSelection) mixed = rt_selection_new ("d,b", NULL);
  g_autofree Model *model = g_new0 (Model, 1);

  for (guint i = 0; i < 300; i++)
    {
      for (gint burst = g_test_rand_int_range (0, 15); burst > 0; burst--)
        {
          double roll = g_test_rand_double ();

          model->types[++model->n] = types[(guint) (4 * (1 - roll * roll * roll)) % 4];
          publish (channel, model->types[model->n]);
        }
      model->first = model->n > limits.max_events ? model->n - limits.max_events + 1 : 1;
      for (guint reader = 0; reader < 6; reader++)
        {
          guint64 cursor = (guint64) g_test_rand_int_range (MAX ((gint) model->first - 20, 0), (gint) model->n + 1);

          check_reading (channel, model, cursor, (RtSelection *[]) { NULL, rare, mixed }[reader % 3]);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/channel/names", test_names);
  g_test_add_func ("/channel/is-empty-at-first", test_is_empty_at_first);
  g_test_add_func ("/channel/publish/numbers-follow-each-other", test_numbers_follow_each_other);
  g_test_add_func ("/channel/publish/event-is-born-now", test_event_is_born_now);
  g_test_add_func ("/channel/publish/event-born-elsewhere-keeps-its-time", test_event_born_elsewhere_keeps_its_time);
  g_test_add_func ("/channel/publish/refusal-changes-nothing", test_refusal_changes_nothing);
  g_test_add_func ("/channel/publish/types-are-bounded", test_types_are_bounded);
  g_test_add_func ("/channel/memory/forgets-the-oldest-by-count", test_forgets_the_oldest_by_count);
  g_test_add_func ("/channel/memory/forgets-the-oldest-by-bytes", test_forgets_the_oldest_by_bytes);
  g_test_add_func ("/channel/read/moves-the-cursor", test_read_moves_the_cursor);
  g_test_add_func ("/channel/read/latest-is-nothing-to-read", test_latest_is_nothing_to_read);
  g_test_add_func ("/channel/read/tells-the-gap-when-memory-has-passed-the-cursor",
                   test_tells_the_gap_when_memory_has_passed_the_cursor);
  g_test_add_func ("/channel/read/tells-the-gap-before-anything-follows", test_tells_the_gap_before_anything_follows);
  g_test_add_func ("/channel/read/gap-across-a-crash-has-no-size", test_gap_across_a_crash_has_no_size);
  g_test_add_func ("/channel/read/size-is-known-from-where-numbers-have-no-gap",
                   test_size_is_known_from_where_numbers_have_no_gap);
  g_test_add_func ("/channel/read/cursor-of-another-life-gets-everything", test_cursor_of_another_life_gets_everything);
  g_test_add_func ("/channel/read/what-began-anew-gets-everything", test_what_began_anew_gets_everything);
  g_test_add_func ("/channel/number-given-before-enters-nothing", test_number_given_before_enters_nothing);
  g_test_add_func ("/channel/read/numbers-that-jump-are-a-gap", test_numbers_that_jump_are_a_gap);
  g_test_add_func ("/channel/selection/gives-what-was-asked-for", test_selection_gives_what_was_asked_for);
  g_test_add_func ("/channel/selection/stops-where-it-is-full", test_selection_stops_where_it_is_full);
  g_test_add_func ("/channel/selection/prev-is-exact-when-it-is-forgotten", test_prev_is_exact_when_it_is_forgotten);
  g_test_add_func ("/channel/any-reader-is-given-the-same", test_any_reader_is_given_the_same);

  return g_test_run ();
}
