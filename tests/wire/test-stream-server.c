/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The WHATWG HTML standard, section 9.2, for the streams of our server: what it writes holds
 * to the grammar of 9.2.5, and a parser takes out of it what was published. */

#include "config.h"

#include <string.h>

#include "patterns/served.h"
#include "patterns/server-sent-events/rt-event-stream-parser.h"
#include "support/rt-test.h"

typedef struct {
  const char *path;
  const char *type;
  const char *json;
  const char *data;  /* NULL: the same */
} Case;

static const Case cases[] = {
  { "9.2.5/one-line", "message", "{\"x\" : 1.10}", NULL },
  { "9.2.5/line-feeds", "message", "[1,\n2,\n3]", NULL },
  { "9.2.5/carriage-returns-become-line-feeds", "message", "[1,\r2,\r3]", "[1,\n2,\n3]" },
  { "9.2.5/both-are-one-line-end", "message", "[1,\r\n2]", "[1,\n2]" },
  { "9.2.5/the-other-way-round-they-are-two", "message", "[1,\n\r2]", "[1,\n\n2]" },
  { "9.2.5/two-carriage-returns-are-two", "message", "[1,\r\r2]", "[1,\n\n2]" },
  { "9.2.5/lines-at-the-end", "message", "[1]\n\n", NULL },
  { "9.2.5/lines-at-the-beginning", "message", "\n\n[1]", NULL },
  { "9.2.5/a-carriage-return-at-the-end", "message", "[1]\r", "[1]\n" },
  { "9.2.5/empty-lines-within-end-no-event", "message", "[\n\n\n1]", NULL },
  { "9.2.5/blanks-at-the-beginning", "message", "  [1]", NULL },
  { "9.2.5/tabs-at-the-beginning", "message", "\t[1]", NULL },
  { "9.2.5/blanks-of-each-line", "message", "[\n  1,\n  2\n]", NULL },
  { "9.2.5/escapes-stay-as-they-are", "message", "\"a\\nb\\r\\u0000\\u2028\"", NULL },
  { "9.2.5/utf-8", "message", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5\"", NULL },
  { "9.2.5/separators-that-end-no-line", "message", "\"\xC2\x85\xE2\x80\xA8\xE2\x80\xA9\"", NULL },
  { "9.2.5/a-byte-order-mark-is-text", "message", "\"\xEF\xBB\xBF\"", NULL },
  { "9.2.6/what-looks-like-fields", "message", "[\n\"id: 9\",\n\"data: x\",\n\":\"]", NULL },
  { "9.2.6/colons", "message", "{\"a\":{\"b\":\":\"}}", NULL },
  { "9.2.6/an-empty-text", "message", "\"\"", NULL },
  { "9.2.6/a-number", "message", "0", NULL },
  { "9.2.6/a-type", "add", "true", NULL },
  { "9.2.6/a-type-with-all-signs", "a-b_c.9", "null", NULL },
  { "9.2.6/the-type-of-what-is-gone", "gap", "{\"lost\": 3}", NULL },
};

typedef struct {
  GString *log;
  char    *id;
  guint    retry;
} Heard;

static gboolean
event_cb (const RtStreamEvent *event,
          gpointer             user_data)
{
  Heard *heard = user_data;
  gsize length;
  const char *data = g_bytes_get_data (event->data, &length);

  g_assert_true (event->has_id);
  g_string_append_printf (heard->log, "%s|%.*s;", event->type, (int) length, data);
  g_free (heard->id);
  heard->id = g_strdup (event->last_event_id);

  return TRUE;
}

static void
retry_cb (guint    ms,
          gpointer user_data)
{
  ((Heard *) user_data)->retry = ms;
}

static void
field_cb (const char *name,
          const char *value,
          gsize       length,
          gpointer    user_data)
{
  /* What the standard tells everybody else to ignore. */
  g_assert_true (g_str_equal (name, "time") || g_str_equal (name, "prev"));
}

static const RtEventStreamHandler handler = { event_cb, retry_cb, field_cb, NULL };

/* 9.2.5: stream = [ bom ] *event, in UTF-8; of the three ends of a line ours is the line
 * feed. */
static void
assert_grammar (const char *stream)
{
  g_autoptr (GRegex) grammar =
    g_regex_new ("\\A(:[^\\n]*\\n|(data|event|id|retry|time|prev): [^\\n]*\\n|\\n)*\\n\\z", 0, 0, NULL);

  g_assert_true (g_utf8_validate (stream, -1, NULL));
  g_assert_null (strchr (stream, '\r'));
  g_assert_false (g_str_has_prefix (stream, "\xEF\xBB\xBF"));
  g_assert_true (g_regex_match (grammar, stream, 0, NULL));
}

static Served served;

static void
test_case (gconstpointer user_data)
{
  const Case *test = user_data;
  g_autoptr (RawClient) client = served_open_stream (&served, "/channels/wire", "");
  g_autofree char *head = raw_client_take_until (client, "\n\n");
  g_autofree char *expected = g_strdup_printf ("%s|%s;", test->type, test->data != NULL ? test->data : test->json);
  guint64 seq = served_publish (&served, "wire", test->type, test->json);
  g_autofree char *block = raw_client_take_until (client, "\n\n");
  g_autofree char *stream = g_strconcat (head, block, NULL);
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, seq);
  Heard heard = { .log = g_string_new (NULL) };
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&handler, &heard);

  g_assert_true (rt_event_stream_parser_feed (parser, stream, strlen (stream), NULL));
  assert_grammar (stream);
  g_assert_cmpstr (heard.log->str, ==, expected);
  g_assert_cmpstr (heard.id, ==, id);
  g_assert_cmpuint (heard.retry, ==, 2000);
  g_string_free (heard.log, TRUE);
  g_free (heard.id);
}

