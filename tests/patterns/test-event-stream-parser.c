/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTML standard, 9.2.5 "Parsing an event stream" and 9.2.6 "Interpreting an event
 * stream", case by case: each input whole, one byte at a time, and cut in two at every
 * position. What came out is written down as one line an event. */

#include "config.h"

#include <string.h>

#include "patterns/server-sent-events/rt-event-stream-parser.h"

typedef struct {
  const char *path;
  const char *input;
  gssize      length;    /* -1: up to the NUL */
  const char *expected;  /* type|id|data; retry=N; name=value */
} Case;

#define BOM "\xEF\xBB\xBF"
#define BAD "\xEF\xBF\xBD"
#define WITH_NULS(text) text, sizeof (text) - 1

static const Case cases[] = {
  /* 9.2.5: line ends */
  { "line-ends/line-feed", "data: a\n\ndata: b\n\n", -1, "message||a;message||b;" },
  { "line-ends/carriage-return", "data: a\r\rdata: b\r\r", -1, "message||a;message||b;" },
  { "line-ends/both", "data: a\r\n\r\ndata: b\r\n\r\n", -1, "message||a;message||b;" },
  { "line-ends/mixed", "data: a\r\ndata: b\rdata: c\n\r\n", -1, "message||a\nb\nc;" },
  { "line-ends/lf-cr-is-two", "data: a\n\rdata: b\n\n", -1, "message||a;message||b;" },
  { "line-ends/cr-cr-lf-is-two", "data: a\r\r\ndata: b\n\n", -1, "message||a;message||b;" },
  { "line-ends/the-last-cr-is-enough", "data: a\n\r", -1, "message||a;" },
  { "line-ends/no-other-separators", "data: a\x0B" "b\x0C" "c\xC2\x85" "d\xE2\x80\xA8" "e\n\n", -1,
    "message||a\x0B" "b\x0C" "c\xC2\x85" "d\xE2\x80\xA8" "e;" },
  /* 9.2.5: byte order mark */
  { "bom/at-the-start-is-ignored", BOM "data: a\n\n", -1, "message||a;" },
  { "bom/one-only", BOM BOM "data: a\n\ndata: b\n\n", -1, BOM "data=a;message||b;" },
  { "bom/elsewhere-is-text", "data: a\n\n" BOM "data: b\n\ndata: " BOM "c\n\n", -1,
    "message||a;" BOM "data=b;message||" BOM "c;" },
  { "bom/before-a-comment", BOM ": hi\ndata: a\n\n", -1, "message||a;" },
  /* 9.2.6: lines */
  { "comments/are-ignored", ": one\n:\n:data: no\ndata: a\n: two\n\n", -1, "message||a;" },
  { "comments/do-not-make-events", ": one\n\n:\n\n", -1, "" },
  { "fields/no-colon-is-a-name", "data\n\ndata\ndata\n\ndata:", -1, "message||;message||\n;" },
  { "fields/one-space-is-removed", "data:a\n\ndata: b\n\ndata:  c\n\ndata:\td\n\n", -1,
    "message||a;message||b;message|| c;message||\td;" },
  { "fields/only-the-first-colon-counts", "data: a: b\n\n", -1, "message||a: b;" },
  { "fields/names-are-compared-exactly", "Data: a\n data: b\ndata : c\nDATA: d\ndata: e\n\n", -1,
    "Data=a; data=b;data =c;DATA=d;message||e;" },
  { "fields/unknown-are-told-and-ignored", "time: now\nfoo\ndata: a\n\n", -1, "time=now;foo=;message||a;" },
  { "fields/name-with-nul-is-unknown", WITH_NULS ("da\0ta: a\n\ndata\0: b\n\n"), "" },
  /* 9.2.6: data */
  { "data/several-lines", "data: a\ndata: b\ndata: c\n\n", -1, "message||a\nb\nc;" },
  { "data/empty-lines-within", "data: a\ndata\ndata: b\n\n", -1, "message||a\n\nb;" },
  { "data/one-empty-line-is-an-event", "data:\n\n", -1, "message||;" },
  { "data/none-is-no-event", "event: x\n\nid: 1\n\ndata: a\n\n", -1, "message|(1)|a;" },
  { "data/nul-is-a-character", WITH_NULS ("data: a\0b\n\n"), "message||a<NUL>b;" },
  { "data/blank-lines-in-a-row", "\n\n\ndata: a\n\n\n\n", -1, "message||a;" },
  /* 9.2.6: event */
  { "event/names-the-type", "event: add\ndata: a\n\n", -1, "add||a;" },
  { "event/the-last-wins", "event: add\nevent: del\ndata: a\n\n", -1, "del||a;" },
  { "event/empty-means-message", "event: add\nevent:\ndata: a\n\n", -1, "message||a;" },
  { "event/is-forgotten-after-its-block", "event: add\n\ndata: a\n\nevent: b\ndata: b\n\ndata: c\n\n", -1,
    "message||a;b||b;message||c;" },
  /* 9.2.6: id */
  { "id/stays-until-changed", "id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n", -1,
    "message|1|a;message|(1)|b;message|2|c;" },
  { "id/empty-resets", "id: 1\ndata: a\n\nid\ndata: b\n\n", -1, "message|1|a;message||b;" },
  { "id/with-nul-is-ignored", WITH_NULS ("id: 1\ndata: a\n\nid: 2\0003\ndata: b\n\n"),
    "message|1|a;message|(1)|b;" },
  { "id/without-data-is-kept", "id: 7\n\ndata: a\n\n", -1, "message|(7)|a;" },
  { "id/need-not-be-a-number", "id: ab c\ndata: a\n\n", -1, "message|ab c|a;" },
  /* 9.2.6: retry */
  { "retry/digits", "retry: 2500\n\n", -1, "retry=2500;" },
  { "retry/digits-only", "retry: 25a\nretry: -1\nretry: +1\nretry: 1.5\nretry:  1\nretry\nretry: 0\n\n", -1,
    "retry=0;" },
  { "retry/is-bounded", "retry: 99999999999999999999999\n\n", -1, "retry=4294967295;" },
  { "retry/within-an-event", "data: a\nretry: 10\ndata: b\n\n", -1, "retry=10;message||a\nb;" },
  /* 9.2.6: end of file */
  { "end/incomplete-event-is-discarded", "data: a\n\ndata: b\n", -1, "message||a;" },
  { "end/incomplete-line-is-discarded", "data: a\n\ndata: b", -1, "message||a;" },
  { "end/empty-stream", "", -1, "" },
  /* Encoding standard: UTF-8 decode */
  { "utf-8/passes", "data: \xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5\n\n", -1,
    "message||\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5;" },
  { "utf-8/a-bad-byte-is-replaced", "data: a\xFF" "b\x80\n\n", -1, "message||a" BAD "b" BAD ";" },
  { "utf-8/a-cut-character-is-one-replacement", "data: \xF0\x9F\x8E" "a\xE2\x82\n\n", -1,
    "message||" BAD "a" BAD ";" },
  { "utf-8/overlong-forms", "data: \xC0\xAF\xE0\x80\xAF\n\n", -1, "message||" BAD BAD BAD BAD BAD ";" },
  { "utf-8/surrogates-and-beyond", "data: \xED\xA0\x80\xF4\x90\x80\x80\n\n", -1,
    "message||" BAD BAD BAD BAD BAD BAD BAD ";" },
  { "utf-8/in-names-and-types", "ev\xFF: x\nevent: \xFF\ndata: a\n\n", -1,
    "ev" BAD "=x;" BAD "||a;" },
  /* The examples of section 9.2.6 */
  { "examples/stock", "data: YHOO\ndata: +2\ndata: 10\n\n", -1, "message||YHOO\n+2\n10;" },
  { "examples/four-blocks",
    ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n", -1,
    "message|1|first event;message||second event;" },
  { "examples/two-empty-events", "data\n\ndata\ndata\n\ndata:\n", -1, "message||;message||\n;" },
  { "examples/space-after-colon", "data:test\n\ndata: test\n\n", -1, "message||test;message||test;" },
};

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
  const Case *test = user_data;
  gsize length = test->length < 0 ? strlen (test->input) : (gsize) test->length;

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
  const Case *test = user_data;
  gsize length = test->length < 0 ? strlen (test->input) : (gsize) test->length;
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

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *split = g_strdup_printf ("/event-stream-parser/%s/cut-anywhere", cases[i].path);
      g_autofree char *bytes = g_strdup_printf ("/event-stream-parser/%s/byte-by-byte", cases[i].path);

      g_test_add_data_func (split, &cases[i], test_case);
      g_test_add_data_func (bytes, &cases[i], test_case_by_bytes);
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
