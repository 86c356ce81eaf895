/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/rt-problem.h"

static const struct {
  const char *body;
  const char *words;
} bodies[] = {
  { "{\"title\":\"Not Found\",\"status\":404,\"detail\":\"There is no such channel.\"}", "There is no such channel." },
  { "{\"title\":\"Out of credit\"}", "Out of credit." },
  { "{\"detail\":\"Really?\"}", "Really?" },
  { "{\"detail\":\"Half a\\ud800\",\"title\":\"Broken\"}", "Broken." },
  { "{\"detail\":\"two\\nlines, \\u001b[31mred\\u202e\"}", "two lines,  [31mred." },
  { "{\"detail\":\"\"}", NULL },
  { "{\"detail\":\" \\n\"}", NULL },
  { "{\"detail\":7,\"title\":null}", NULL },
  { "{}", NULL },
  { "\"detail\"", NULL },
  { "Not Found", NULL },
  { "", NULL },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *words = rt_problem_parse (bodies[i].body, strlen (bodies[i].body));

      g_test_message ("%s", bodies[i].body);
      g_assert_cmpstr (words, ==, bodies[i].words);
    }
}

static char *
parse_detail_of (gsize length)
{
  g_autofree char *detail = g_strnfill (length, 'x');
  g_autofree char *body = g_strdup_printf ("{\"detail\":\"%s\"}", detail);

  return rt_problem_parse (body, strlen (body));
}

static void
test_limits (void)
{
  g_autofree char *shown = parse_detail_of (400);
  g_autofree char *cut = parse_detail_of (401);
  g_autofree char *refused = parse_detail_of (16 * 1024);

  g_assert_cmpint (g_utf8_strlen (shown, -1), ==, 401);
  g_assert_true (g_str_has_suffix (shown, "x."));
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 401);
  g_assert_true (g_str_has_suffix (cut, "x…"));
  g_assert_null (refused);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/problem/says-its-detail-or-its-title-on-one-line", test_words);
  g_test_add_func ("/problem/is-bounded", test_limits);

  return g_test_run ();
}
