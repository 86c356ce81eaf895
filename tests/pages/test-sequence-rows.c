/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-item-private.h"
#include "widgets/rt-sequence-rows.h"

#define ROW 40
#define GAP 20
#define MS  1000

static void
add (GListStore       *items,
     RtTraceKind       kind,
     RtTraceDirection  direction,
     guint64           connection,
     gint64            when_us)
{
  g_autoptr (RtTraceItem) item = rt_trace_item_new (kind, direction, connection, when_us);

  rt_trace_item_take (item, "x", 1, when_us);
  rt_trace_item_complete (item);
  g_list_store_append (items, item);
}

static void
ask (GListStore *items,
     guint64     connection,
     gint64      when_us)
{
  add (items, RT_TRACE_REQUEST, RT_TRACE_TO_SERVER, connection, when_us);
}

static void
answer (GListStore *items,
        guint64     connection,
        gint64      when_us)
{
  add (items, RT_TRACE_RESPONSE, RT_TRACE_TO_CLIENT, connection, when_us);
}

static GListStore *
new_items (void)
{
  return g_list_store_new (RT_TYPE_TRACE_ITEM);
}

static void
test_no_gap_between_what_follows_at_once (void)
{
  g_autoptr (GListStore) items = new_items ();
  g_autoptr (RtSequenceRows) rows = rt_sequence_rows_new ();

  ask (items, 1, 1000 * MS);
  answer (items, 1, 1001 * MS);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 0);

  g_assert_cmpuint (rt_sequence_rows_get_n (rows), ==, 2);
  g_assert_cmpfloat (rt_sequence_rows_get (rows, 1)->y, ==, ROW);
  g_assert_cmpint (rt_sequence_rows_get (rows, 1)->asked, ==, 0);
  g_assert_cmpfloat (rt_sequence_rows_get_height (rows), ==, 2 * ROW);
  g_assert_false (rt_sequence_rows_get_waits (rows));
}

static void
test_time_that_is_left_out_is_written (void)
{
  g_autoptr (GListStore) items = new_items ();
  g_autoptr (RtSequenceRows) rows = rt_sequence_rows_new ();

  ask (items, 1, 1000 * MS);
  answer (items, 1, 1001 * MS);
  ask (items, 1, 2001 * MS);
  answer (items, 1, 62001 * MS);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 0);

  g_assert_cmpuint (rt_sequence_rows_get_n (rows), ==, 6);
  g_assert_null (rt_sequence_rows_get (rows, 2)->item);
  g_assert_cmpint (rt_sequence_rows_get (rows, 2)->gap_us, ==, 1000 * MS);
  g_assert_false (rt_sequence_rows_get (rows, 2)->held);
  g_assert_cmpint (rt_sequence_rows_get (rows, 4)->gap_us, ==, 60000 * MS);
  g_assert_true (rt_sequence_rows_get (rows, 4)->held);
  g_assert_cmpint (rt_sequence_rows_get (rows, 5)->asked, ==, 3);
  g_test_message ("sixty times as long is higher, and not sixty times");
  g_assert_cmpfloat (rt_sequence_rows_get (rows, 4)->height, >, rt_sequence_rows_get (rows, 2)->height);
  g_assert_cmpfloat (rt_sequence_rows_get (rows, 4)->height, <, 4 * rt_sequence_rows_get (rows, 2)->height);
}

static void
test_what_is_not_answered_waits_until_now (void)
{
  g_autoptr (GListStore) items = new_items ();
  g_autoptr (RtSequenceRows) rows = rt_sequence_rows_new ();
  double before;

  ask (items, 1, 1000 * MS);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 3000 * MS);

  g_assert_true (rt_sequence_rows_get_waits (rows));
  g_assert_true (rt_sequence_rows_get (rows, 0)->waits);
  g_assert_cmpint (rt_sequence_rows_get (rows, 1)->gap_us, ==, 2000 * MS);
  before = rt_sequence_rows_get_height (rows);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 9000 * MS);
  g_assert_cmpfloat (rt_sequence_rows_get_height (rows), >, before);

  answer (items, 1, 9000 * MS);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 9100 * MS);
  g_assert_false (rt_sequence_rows_get_waits (rows));
}

static void
test_a_connection_that_ends_waits_no_more (void)
{
  g_autoptr (GListStore) items = new_items ();
  g_autoptr (RtSequenceRows) rows = rt_sequence_rows_new ();

  ask (items, 1, 1000 * MS);
  add (items, RT_TRACE_CLOSE, RT_TRACE_NOWHERE, 1, 1001 * MS);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 5000 * MS);

  g_assert_false (rt_sequence_rows_get_waits (rows));
  g_assert_cmpuint (rt_sequence_rows_get_n (rows), ==, 2);
}

