/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/rt-channel-answer.h"
#include "served.h"
#include "support/rt-test.h"

#define JSON "Content-Type: application/json\r\n"

/* What a poll of "c" must say, in all but the times. */
static void
assert_poll (Served     *served,
             const char *query,
             const char *fields,
             const char *expected)
{
  g_autofree char *target = g_strdup_printf ("/channels/c%s", query);
  g_autoptr (RawResponse) response = served_ask (served, "GET", target, fields, NULL);
  g_autofree char *type = raw_response_dup_field (response, "Content-Type");
  g_autoptr (GRegex) times = g_regex_new ("\"time\":\"[-0-9]{10}T[:0-9]{8}\\.[0-9]{6}Z\"", 0, 0, NULL);
  g_autofree char *body = g_regex_replace_literal (times, response->body, -1, 0, "T", 0, NULL);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (type, ==, "application/json");
  g_assert_cmpstr (body, ==, expected);
}

static void
assert_nothing (Served     *served,
                const char *query,
                const char *fields,
                guint       status,
                const char *etag)
{
  g_autofree char *target = g_strdup_printf ("/channels/c%s", query);
  g_autoptr (RawResponse) response = served_ask (served, "GET", target, fields, NULL);
  g_autofree char *said = raw_response_dup_field (response, "ETag");

  g_assert_cmpuint (response->status, ==, status);
  g_assert_cmpstr (said, ==, etag);
  g_assert_cmpstr (response->body, ==, "");
}

#define E(seq, type, data)       "{\"seq\":" seq ",T,\"type\":\"" type "\",\"data\":" data "}"
#define P(seq, type, prev, data) "{\"seq\":" seq ",T,\"type\":\"" type "\",\"prev\":" prev ",\"data\":" data "}"
#define POLL(events, next, gap)  "{\"events\":[" events "],\"next\":" next ",\"gap\":" gap "}"

static void
publish_three (Served *served)
{
  served_publish (served, "c", "a", "1");
  served_publish (served, "c", "b", "{\"x\" : 1.10}");
  served_publish (served, "c", "a", "\"\xC3\xA4\"");
}

static void
test_short (void)
{
  Served served;

  served_init (&served);
  publish_three (&served);

  assert_poll (&served, "", "", POLL (E ("1", "a", "1") "," E ("2", "b", "{\"x\" : 1.10}") "," E ("3", "a", "\"\xC3\xA4\""), "3", "0"));
  assert_poll (&served, "?after=2", "", POLL (E ("3", "a", "\"\xC3\xA4\""), "3", "0"));
  assert_poll (&served, "?after=0&limit=1", "", POLL (E ("1", "a", "1"), "1", "0"));
  assert_poll (&served, "?after=1&limit=1", "", POLL (E ("2", "b", "{\"x\" : 1.10}"), "2", "0"));
  assert_poll (&served, "?after=3", "", POLL ("", "3", "0"));
  assert_poll (&served, "?types=b", "", POLL (P ("2", "b", "0", "{\"x\" : 1.10}"), "3", "0"));
  assert_poll (&served, "?after=1&types=a,z", "", POLL (P ("3", "a", "1", "\"\xC3\xA4\""), "3", "0"));
  assert_poll (&served, "?after=0&types=z", "", POLL ("", "3", "0"));
  assert_poll (&served, "?unknown=1&after=%33&after%5B%5D=9", "", POLL ("", "3", "0"));
  assert_poll (&served, "?", "If-None-Match: \"2\"\r\n", POLL (E ("1", "a", "1") "," E ("2", "b", "{\"x\" : 1.10}") "," E ("3", "a", "\"\xC3\xA4\""), "3", "0"));

  served_clear (&served);
}

static void
test_conditional (void)
{
  Served served;

  served_init (&served);
  publish_three (&served);

  assert_nothing (&served, "?after=3", "If-None-Match: \"3\"\r\n", 304, "\"3\"");
  assert_nothing (&served, "", "If-None-Match: \"3\"\r\n", 304, "\"3\"");
  assert_nothing (&served, "?after=3", "If-None-Match: \"1\", W/\"3\"\r\n", 304, "\"3\"");
  assert_nothing (&served, "?after=3", "If-None-Match: *\r\n", 304, "\"3\"");
  served_publish (&served, "c", "a", "4");
  assert_poll (&served, "?after=3", "If-None-Match: \"3\"\r\n", POLL (E ("4", "a", "4"), "4", "0"));

  served_clear (&served);
}

/* The name is the same, however it is escaped. */
static void
test_escaped_name (void)
{
  Served served;
  g_autoptr (RawResponse) response = NULL;

  served_init (&served);
  served_publish (&served, "c", "a", "1");

  response = served_ask (&served, "GET", "/channels/%63", "", NULL);

  g_assert_cmpuint (response->status, ==, 200);
  served_clear (&served);
}

