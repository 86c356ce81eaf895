/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-json.h"

static const char *accepted[] = {
  "{}", "[]", "0", "-0", "null", "true", "false", "\"\"", " \t\r\n[ ] \n",
  "{\"a\":1}", "{ \"a\" : [ 1 , 2.50e+7 , -0.1E-2, \"x\" , { } ] , \"a\" : null }",
  "1.10", "99999999999999999999", "1e400", "\"\\ud800\"", "\"\\uD83D\\uDE00\"",
  "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\"", "\"\x7f\"", "\"größe €  \U0001F600\"",
  "[[[[[]]]]]", "{\"\":{\"\":{\"\":[{}]}}}", "\"/*c*/\"", "[0,0.0,0e0,10]",
};

static const char *refused[] = {
  "", " ", "\t\n", "/*c*/{}", "//\n1", "var x={}", "{} {}", "1 2", "[0x10]", "[", "]", "{", "}", "[1,]",
  "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{1:2}", "{\"a\":1 \"b\":2}",
  "01", "-", "+1", "1.", ".5", "1e", "1e+", "--1", "-01", "0x10", "NaN", "Infinity", "-Infinity",
  "nul", "nulll", "True", "undefined", "\"", "\"\\", "\"\\\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u\"",
  "\"a\nb\"", "\"\t\"", "\"\x1f\"", "'a'", "[1}", "{\"a\":1]", "[\"a\":1]", "\xef\xbb\xbf{}", "\x0b[]", "\xc2\xa0[]",
  "[1],", "1,", "\"a\" b", "{\"a\":1}}", "[]]", ":", ",",
};

static const struct {
  const char *text;
  gsize       length;
} not_utf8[] = {
  { "\"\xff\"", 3 },
  { "\"\xc3\"", 3 },
  { "\"\xc0\xaf\"", 4 },
  { "\"\xed\xa0\x80\"", 5 },
  { "\"\xf4\x90\x80\x80\"", 6 },
  { "\xfe", 1 },
  { "\"\xe2\x82", 3 },
};

/* In memory of exactly that size, so that a sanitizer sees what reads past the end. */
static gboolean
check_exactly (const char  *text,
               gsize        length,
               GError     **error)
{
  g_autofree char *exact = g_memdup2 (text, length);

  return rt_json_check (exact, length, error);
}

static void
test_accepts_all_of_the_grammar (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (check_exactly (accepted[i], strlen (accepted[i]), &error));
      g_assert_no_error (error);
    }
}

static void
test_refuses_everything_else (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_false (check_exactly (refused[i], strlen (refused[i]), &error));
      g_assert_error (error, RT_JSON_ERROR, RT_JSON_ERROR_SYNTAX);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_refuses_every_beginning (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      gsize length = strlen (accepted[i]);

      if (strchr ("[{\"", accepted[i][0]) == NULL)
        continue;
      for (gsize cut = 0; cut < length; cut++)
        g_assert_false (check_exactly (accepted[i], cut, NULL));
    }
}

static void
test_refuses_what_is_not_utf8 (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (not_utf8); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (check_exactly (not_utf8[i].text, not_utf8[i].length, &error));
      g_assert_error (error, RT_JSON_ERROR, RT_JSON_ERROR_ENCODING);
    }
}

static void
test_refuses_nul (void)
{
  g_assert_false (check_exactly ("{}\0", 3, NULL));
  g_assert_false (check_exactly ("\0", 1, NULL));
  g_assert_false (check_exactly ("\"a\0b\"", 5, NULL));
  g_assert_false (check_exactly ("[1\0]", 4, NULL));
  g_assert_false (check_exactly ("\"\\\0\"", 4, NULL));
  g_assert_false (check_exactly ("\"\\u12\0" "4\"", 8, NULL));
}

static char *
nest (gsize depth,
      char  open,
      char  close)
{
  char *text = g_malloc (2 * depth + 1);

  memset (text, open, depth);
  memset (text + depth, close, depth);
  text[2 * depth] = '\0';

  return text;
}

