/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/rt-fields.h"

static const struct {
  const char *prefer;
  RtWait      wait;
  guint       seconds;
} waits[] = {
  { NULL, RT_WAIT_NONE, 0 },
  { "", RT_WAIT_NONE, 0 },
  { "wait=5", RT_WAIT_GIVEN, 5 },
  { "WAIT=5", RT_WAIT_GIVEN, 5 },
  { "wait = 5", RT_WAIT_GIVEN, 5 },
  { "wait=\"5\"", RT_WAIT_GIVEN, 5 },
  { "wait=5; loudly", RT_WAIT_GIVEN, 5 },
  { "respond-async, wait=5", RT_WAIT_GIVEN, 5 },
  { "foo=\"a, wait=1\", wait=5", RT_WAIT_GIVEN, 5 },
  { "wait=5, wait=9", RT_WAIT_GIVEN, 5 },
  { "wait=0", RT_WAIT_GIVEN, 0 },
  { "wait=007", RT_WAIT_GIVEN, 7 },
  { "wait=61", RT_WAIT_GIVEN, 60 },
  { "wait=99999999999999999999999", RT_WAIT_GIVEN, 60 },
  { "respond-async; wait=5", RT_WAIT_NONE, 0 },
  { "foo=\"wait=5\"", RT_WAIT_NONE, 0 },
  { "await=5", RT_WAIT_NONE, 0 },
  { "waiting=5", RT_WAIT_NONE, 0 },
  { "wait", RT_WAIT_MALFORMED, 0 },
  { "wait=", RT_WAIT_MALFORMED, 0 },
  { "wait=\"\"", RT_WAIT_MALFORMED, 0 },
  { "wait=-1", RT_WAIT_MALFORMED, 0 },
  { "wait=+1", RT_WAIT_MALFORMED, 0 },
  { "wait=1.5", RT_WAIT_MALFORMED, 0 },
  { "wait=1 2", RT_WAIT_MALFORMED, 0 },
  { "wait=soon", RT_WAIT_MALFORMED, 0 },
};

static void
test_wait (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      guint seconds = 1;

      g_test_message ("%s", waits[i].prefer);
      g_assert_cmpint (rt_fields_parse_wait (waits[i].prefer, 60, &seconds), ==, waits[i].wait);
      g_assert_cmpuint (seconds, ==, waits[i].seconds);
    }
}

static void
test_prefers (void)
{
  g_assert_true (rt_fields_prefers ("confirm", "confirm"));
  g_assert_true (rt_fields_prefers ("wait=1, Confirm", "confirm"));
  g_assert_true (rt_fields_prefers ("confirm=\"\"", "confirm"));
  g_assert_false (rt_fields_prefers ("confirm=no", "confirm"));
  g_assert_false (rt_fields_prefers ("confirmed", "confirm"));
  g_assert_false (rt_fields_prefers ("a; confirm", "confirm"));
  g_assert_false (rt_fields_prefers (NULL, "confirm"));
}

static void
test_etag (void)
{
  g_assert_true (rt_fields_etag_matches ("\"7\"", "\"7\""));
  g_assert_true (rt_fields_etag_matches ("W/\"7\"", "\"7\""));
  g_assert_true (rt_fields_etag_matches ("\"1\", W/\"x,y\",\"7\"", "\"7\""));
  g_assert_true (rt_fields_etag_matches ("*", "\"7\""));
  g_assert_false (rt_fields_etag_matches (NULL, "\"7\""));
  g_assert_false (rt_fields_etag_matches ("", "\"7\""));
  g_assert_false (rt_fields_etag_matches ("7", "\"7\""));
  g_assert_false (rt_fields_etag_matches ("\"17\"", "\"7\""));
  g_assert_false (rt_fields_etag_matches ("\"1\"7\"", "\"7\""));
  g_assert_false (rt_fields_etag_matches ("w/\"7\"", "\"7\""));
}

static void
test_json (void)
{
  static const char * const json[] = {
    NULL, "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;x=y",
    "application/problem+json", "application/vnd.example.v1+json; x=y", "image/foo+json",
  };
  static const char * const other[] = {
    "", "text/plain", "application/jsonp", "application/json-seq", "text/json5", "+json", "/+json", "application/+json",
    "text/plain; x=application/json", "text/plain; x=a+json", "json",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (json); i++)
    {
      g_test_message ("%s", json[i]);
      g_assert_true (rt_fields_type_is_json (json[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (other); i++)
    {
      g_test_message ("%s", other[i]);
      g_assert_false (rt_fields_type_is_json (other[i]));
    }
}

static void
test_event_stream (void)
{
  static const char * const wanted[] = {
    "text/event-stream", "TEXT/Event-Stream", "text/event-stream; charset=utf-8", "text/event-stream, */*;q=0.1",
    "application/json, text/event-stream", "*/*, text/event-stream", "application/json;q=0.5, text/event-stream;q=0.8",
    "text/*",
  };
  static const char * const unwanted[] = {
    NULL, "", "*/*", "application/json", "text/event-stream;q=0", "text/event-stream;q=0, */*",
    "application/json, text/event-stream;q=0.9", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "x=\"text/event-stream\"", "text/event-streams",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_test_message ("%s", wanted[i]);
      g_assert_true (rt_fields_wants_event_stream (wanted[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unwanted); i++)
    {
      g_test_message ("%s", unwanted[i]);
      g_assert_false (rt_fields_wants_event_stream (unwanted[i]));
    }
}

static void
test_html (void)
{
  static const char * const wanted[] = {
    "text/html", "Text/HTML;q=0.1", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/plain, text/html", "*/*, text/html", "text/html;level=1, text/plain;q=0.9",
  };
  static const char * const unwanted[] = {
    NULL, "", "*/*", "text/*", "text/plain", "application/json", "text/html;q=0", "text/html;q=0, */*",
    "text/plain, text/html;q=0.9", "application/xhtml+xml, */*", "text/htmls",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_test_message ("%s", wanted[i]);
      g_assert_true (rt_fields_wants_html (wanted[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unwanted); i++)
    {
      g_test_message ("%s", unwanted[i]);
      g_assert_false (rt_fields_wants_html (unwanted[i]));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fields/prefer/wait-is-a-whole-number-and-granted-up-to-a-limit", test_wait);
  g_test_add_func ("/fields/prefer/a-token-stands-alone", test_prefers);
  g_test_add_func ("/fields/if-none-match/is-a-list-compared-weakly", test_etag);
  g_test_add_func ("/fields/content-type/json-and-all-that-end-in-it", test_json);
  g_test_add_func ("/fields/accept/the-more-specific-and-the-more-wanted-wins", test_event_stream);
  g_test_add_func ("/fields/accept/a-page-is-for-who-names-it", test_html);

  return g_test_run ();
}
