/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-selection.h"

static void
test_type_names (void)
{
  g_autofree char *longest = g_strnfill (RT_TYPE_NAME_MAX_LENGTH, 'a');
  g_autofree char *longer = g_strnfill (RT_TYPE_NAME_MAX_LENGTH + 1, 'a');

  g_assert_true (rt_type_name_is_valid ("message"));
  g_assert_true (rt_type_name_is_valid ("A.b_c-9"));
  g_assert_true (rt_type_name_is_valid (longest));

  g_assert_false (rt_type_name_is_valid (""));
  g_assert_false (rt_type_name_is_valid (longer));
  g_assert_false (rt_type_name_is_valid ("a b"));
  g_assert_false (rt_type_name_is_valid ("a\nid: 7"));
  g_assert_false (rt_type_name_is_valid ("a,b"));
  g_assert_false (rt_type_name_is_valid ("größe"));
}

static void
test_contains_what_was_asked_for (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RtSelection) selection = rt_selection_new ("join,leave,join", &error);

  g_assert_no_error (error);
  g_assert_true (rt_selection_contains (selection, "join"));
  g_assert_true (rt_selection_contains (selection, "leave"));
  g_assert_false (rt_selection_contains (selection, "say"));
  g_assert_false (rt_selection_contains (selection, "joi"));
  g_assert_false (rt_selection_contains (selection, "joins"));
  g_assert_false (rt_selection_contains (selection, ""));
}

static void
test_names_each_type_once (void)
{
  g_autoptr (RtSelection) selection = rt_selection_new ("b,a,b,ab,a", NULL);
  const char *expected[] = { "b", "a", "ab", NULL };

  g_assert_cmpstrv (rt_selection_get_types (selection), expected);
}

static void
assert_refused (const char       *text,
                RtSelectionError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_selection_new (text, &error));
  g_assert_error (error, RT_SELECTION_ERROR, (int) code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_refuses_what_are_no_types (void)
{
  assert_refused ("", RT_SELECTION_ERROR_EMPTY);
  assert_refused (",", RT_SELECTION_ERROR_INVALID_TYPE);
  assert_refused ("a,", RT_SELECTION_ERROR_INVALID_TYPE);
  assert_refused (",a", RT_SELECTION_ERROR_INVALID_TYPE);
  assert_refused ("a,,b", RT_SELECTION_ERROR_INVALID_TYPE);
  assert_refused ("a, b", RT_SELECTION_ERROR_INVALID_TYPE);
  assert_refused ("\xff\xfe", RT_SELECTION_ERROR_INVALID_TYPE);
}

static void
test_is_bounded (void)
{
  g_autoptr (GString) text = g_string_new ("t0");
  g_autoptr (RtSelection) largest = NULL;

  for (guint i = 1; i < RT_SELECTION_MAX_TYPES; i++)
    g_string_append_printf (text, ",t%u", i);
  g_string_append (text, ",t0,t1");
  largest = rt_selection_new (text->str, NULL);
  g_assert_nonnull (largest);
  g_assert_cmpuint (g_strv_length ((char **) rt_selection_get_types (largest)), ==, RT_SELECTION_MAX_TYPES);

  g_string_append (text, ",one-more");
  assert_refused (text->str, RT_SELECTION_ERROR_TOO_MANY);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/selection/type-names", test_type_names);
  g_test_add_func ("/selection/contains-what-was-asked-for", test_contains_what_was_asked_for);
  g_test_add_func ("/selection/names-each-type-once", test_names_each_type_once);
  g_test_add_func ("/selection/refuses-what-are-no-types", test_refuses_what_are_no_types);
  g_test_add_func ("/selection/is-bounded", test_is_bounded);

  return g_test_run ();
}