static void
test_answers_are_those_of_their_connection (void)
{
  g_autoptr (GListStore) items = new_items ();
  g_autoptr (RtSequenceRows) rows = rt_sequence_rows_new ();

  ask (items, 1, 1000 * MS);
  ask (items, 2, 1001 * MS);
  answer (items, 1, 1002 * MS);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 0);

  g_assert_cmpint (rt_sequence_rows_get (rows, 2)->asked, ==, 0);
  g_assert_true (rt_sequence_rows_get (rows, 1)->waits);
}

static void
test_a_row_is_found_by_its_place (void)
{
  g_autoptr (GListStore) items = new_items ();
  g_autoptr (RtSequenceRows) rows = rt_sequence_rows_new ();
  g_autoptr (RtTraceItem) second = NULL;
  guint index;

  ask (items, 1, 1000 * MS);
  answer (items, 1, 1001 * MS);
  second = g_list_model_get_item (G_LIST_MODEL (items), 1);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 0);

  g_assert_cmpuint (rt_sequence_rows_find (rows, 0), ==, 0);
  g_assert_cmpuint (rt_sequence_rows_find (rows, ROW - 1), ==, 0);
  g_assert_cmpuint (rt_sequence_rows_find (rows, ROW), ==, 1);
  g_assert_cmpuint (rt_sequence_rows_find (rows, 2 * ROW), ==, 2);
  g_assert_true (rt_sequence_rows_find_item (rows, second, &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_false (rt_sequence_rows_find_item (rows, NULL, &index));
}

static void
test_what_is_left_out_may_have_been_the_answer (void)
{
  g_autoptr (GListStore) items = new_items ();
  g_autoptr (RtSequenceRows) rows = rt_sequence_rows_new ();

  ask (items, 1, 1000 * MS);
  add (items, RT_TRACE_LEFT_OUT, RT_TRACE_NOWHERE, 0, 1000 * MS);
  ask (items, 1, 1001 * MS);
  answer (items, 1, 1002 * MS);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 9000 * MS);

  g_assert_cmpuint (rt_sequence_rows_get_n (rows), ==, 4);
  g_assert_false (rt_sequence_rows_get_waits (rows));
  g_assert_cmpint (rt_sequence_rows_get (rows, 3)->asked, ==, 2);
}

static void
test_an_answer_finds_its_request_past_what_is_left_out (void)
{
  g_autoptr (GListStore) items = new_items ();
  g_autoptr (RtSequenceRows) rows = rt_sequence_rows_new ();
  g_autoptr (RtTraceItem) asked = NULL;
  g_autoptr (RtTraceItem) answered = NULL;

  ask (items, 1, 1000 * MS);
  add (items, RT_TRACE_LEFT_OUT, RT_TRACE_NOWHERE, 0, 1000 * MS);
  answer (items, 1, 1002 * MS);
  asked = g_list_model_get_item (G_LIST_MODEL (items), 0);
  answered = g_list_model_get_item (G_LIST_MODEL (items), 2);
  answered->answered = g_object_ref (asked);
  rt_sequence_rows_update (rows, G_LIST_MODEL (items), ROW, GAP, 0);

  g_assert_cmpint (rt_sequence_rows_get (rows, 2)->asked, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sequence/what-follows-at-once-is-next-to-it", test_no_gap_between_what_follows_at_once);
  g_test_add_func ("/sequence/time-that-is-left-out-is-written", test_time_that_is_left_out_is_written);
  g_test_add_func ("/sequence/what-is-not-answered-waits-until-now", test_what_is_not_answered_waits_until_now);
  g_test_add_func ("/sequence/a-connection-that-ends-waits-no-more", test_a_connection_that_ends_waits_no_more);
  g_test_add_func ("/sequence/answers-are-those-of-their-connection", test_answers_are_those_of_their_connection);
  g_test_add_func ("/sequence/a-row-is-found-by-its-place", test_a_row_is_found_by_its_place);
  g_test_add_func ("/sequence/what-is-left-out-may-have-been-the-answer",
                   test_what_is_left_out_may_have_been_the_answer);
  g_test_add_func ("/sequence/an-answer-finds-its-request-past-what-is-left-out",
                   test_an_answer_finds_its_request_past_what_is_left_out);

  return g_test_run ();
}
