/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTML standard, 9.2.5 "Parsing an event stream" and 9.2.6 "Interpreting an event
 * stream", case by case: each input whole, one byte at a time, and cut in two at every
 * position. What came out is written down as one line an event. */

#include "config.h"

#include <string.h>

#include "patterns/server-sent-events/rt-event-stream-parser.h"
#include "stream-cases.h"

static gboolean
write_event (const RtStreamEvent *event,
             gpointer             user_data)
{
  GString *log = user_data;
  gsize length;
  const char *data = g_bytes_get_data (event->data, &length);
  gboolean inherited = !event->has_id && *event->last_event_id != '\0';

  g_string_append_printf (log, "%s|%s%s%s|", event->type, inherited ? "(" : "",
                          event->last_event_id, inherited ? ")" : "");
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '\0')
        g_string_append (log, "<NUL>");
      else
        g_string_append_c (log, data[i]);
    }
  g_string_append_c (log, ';');

  return TRUE;
}

static void
write_retry (guint    ms,
             gpointer user_data)
{
  g_string_append_printf (user_data, "retry=%u;", ms);
}

static void
write_field (const char *name,
             const char *value,
             gsize       length,
             gpointer    user_data)
{
  g_assert_cmpint (value[length], ==, '\0');
  g_string_append_printf (user_data, "%s=%s;", name, value);
}

static const RtEventStreamHandler writer = {
  .event = write_event,
  .retry = write_retry,
  .field = write_field,
};

static void
feed (RtEventStreamParser *parser,
      const char          *bytes,
      gsize                length)
{
  g_autoptr (GError) error = NULL;
  /* A copy of its own size, so that a sanitizer sees who reads past the end. */
  g_autofree char *chunk = g_memdup2 (bytes, length);
  gboolean fed = rt_event_stream_parser_feed (parser, chunk, length, &error);

  g_assert_no_error (error);
  g_assert_true (fed);
}

static void
test_case (gconstpointer user_data)
{
  const StreamCase *test = user_data;
  gsize length = stream_case_get_length (test);

  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autoptr (GString) log = g_string_new (NULL);
      g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

      feed (parser, test->input, cut);
      feed (parser, test->input + cut, length - cut);

      g_assert_cmpstr (log->str, ==, test->expected);
    }
}

static void
test_case_by_bytes (gconstpointer user_data)
{
  const StreamCase *test = user_data;
  gsize length = stream_case_get_length (test);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

  for (gsize i = 0; i < length; i++)
    {
      feed (parser, test->input + i, 1);
      feed (parser, "", 0);
    }

  g_assert_cmpstr (log->str, ==, test->expected);
}

static void
assert_too_long (RtEventStreamParser *parser,
                 const char          *bytes)
{
  g_autoptr (GError) error = NULL;
  gboolean fed = rt_event_stream_parser_feed (parser, bytes, strlen (bytes), &error);

  g_assert_error (error, RT_EVENT_STREAM_ERROR, RT_EVENT_STREAM_ERROR_TOO_LONG);
  g_assert_false (fed);
}

static void
test_limit_of_a_line (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

  rt_event_stream_parser_set_limit (parser, 10);
  feed (parser, "data: 3456\n\n", 12);
  feed (parser, "data: ", 6);
  feed (parser, "3456", 4);
  assert_too_long (parser, "7");
  assert_too_long (parser, "\n\n");

  g_assert_cmpstr (log->str, ==, "message||3456;");
}

static void
test_limit_of_a_whole_line (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

  rt_event_stream_parser_set_limit (parser, 10);
  assert_too_long (parser, "data: 34567\n\n");

  g_assert_cmpstr (log->str, ==, "");
}

static void
test_limit_of_an_event (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

  rt_event_stream_parser_set_limit (parser, 10);
  feed (parser, "data:1234\ndata:6789\n\n", 21);
  assert_too_long (parser, "data:1234\ndata:6789\ndata:1\n\n");

  g_assert_cmpstr (log->str, ==, "message||1234\n6789;");
}

