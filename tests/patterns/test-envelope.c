/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-event.h"
#include "core/rt-json.h"
#include "patterns/rt-envelope.h"

typedef struct {
  const char *json;
  const char *expected;  /* "seq type time prev data", "gap n" or "invalid"; prev "none" for RT_PREV_NONE */
} Case;

static const Case cases[] = {
  { "{\"seq\":1,\"time\":\"1970-01-01T00:00:00.000007Z\",\"type\":\"tick\",\"data\":{\"a\": [1]},\"prev\":0}",
    "1 tick 7 none {\"a\": [1]}" },
  { " { \"data\" : 1.10 , \"seq\" : 18446744073709551615 } ", "18446744073709551615 message 0 0 1.10" },
  { "{\"seq\":2,\"data\":\"}\\\"],\\\\\",\"prev\":1}", "2 message 0 1 \"}\\\"],\\\\\"" },
  { "{\"x\":{\"seq\":9,\"data\":9},\"seq\":2,\"data\":[[],{}]}", "2 message 0 0 [[],{}]" },
  { "{\"\\u0073eq\":3,\"data\":null}", "3 message 0 0 null" },
  { "{\"seq\":4,\"type\":\"\\u00e9\",\"data\":0}", "4 \xC3\xA9 0 0 0" },
  { "{\"seq\":4,\"type\":\"\\ud800\",\"data\":0}", "4 message 0 0 0" },
  { "{\"seq\":4,\"type\":7,\"time\":\"soon\",\"data\":0}", "4 message 0 0 0" },
  { "{\"seq\":5,\"seq\":6,\"data\":0}", "6 message 0 0 0" },
  { "{\"seq\":1,\"type\":\"gap\",\"data\":{\"lost\":2}}", "1 gap 0 0 {\"lost\":2}" },
  { "{\"type\":\"gap\",\"data\":{\"lost\":2}}", "gap 2" },
  { "{\"type\":\"gap\",\"data\":{\"lost\":null}}", "gap -1" },
  { "{\"type\":\"gap\",\"data\":{\"lost\":2,\"reason\":\"dropped\"}}", "gap 2" },
  { "{\"type\":\"gap\",\"data\":{\"reason\":\"conflated\",\"lost\":2}}", "conflated 2" },
  { "{\"type\":\"gap\",\"data\":{\"lost\":null,\"reason\":\"conflated\"}}", "gap -1" },
  { "{\"type\":\"gap\",\"data\":{\"lost\":\"2\"}}", "invalid" },
  { "{\"type\":\"gap\",\"data\":{}}", "invalid" },
  { "{\"type\":\"gap\",\"data\":2}", "invalid" },
  { "{\"type\":\"say\",\"data\":2}", "invalid" },
  { "{\"seq\":1}", "invalid" },
  { "{\"seq\":-1,\"data\":0}", "invalid" },
  { "{\"seq\":1.0,\"data\":0}", "invalid" },
  { "{\"seq\":1e2,\"data\":0}", "invalid" },
  { "{\"seq\":99999999999999999999,\"data\":0}", "invalid" },
  { "{\"seq\":null,\"data\":0}", "invalid" },
  { "{}", "invalid" },
  { "[]", "invalid" },
  { "\"seq\"", "invalid" },
  { "1", "invalid" },
};

static char *
describe (const char *json)
{
  g_autoptr (RtMessage) message = NULL;
  RtJsonSlice slice = { json, strlen (json) };
  guint64 prev = 0;
  gint64 lost = 0;
  g_autofree char *before = NULL;

  switch (rt_envelope_parse (&slice, &message, &prev, &lost))
    {
    case RT_ENVELOPE_EVENT:
      g_assert_true (message->has_seq);
      before = prev == RT_PREV_NONE ? g_strdup ("none") : g_strdup_printf ("%" G_GUINT64_FORMAT, prev);
      return g_strdup_printf ("%" G_GUINT64_FORMAT " %s %" G_GINT64_FORMAT " %s %.*s",
                              message->seq, message->type, message->time_us, before,
                              (int) g_bytes_get_size (message->data),
                              (const char *) g_bytes_get_data (message->data, NULL));
    case RT_ENVELOPE_GAP:
      return g_strdup_printf ("gap %" G_GINT64_FORMAT, lost);
    case RT_ENVELOPE_CONFLATED:
      return g_strdup_printf ("conflated %" G_GINT64_FORMAT, lost);
    case RT_ENVELOPE_PUBLISHED:
      return g_strdup ("published");
    case RT_ENVELOPE_ERROR:
      return g_strdup ("error");
    case RT_ENVELOPE_INVALID:
    default:
      return g_strdup ("invalid");
    }
}

static void
test_parse (gconstpointer user_data)
{
  const Case *test = user_data;
  g_autoptr (GError) error = NULL;
  /* A copy of its own size, so that a sanitizer sees who reads past the end. */
  g_autofree char *json = g_strdup (test->json);
  g_autofree char *described = NULL;

  rt_json_check (json, strlen (json), &error);
  g_assert_no_error (error);
  described = describe (json);

  g_assert_cmpstr (described, ==, test->expected);
}

static RtEnvelopeKind
parse_answer (const char *json,
              guint64    *seq,
              char      **detail)
{
  RtJsonSlice slice = { json, strlen (json) };

  return rt_envelope_parse_answer (&slice, seq, detail);
}

static void
test_answers (void)
{
  static const char * const others[] = {
    "1", "{}", "{\"type\":\"published\"}", "{\"type\":\"published\",\"data\":{}}", "{\"type\":\"published\",\"data\":1}",
    "{\"type\":\"published\",\"data\":{\"seq\":-1}}", "{\"type\":\"error\",\"data\":{}}",
    "{\"type\":\"gap\",\"data\":{\"lost\":1}}",
    "{\"seq\":1,\"type\":\"published\",\"data\":{\"seq\":2}}",
  };
  g_autofree char *published = rt_envelope_write_published (7);
  g_autofree char *error = rt_envelope_write_error (400, "Bad Request", "no \"pigs\"");
  g_autofree char *detail = NULL;
  guint64 seq = 0;

  g_assert_cmpint (parse_answer (published, &seq, &detail), ==, RT_ENVELOPE_PUBLISHED);
  g_assert_cmpuint (seq, ==, 7);
  g_assert_cmpint (parse_answer (error, &seq, &detail), ==, RT_ENVELOPE_ERROR);
  g_assert_cmpstr (detail, ==, "no \"pigs\"");

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *none = NULL;

      g_assert_cmpint (parse_answer (others[i], &seq, &none), ==, RT_ENVELOPE_INVALID);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/envelope/parse/%02" G_GSIZE_FORMAT "-%s", i, cases[i].expected);

      g_strdelimit (path + strlen ("/envelope/parse/"), "/", '.');
      g_test_add_data_func (path, &cases[i], test_parse);
    }
  g_test_add_func ("/envelope/answers-to-what-is-published", test_answers);

  return g_test_run ();
}
