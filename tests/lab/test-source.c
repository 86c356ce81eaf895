/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-json.h"
#include "lab/rt-json-pointer.h"
#include "lab/rt-number-reader.h"
#include "lab/rt-source.h"
#include "support/rt-test.h"

#include <string.h>

static double
find (const char *text,
      const char *pointer)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  double number = 0;

  g_assert_true (rt_json_pointer_check (pointer, NULL));
  g_assert_true (rt_json_pointer_get_number (pointer, bytes, &number, &error));
  g_assert_no_error (error);
  return number;
}

static void
assert_not_found (const char *text,
                  const char *pointer,
                  GQuark      domain,
                  int         code)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  double number = 7;

  g_assert_false (rt_json_pointer_get_number (pointer, bytes, &number, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpfloat (number, ==, 7);
}

/* RFC 6901 section 5. */
static void
test_examples_of_the_standard (void)
{
  static const char document[] =
    "{\"foo\": [10, 11], \"\": 0, \"a/b\": 1, \"c%d\": 2, \"e^f\": 3, \"g|h\": 4,"
    " \"i\\\\j\": 5, \"k\\\"l\": 6, \" \": 7, \"m~n\": 8}";

  g_assert_cmpfloat (find (document, "/foo/0"), ==, 10);
  g_assert_cmpfloat (find (document, "/foo/1"), ==, 11);
  g_assert_cmpfloat (find (document, "/"), ==, 0);
  g_assert_cmpfloat (find (document, "/a~1b"), ==, 1);
  g_assert_cmpfloat (find (document, "/c%d"), ==, 2);
  g_assert_cmpfloat (find (document, "/e^f"), ==, 3);
  g_assert_cmpfloat (find (document, "/g|h"), ==, 4);
  g_assert_cmpfloat (find (document, "/i\\j"), ==, 5);
  g_assert_cmpfloat (find (document, "/k\"l"), ==, 6);
  g_assert_cmpfloat (find (document, "/ "), ==, 7);
  g_assert_cmpfloat (find (document, "/m~0n"), ==, 8);
  g_assert_cmpfloat (find ("{\"~1\": 9}", "/~01"), ==, 9);
  g_assert_cmpfloat (find (" 42.5\n", ""), ==, 42.5);
}

static void
test_numbers_are_read_as_they_are_written (void)
{
  g_assert_cmpfloat (find ("[99999999999999999999]", "/0"), ==, 1e20);
  g_assert_cmpfloat (find ("[-1.10e-2]", "/0"), ==, -0.011);
  g_assert_cmpfloat (find ("{\"price\":\"67123.45\"}", "/price"), ==, 67123.45);
}

static void
test_what_is_no_number (void)
{
  GQuark domain = RT_JSON_POINTER_ERROR;

  assert_not_found ("{\"a\":\"cheap\"}", "/a", domain, RT_JSON_POINTER_ERROR_TYPE);
  assert_not_found ("{\"a\":\"1e999\"}", "/a", domain, RT_JSON_POINTER_ERROR_TYPE);
  assert_not_found ("{\"a\":\"0x10\"}", "/a", domain, RT_JSON_POINTER_ERROR_TYPE);
  assert_not_found ("{\"a\":\"\"}", "/a", domain, RT_JSON_POINTER_ERROR_TYPE);
  assert_not_found ("{\"a\":\"\\u0000\"}", "/a", domain, RT_JSON_POINTER_ERROR_TYPE);
  assert_not_found ("{\"a\":{}}", "/a", domain, RT_JSON_POINTER_ERROR_TYPE);
  assert_not_found ("{\"a\":[1]}", "/a", domain, RT_JSON_POINTER_ERROR_TYPE);
  assert_not_found ("{\"a\":null}", "/a", domain, RT_JSON_POINTER_ERROR_TYPE);
  assert_not_found ("[]", "", domain, RT_JSON_POINTER_ERROR_TYPE);
}

static void
test_what_is_not_there (void)
{
  GQuark domain = RT_JSON_POINTER_ERROR;

  assert_not_found ("{\"a\":1}", "/b", domain, RT_JSON_POINTER_ERROR_MISSING);
  assert_not_found ("{\"a\":1}", "/a/b", domain, RT_JSON_POINTER_ERROR_MISSING);
  assert_not_found ("[1]", "/1", domain, RT_JSON_POINTER_ERROR_MISSING);
  assert_not_found ("[1]", "/-", domain, RT_JSON_POINTER_ERROR_MISSING);
  assert_not_found ("[1]", "/00", domain, RT_JSON_POINTER_ERROR_MISSING);
  assert_not_found ("[1]", "/99999999999999999999", domain, RT_JSON_POINTER_ERROR_MISSING);
  assert_not_found ("3", "/a", domain, RT_JSON_POINTER_ERROR_MISSING);
}

static void
test_what_is_not_json (void)
{
  GQuark domain = RT_JSON_ERROR;
  g_autofree char *deep = g_strnfill (100000, '[');

  assert_not_found ("", "/a", domain, RT_JSON_ERROR_SYNTAX);
  assert_not_found ("<html>", "/a", domain, RT_JSON_ERROR_SYNTAX);
  assert_not_found ("{\"a\":1", "/a", domain, RT_JSON_ERROR_SYNTAX);
  assert_not_found (deep, "/0/0", domain, RT_JSON_ERROR_TOO_DEEP);
}

static void
test_pointers_are_checked (void)
{
  g_autofree char *longest = g_strnfill (RT_JSON_POINTER_MAX_LENGTH, '/');
  g_autofree char *longer = g_strnfill (RT_JSON_POINTER_MAX_LENGTH + 1, '/');

  g_assert_true (rt_json_pointer_check ("", NULL));
  g_assert_true (rt_json_pointer_check ("/a~0~1/0", NULL));
  g_assert_true (rt_json_pointer_check (longest, NULL));
  g_assert_false (rt_json_pointer_check (longer, NULL));
  g_assert_false (rt_json_pointer_check ("a", NULL));
  g_assert_false (rt_json_pointer_check ("$.a", NULL));
  g_assert_false (rt_json_pointer_check ("/~", NULL));
  g_assert_false (rt_json_pointer_check ("/a~2", NULL));
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_source_is_the_ticker_until_it_is_chosen (void)
{
  RtSource *source = rt_source_new ();
  guint n_changes = 0;

  g_signal_connect_swapped (source, "changed", G_CALLBACK (count), &n_changes);
  g_assert_null (rt_source_get_uri (source));
  g_assert_cmpstr (rt_source_get_pointer (source), ==, "/coins");
  rt_source_reset (source);
  g_assert_cmpuint (n_changes, ==, 0);

  g_assert_true (rt_source_set (source, " https://127.0.0.1:9/a?b=c ", " /d ", NULL));
  g_assert_cmpstr (rt_source_get_uri (source), ==, "https://127.0.0.1:9/a?b=c");
  g_assert_cmpstr (rt_source_get_pointer (source), ==, "/d");
  g_assert_true (rt_source_set (source, "https://127.0.0.1:9/a?b=c", "/d", NULL));
  g_assert_cmpuint (n_changes, ==, 1);
  rt_source_reset (source);
  g_assert_null (rt_source_get_uri (source));
  g_assert_cmpuint (n_changes, ==, 2);
  rt_test_assert_last_unref (source);
}

static void
assert_refused (const char *uri,
                const char *pointer,
                int         code)
{
  g_autoptr (RtSource) source = rt_source_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_source_set (source, uri, pointer, &error));
  g_assert_error (error, RT_SOURCE_ERROR, code);
  g_assert_null (rt_source_get_uri (source));
}

static void
test_source_makes_sense (void)
{
  g_autofree char *path = g_strnfill (RT_SOURCE_MAX_URI, 'a');
  g_autofree char *longer = g_strconcat ("http://127.0.0.1/", path, NULL);

  assert_refused ("", "", RT_SOURCE_ERROR_URI);
  assert_refused ("127.0.0.1:9/a", "", RT_SOURCE_ERROR_URI);
  assert_refused ("http://", "", RT_SOURCE_ERROR_URI);
  assert_refused ("http:///a", "", RT_SOURCE_ERROR_URI);
  assert_refused ("file:///etc/passwd", "", RT_SOURCE_ERROR_URI);
  assert_refused ("ws://127.0.0.1/", "", RT_SOURCE_ERROR_URI);
  assert_refused (longer, "", RT_SOURCE_ERROR_URI);
  assert_refused ("http://127.0.0.1/", "price", RT_SOURCE_ERROR_POINTER);
}

/* A list of so many numbers, the last being @last. */
static GBytes *
new_list (guint n,
          guint last)
{
  GString *text = g_string_new ("[");

  for (guint i = 1; i < n; i++)
    g_string_append (text, "0,");
  g_string_append_printf (text, "%u]", last);
  return g_string_free_to_bytes (text);
}

static gboolean
has_read (gpointer user_data)
{
  double number;
  const char *reason;

  return rt_number_reader_get (user_data, &number, &reason) || reason != NULL;
}

static gboolean
has_read_once (gpointer user_data)
{
  return *(guint *) user_data == 1;
}

static gboolean
has_read_twice (gpointer user_data)
{
  return *(guint *) user_data == 2;
}

static void
test_small_texts_are_read_at_once (void)
{
  RtNumberReader *reader = rt_number_reader_new ();
  g_autoptr (GBytes) good = g_bytes_new_static ("{\"a\":5}", 7);
  g_autoptr (GBytes) bad = g_bytes_new_static ("{\"a\":[]}", 8);
  const char *reason;
  double number;

  rt_number_reader_set_pointer (reader, "/a");
  g_assert_false (rt_number_reader_get (reader, &number, &reason));
  g_assert_null (reason);
  rt_number_reader_read (reader, good);
  g_assert_true (rt_number_reader_get (reader, &number, &reason));
  g_assert_cmpfloat (number, ==, 5);
  rt_number_reader_read (reader, bad);
  g_assert_false (rt_number_reader_get (reader, &number, &reason));
  g_assert_cmpstr (reason, ==, "There is no number at /a, but a list.");
  rt_test_assert_last_unref (reader);
}

static void
test_of_large_texts_the_latest_is_read (void)
{
  RtNumberReader *reader = rt_number_reader_new ();
  guint n_reads = 0;
  const char *reason;
  double number;

  g_signal_connect_swapped (reader, "read", G_CALLBACK (count), &n_reads);
  rt_number_reader_set_pointer (reader, "/9999");
  for (guint i = 1; i <= 5; i++)
    {
      g_autoptr (GBytes) list = new_list (10000, i);

      rt_number_reader_read (reader, list);
    }
  g_assert_cmpuint (n_reads, ==, 0);
  rt_test_wait_for (has_read_twice, &n_reads, "the first and the latest");
  g_assert_true (rt_number_reader_get (reader, &number, &reason));
  g_assert_cmpfloat (number, ==, 5);
  rt_test_drain ();
  g_assert_cmpuint (n_reads, ==, 2);
  rt_test_assert_last_unref (reader);
}

static void
test_what_is_read_for_nobody_is_forgotten (void)
{
  RtNumberReader *reader = rt_number_reader_new ();
  g_autoptr (GBytes) before = new_list (10000, 1);
  g_autoptr (GBytes) after = new_list (5000, 2);
  const char *reason;
  double number;

  rt_number_reader_set_pointer (reader, "/9999");
  rt_number_reader_read (reader, before);
  rt_number_reader_set_pointer (reader, "/4999");
  rt_number_reader_read (reader, after);
  rt_test_wait_for (has_read, reader, "a number");
  g_assert_true (rt_number_reader_get (reader, &number, &reason));
  g_assert_cmpfloat (number, ==, 2);
}

static void
look_elsewhere (RtNumberReader *reader,
                guint          *n_reads)
{
  (*n_reads)++;
  rt_number_reader_set_pointer (reader, "/0");
}

static void
test_who_is_told_may_have_it_look_elsewhere (void)
{
  RtNumberReader *reader = rt_number_reader_new ();
  g_autoptr (GBytes) first = new_list (10000, 1);
  g_autoptr (GBytes) second = new_list (10000, 2);
  guint n_reads = 0;
  const char *reason;
  double number;

  g_signal_connect (reader, "read", G_CALLBACK (look_elsewhere), &n_reads);
  rt_number_reader_set_pointer (reader, "/9999");
  rt_number_reader_read (reader, first);
  rt_number_reader_read (reader, second);
  rt_test_wait_for (has_read_once, &n_reads, "the first");
  rt_test_drain ();
  /* What waited was for the other pointer: it is forgotten. */
  g_assert_cmpuint (n_reads, ==, 1);
  g_assert_false (rt_number_reader_get (reader, &number, &reason));
  g_assert_null (reason);
  rt_test_assert_last_unref (reader);
}

static void
test_too_large_a_text_is_not_read (void)
{
  g_autoptr (RtNumberReader) reader = rt_number_reader_new ();
  g_autoptr (GBytes) list = new_list (RT_JSON_POINTER_MAX_TEXT, 1);
  const char *reason;
  double number;

  rt_number_reader_set_pointer (reader, "/0");
  rt_number_reader_read (reader, list);
  rt_test_wait_for (has_read, reader, "a reason");
  g_assert_false (rt_number_reader_get (reader, &number, &reason));
  g_assert_cmpstr (reason, ==, "The answer has 2.00 MB; a number is looked for in 1.00 MB at most.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-pointer/finds-what-the-standard-says", test_examples_of_the_standard);
  g_test_add_func ("/json-pointer/reads-numbers-as-they-are-written",
                   test_numbers_are_read_as_they_are_written);
  g_test_add_func ("/json-pointer/tells-what-is-no-number", test_what_is_no_number);
  g_test_add_func ("/json-pointer/tells-what-is-not-there", test_what_is_not_there);
  g_test_add_func ("/json-pointer/tells-what-is-not-json", test_what_is_not_json);
  g_test_add_func ("/json-pointer/is-checked", test_pointers_are_checked);
  g_test_add_func ("/source/is-the-ticker-until-it-is-chosen",
                   test_source_is_the_ticker_until_it_is_chosen);
  g_test_add_func ("/source/refuses-what-makes-no-sense", test_source_makes_sense);
  g_test_add_func ("/number-reader/reads-small-texts-at-once", test_small_texts_are_read_at_once);
  g_test_add_func ("/number-reader/reads-the-latest-of-large-texts",
                   test_of_large_texts_the_latest_is_read);
  g_test_add_func ("/number-reader/forgets-what-nobody-waits-for",
                   test_what_is_read_for_nobody_is_forgotten);
  g_test_add_func ("/number-reader/may-look-elsewhere-once-it-has-told",
                   test_who_is_told_may_have_it_look_elsewhere);
  g_test_add_func ("/number-reader/does-not-read-what-is-too-large",
                   test_too_large_a_text_is_not_read);

  return g_test_run ();
}