static void
test_head (void)
{
  Served served;
  g_autoptr (RawResponse) polled = NULL;
  g_autoptr (RawResponse) waited = NULL;
  g_autoptr (RawResponse) streamed = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *type = NULL;

  served_init (&served);
  publish_three (&served);

  polled = served_ask (&served, "HEAD", "/channels/c", "", NULL);
  waited = served_ask (&served, "HEAD", "/channels/c?after=3", "Prefer: wait=60\r\n", NULL);
  streamed = served_ask (&served, "HEAD", "/channels/c", "Accept: text/event-stream\r\n", NULL);
  etag = raw_response_dup_field (polled, "ETag");
  type = raw_response_dup_field (streamed, "Content-Type");

  g_assert_cmpuint (polled->status, ==, 200);
  g_assert_cmpstr (etag, ==, "\"3\"");
  g_assert_cmpuint (waited->status, ==, 200);
  g_assert_cmpuint (streamed->status, ==, 200);
  g_assert_cmpstr (type, ==, "text/event-stream");
  served_clear (&served);
}

static void
test_forgotten (void)
{
  Served served;
  g_autoptr (RawResponse) response = NULL;

  served_init (&served);
  for (guint i = 0; i < RT_CHANNEL_DEFAULT_MAX_EVENTS + 5; i++)
    served_publish (&served, "c", "a", "1");

  assert_poll (&served, "?after=2&limit=1", "", POLL (E ("6", "a", "1"), "6", "3"));
  assert_poll (&served, "?limit=1", "", POLL (E ("6", "a", "1"), "6", "0"));
  assert_poll (&served, "?after=2&limit=1", "If-None-Match: \"6\"\r\n", POLL (E ("6", "a", "1"), "6", "3"));
  assert_poll (&served, "?after=99999&limit=1", "", POLL (E ("6", "a", "1"), "6", "null"));
  assert_poll (&served, "?after=9223372036854775807&limit=1", "", POLL (E ("6", "a", "1"), "6", "null"));

  /* All that is remembered, in one answer. */
  response = served_ask (&served, "GET", "/channels/c", "", NULL);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_true (g_str_has_suffix (response->body, ",\"data\":1}],\"next\":10005,\"gap\":0}"));

  served_clear (&served);
}

static void
test_large (void)
{
  Served served;
  g_autofree char *json = g_strnfill (1024 * 1024, '1');
  g_autoptr (RawResponse) first = NULL;
  g_autoptr (RawResponse) second = NULL;

  served_init (&served);
  for (guint i = 0; i < 6; i++)
    served_publish (&served, "c", "a", json);

  first = served_ask (&served, "GET", "/channels/c", "", NULL);
  second = served_ask (&served, "GET", "/channels/c?after=4", "", NULL);

  g_assert_cmpuint (strlen (first->body), >=, RT_CHANNEL_ANSWER_MAX_BYTES);
  g_assert_cmpuint (strlen (first->body), <, RT_CHANNEL_ANSWER_MAX_BYTES + 1024 * 1024);
  g_assert_true (g_str_has_suffix (first->body, "],\"next\":4,\"gap\":0}"));
  g_assert_true (g_str_has_suffix (second->body, "],\"next\":6,\"gap\":0}"));
  served_clear (&served);
}

static RawClient *
hold (Served     *served,
      const char *query,
      const char *fields)
{
  RawClient *client = raw_client_new (served->port);
  g_autofree char *request = g_strdup_printf ("GET /channels/c%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", query, fields);
  g_autoptr (RawResponse) other = NULL;

  raw_client_send (client, request, -1);
  /* What is asked later is answered: so the first was read, and is held. */
  other = served_ask (served, "GET", "/hello", "", NULL);
  g_assert_cmpuint (client->received->len, ==, 0);

  return client;
}

static void
test_held (gconstpointer data)
{
  const char * const *ask = data;
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *applied = NULL;

  served_init (&served);
  publish_three (&served);
  client = hold (&served, ask[0], ask[1]);

  served_publish (&served, "c", "z", "0");
  served_publish (&served, "c", "a", "5");
  response = raw_client_take_response (client, "GET");
  applied = raw_response_dup_field (response, "Preference-Applied");

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (applied, ==, ask[2]);
  g_assert_nonnull (strstr (response->body, ask[3]));
  g_assert_true (g_str_has_suffix (response->body, "\"next\":5,\"gap\":0}"));
  served_clear (&served);
}