static void
test_nests_64_deep_and_no_deeper (void)
{
  g_autofree char *deepest = nest (RT_JSON_MAX_DEPTH, '[', ']');
  g_autofree char *deeper = nest (RT_JSON_MAX_DEPTH + 1, '[', ']');
  g_autofree char *much_deeper = nest (100000, '[', ']');
  g_autoptr (GString) objects = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_json_check (deepest, strlen (deepest), NULL));
  g_assert_false (rt_json_check (deeper, strlen (deeper), &error));
  g_assert_error (error, RT_JSON_ERROR, RT_JSON_ERROR_TOO_DEEP);
  g_clear_error (&error);
  g_assert_false (rt_json_check (much_deeper, strlen (much_deeper), &error));
  g_assert_error (error, RT_JSON_ERROR, RT_JSON_ERROR_TOO_DEEP);

  for (guint i = 0; i < RT_JSON_MAX_DEPTH / 2; i++)
    g_string_append (objects, "[{\"a\":");
  g_string_append (objects, "1");
  for (guint i = 0; i < RT_JSON_MAX_DEPTH / 2; i++)
    g_string_append (objects, "}]");
  g_assert_true (rt_json_check (objects->str, objects->len, NULL));
}

static void
test_siblings_do_not_nest (void)
{
  g_autoptr (GString) json = g_string_new ("[[]");

  for (guint i = 0; i < 100000; i++)
    g_string_append (json, ",[{}]");
  g_string_append_c (json, ']');

  g_assert_true (rt_json_check (json->str, json->len, NULL));
}

static void
test_errors_say_where_and_what (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_json_check ("{\"a\" 1}", 7, &error));
  g_assert_nonnull (strstr (error->message, "byte 5"));
  g_assert_nonnull (strstr (error->message, "“1”"));
  g_assert_nonnull (strstr (error->message, "“:”"));
  g_clear_error (&error);

  g_assert_false (rt_json_check ("[1,\xff]", 5, &error));
  g_assert_nonnull (strstr (error->message, "byte 3"));
}

static void
assert_appended (const char *text,
                 gssize      length,
                 const char *expected)
{
  g_autoptr (GString) json = g_string_new ("x");

  rt_json_append_string (json, text, length);
  g_assert_cmpstr (json->str + 1, ==, expected);
  g_assert_true (rt_json_check (json->str + 1, json->len - 1, NULL));
}

static void
test_strings_are_escaped (void)
{
  assert_appended ("", -1, "\"\"");
  assert_appended ("größe", -1, "\"größe\"");
  assert_appended ("abc", 2, "\"ab\"");
  assert_appended ("say \"hi\"\\", -1, "\"say \\\"hi\\\"\\\\\"");
  assert_appended ("\b\f\n\r\t\x01\x1f/", -1, "\"\\b\\f\\n\\r\\t\\u0001\\u001f/\"");
  assert_appended ("a\xff" "b", -1, "\"a\xef\xbf\xbd" "b\"");
  assert_appended ("a\0b", 3, "\"a\xef\xbf\xbd" "b\"");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/check/accepts-all-of-the-grammar", test_accepts_all_of_the_grammar);
  g_test_add_func ("/json/check/refuses-everything-else", test_refuses_everything_else);
  g_test_add_func ("/json/check/refuses-every-beginning", test_refuses_every_beginning);
  g_test_add_func ("/json/check/refuses-what-is-not-utf8", test_refuses_what_is_not_utf8);
  g_test_add_func ("/json/check/refuses-nul", test_refuses_nul);
  g_test_add_func ("/json/check/nests-64-deep-and-no-deeper", test_nests_64_deep_and_no_deeper);
  g_test_add_func ("/json/check/siblings-do-not-nest", test_siblings_do_not_nest);
  g_test_add_func ("/json/check/errors-say-where-and-what", test_errors_say_where_and_what);
  g_test_add_func ("/json/append-string/escapes", test_strings_are_escaped);

  return g_test_run ();
}