typedef struct {
  const char *path;
  const char *method;
  const char *fields;
  guint       status;
  const char *has;      /* what the head of the answer has */
  const char *has_not;
} Request;

#define STREAM "Accept: text/event-stream\r\n"

static const Request requests[] = {
  { "9.2.3/the-type-and-no-more", "GET", STREAM, 200, "Content-Type: text/event-stream\r\n", "Content-Length" },
  { "9.2.3/nothing-keeps-it", "GET", STREAM, 200, "Cache-Control: no-store\r\n", "ETag" },
  { "9.2.3/nothing-is-compressed", "GET", STREAM "Accept-Encoding: gzip, deflate, br\r\n", 200, "200", "Content-Encoding" },
  { "9.2.3/among-other-types", "GET", "Accept: text/html, text/event-stream\r\n", 200, "text/event-stream", NULL },
  { "9.2.3/the-type-in-any-case", "GET", "Accept: Text/Event-Stream\r\n", 200, "text/event-stream", NULL },
  { "9.2.3/not-where-it-is-refused", "GET", "Accept: text/event-stream;q=0, */*\r\n", 200, "application/json", "text/event-stream" },
  { "9.2.3/not-where-anything-will-do", "GET", "Accept: */*\r\n", 200, "application/json", "text/event-stream" },
  { "9.2.3/the-head-alone", "HEAD", STREAM, 200, "Content-Type: text/event-stream\r\n", NULL },
  { "9.2.4/an-id-of-no-number-is-refused", "GET", STREAM "Last-Event-ID: abc\r\n", 400, "problem+json", NULL },
  { "9.2.4/a-negative-id-is-refused", "GET", STREAM "Last-Event-ID: -1\r\n", 400, "problem+json", NULL },
  { "9.2.4/an-id-in-utf-8-is-refused", "GET", STREAM "Last-Event-ID: \xC3\xA9\r\n", 400, "problem+json", NULL },
  { "9.2.4/an-endless-id-is-refused", "GET", STREAM "Last-Event-ID: 99999999999999999999\r\n", 400, "problem+json", NULL },
  { "9.2.4/an-empty-id-is-none", "GET", STREAM "Last-Event-ID: \r\n", 200, "text/event-stream", NULL },
  { "9.2.4/an-id-that-is-not-there-yet", "GET", STREAM "Last-Event-ID: 1000000\r\n", 200, "text/event-stream", NULL },
  { "9.2.2/another-origin-is-refused", "GET", STREAM "Origin: http://example.org\r\n", 403, "403", NULL },
  { "9.2.2/an-origin-of-this-machine", "GET", STREAM "Origin: http://localhost:1\r\n", 200,
    "Access-Control-Allow-Origin: http://localhost:1", NULL },
};

static void
test_request (gconstpointer user_data)
{
  const Request *test = user_data;
  g_autofree char *request = g_strdup_printf ("%s /channels/wire HTTP/1.1\r\nHost: localhost\r\n%s\r\n", test->method,
                                              test->fields);
  g_autoptr (RawClient) client = raw_client_new (served.port);
  g_autofree char *head = NULL;

  raw_client_send (client, request, -1);
  head = raw_client_take_until (client, "\r\n\r\n");

  g_assert_cmpuint (g_ascii_strtoull (head + strlen ("HTTP/1.1 "), NULL, 10), ==, test->status);
  g_assert_nonnull (strstr (head, test->has));
  if (test->has_not != NULL)
    g_assert_null (strstr (head, test->has_not));
}

/* 9.2.4: what came after the ID, and no other. */
static void
test_resume (void)
{
  guint64 first = served_publish (&served, "wire", "message", "1");
  g_autofree char *fields = g_strdup_printf ("Last-Event-ID: %" G_GUINT64_FORMAT "\r\n", first);
  g_autofree char *block = NULL;
  g_autoptr (RawClient) client = NULL;

  served_publish (&served, "wire", "message", "2");
  client = served_open_stream (&served, "/channels/wire", fields);
  raw_client_wait_for (client, "retry: 2000\n\n");
  block = raw_client_take_until (client, "\n\n");

  g_assert_nonnull (strstr (block, "\ndata: 2\n"));
}

/* A line of any length is one line. */
static void
test_long_line (void)
{
  g_autoptr (RawClient) client = served_open_stream (&served, "/channels/wire", "");
  g_autofree char *text = g_strnfill (300000, 'x');
  g_autofree char *json = g_strdup_printf ("\"%s\"", text);
  g_autofree char *line = g_strdup_printf ("\ndata: %s\n\n", json);
  g_autofree char *block = NULL;

  raw_client_wait_for (client, "\n\n");
  served_publish (&served, "wire", "message", json);
  block = raw_client_take_until (client, "\n\n");

  g_assert_true (g_str_has_suffix (block, line));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  served_init (&served);
  served_publish (&served, "wire", "message", "0");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/stream-server/%s", cases[i].path);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/stream-server/%s", requests[i].path);

      g_test_add_data_func (path, &requests[i], test_request);
    }
  g_test_add_func ("/stream-server/9.2.4/an-id-says-where-to-go-on", test_resume);
  g_test_add_func ("/stream-server/9.2.5/a-long-line", test_long_line);

  status = g_test_run ();
  served_clear (&served);

  return status;
}