static void
test_waited_in_vain (void)
{
  Served served;

  served_init (&served);
  publish_three (&served);

  assert_nothing (&served, "?after=3", "Prefer: wait=0\r\n", 204, "\"3\"");
  assert_nothing (&served, "?after=3", "Prefer: wait=0\r\nIf-None-Match: \"3\"\r\n", 304, "\"3\"");
  assert_nothing (&served, "?after=3", "Prefer: wait=1\r\n", 204, "\"3\"");
  assert_nothing (&served, "?after=3", "Prefer: wait=1\r\nIf-None-Match: \"3\"\r\n", 304, "\"3\"");
  assert_poll (&served, "?after=2", "Prefer: wait=60\r\n", POLL (E ("3", "a", "\"\xC3\xA4\""), "3", "0"));
  assert_poll (&served, "?after=99", "Prefer: wait=60\r\n", POLL (E ("1", "a", "1") "," E ("2", "b", "{\"x\" : 1.10}") "," E ("3", "a", "\"\xC3\xA4\""), "3", "null"));

  served_clear (&served);
}

/* One that names a number to come is answered at the first news all the same. */
static void
test_held_for_a_tag_to_come (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawResponse) response = NULL;

  served_init (&served);
  publish_three (&served);
  client = hold (&served, "?after=3", "Prefer: wait=60\r\nIf-None-Match: \"4\"\r\n");

  served_publish (&served, "c", "a", "4");
  response = raw_client_take_response (client, "GET");

  g_assert_cmpuint (response->status, ==, 304);
  served_clear (&served);
}

static void
test_stopped_while_held (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  publish_three (&served);
  client = hold (&served, "?after=3", "Prefer: wait=60\r\n");

  served_clear (&served);

  raw_client_wait_closed (client);
}

static void
test_publish (void)
{
  Served served;
  g_autoptr (RawResponse) first = NULL;
  g_autoptr (RawResponse) second = NULL;
  g_autoptr (RawResponse) untold = NULL;
  g_autofree char *type = NULL;

  served_init (&served);

  first = served_ask (&served, "POST", "/channels/c", JSON, " {\"a\" : 1.10}\n");
  second = served_ask (&served, "POST", "/channels/c?type=Bid.1", "Content-Type: application/x+json; v=1\r\n", "\"\\ud800\"");
  untold = served_ask (&served, "POST", "/channels/c", "", "[[[]]]");
  type = raw_response_dup_field (first, "Content-Type");

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpstr (type, ==, "application/json");
  g_assert_cmpstr (first->body, ==, "{\"seq\": 1}");
  g_assert_cmpstr (second->body, ==, "{\"seq\": 2}");
  g_assert_cmpstr (untold->body, ==, "{\"seq\": 3}");
  assert_poll (&served, "", "", POLL (E ("1", "message", " {\"a\" : 1.10}\n") "," E ("2", "Bid.1", "\"\\ud800\"") "," E ("3", "message", "[[[]]]"), "3", "0"));
  served_clear (&served);
}

int
main (int    argc,
      char **argv)
{
  static const char * const from_cursor[] = { "?after=3", "Prefer: wait=60\r\n", "wait=60", "\"seq\":4," };
  static const char * const from_now[] = { "?after=3", "Prefer: wait=5000\r\n", "wait=120", "\"seq\":4," };
  static const char * const by_tag[] = { "", "Prefer: wait=60\r\nIf-None-Match: \"3\"\r\n", "wait=60", "\"seq\":1," };
  static const char * const selected[] = { "?after=3&types=a", "Prefer: wait=60\r\n", "wait=60", "[{\"seq\":5," };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/polling/says-what-follows-the-cursor", test_short);
  g_test_add_func ("/polling/304-where-nothing-is-new", test_conditional);
  g_test_add_func ("/polling/a-name-may-be-escaped", test_escaped_name);
  g_test_add_func ("/polling/head-is-never-held-and-never-a-stream", test_head);
  g_test_add_func ("/polling/a-gap-is-told-with-its-size", test_forgotten);
  g_test_add_func ("/polling/an-answer-is-bounded-and-next-goes-on", test_large);
  g_test_add_func ("/polling/post-publishes-byte-for-byte", test_publish);
  g_test_add_data_func ("/long-polling/answers-at-the-first-news", from_cursor, test_held);
  g_test_add_data_func ("/long-polling/grants-what-it-says", from_now, test_held);
  g_test_add_data_func ("/long-polling/without-a-cursor-gives-everything", by_tag, test_held);
  g_test_add_data_func ("/long-polling/waits-for-the-types-asked-for", selected, test_held);
  g_test_add_func ("/long-polling/ends-with-204-or-304", test_waited_in_vain);
  g_test_add_func ("/long-polling/a-tag-to-come-does-not-keep-it", test_held_for_a_tag_to_come);
  g_test_add_func ("/long-polling/ends-with-the-server", test_stopped_while_held);

  return g_test_run ();
}