static void
test_limit_ends_with_a_restart (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

  rt_event_stream_parser_set_limit (parser, 10);
  assert_too_long (parser, "data: 34567\n\n");
  rt_event_stream_parser_restart (parser);
  feed (parser, "data: a\n\n", 9);

  g_assert_cmpstr (log->str, ==, "message||a;");
}

static void
test_restart_forgets_what_was_incomplete (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

  feed (parser, "id: 1\ndata: a\n\nid: 2\nevent: x\ndata: b\nda", 41);
  rt_event_stream_parser_restart (parser);
  g_assert_cmpstr (rt_event_stream_parser_get_last_event_id (parser), ==, "1");
  feed (parser, BOM "data: c\n\n", 12);

  g_assert_cmpstr (log->str, ==, "message|1|a;message|(1)|c;");
}

static void
test_restart_after_a_carriage_return (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

  feed (parser, "data: a\r\r", 9);
  rt_event_stream_parser_restart (parser);
  feed (parser, "\ndata: b\n\n", 10);

  g_assert_cmpstr (log->str, ==, "message||a;message||b;");
}

static void
test_last_event_id_can_be_set (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&writer, log);

  g_assert_cmpstr (rt_event_stream_parser_get_last_event_id (parser), ==, "");
  rt_event_stream_parser_set_last_event_id (parser, "41");
  feed (parser, "data: a\n\n", 9);

  g_assert_cmpstr (log->str, ==, "message|(41)|a;");
}

static gboolean
refuse_event (const RtStreamEvent *event,
              gpointer             user_data)
{
  write_event (event, user_data);

  return FALSE;
}

static void
test_handler_can_stop (void)
{
  static const RtEventStreamHandler refuser = { .event = refuse_event };
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&refuser, log);

  feed (parser, "data: a\n\ndata: b\n\n", 18);
  feed (parser, "data: c\n\n", 9);

  g_assert_cmpstr (log->str, ==, "message||a;");
}

static void
count_block (gpointer user_data)
{
  *(guint *) user_data += 1;
}

static void
test_blocks_are_told_also_without_an_event (void)
{
  static const RtEventStreamHandler counter = { .block_ended = count_block };
  guint n_blocks = 0;
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&counter, &n_blocks);

  feed (parser, "data: a\n\ntime: b\n\n: c\n\n", 23);

  g_assert_cmpuint (n_blocks, ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (const StreamCase *test = stream_cases; test->path != NULL; test++)
    {
      g_autofree char *split = g_strdup_printf ("/event-stream-parser/%s/cut-anywhere", test->path);
      g_autofree char *bytes = g_strdup_printf ("/event-stream-parser/%s/byte-by-byte", test->path);

      g_test_add_data_func (split, test, test_case);
      g_test_add_data_func (bytes, test, test_case_by_bytes);
    }

#define TEST(path, func) g_test_add_func ("/event-stream-parser/" path, func)
  TEST ("limit/of-a-line-that-comes-in-parts", test_limit_of_a_line);
  TEST ("limit/of-a-line-that-comes-whole", test_limit_of_a_whole_line);
  TEST ("limit/of-the-data-of-an-event", test_limit_of_an_event);
  TEST ("limit/ends-with-a-restart", test_limit_ends_with_a_restart);
  TEST ("restart/forgets-what-was-incomplete", test_restart_forgets_what_was_incomplete);
  TEST ("restart/forgets-a-carriage-return", test_restart_after_a_carriage_return);
  TEST ("last-event-id/can-be-set", test_last_event_id_can_be_set);
  TEST ("handler/can-stop-the-rest", test_handler_can_stop);
  TEST ("handler/hears-of-blocks-without-an-event", test_blocks_are_told_also_without_an_event);

  return g_test_run ();
}
