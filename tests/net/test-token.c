/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-token.h"

static void
test_new (void)
{
  g_autofree char *one = rt_token_new ();
  g_autofree char *other = rt_token_new ();

  g_assert_cmpuint (strlen (one), ==, 32);
  g_assert_true (rt_token_is_good (one));
  g_assert_cmpstr (one, !=, other);
}

static void
test_good (void)
{
  g_autofree char *longest = g_strnfill (RT_TOKEN_MAX_LENGTH, 'x');
  g_autofree char *too_long = g_strnfill (RT_TOKEN_MAX_LENGTH + 1, 'x');

  g_assert_true (rt_token_is_good ("Aa0-._~+/=Aa0-._"));
  g_assert_true (rt_token_is_good (longest));
  g_assert_false (rt_token_is_good (too_long));
  g_assert_false (rt_token_is_good ("fifteen-letters"));
  g_assert_false (rt_token_is_good ("sixteen letters!"));
  g_assert_false (rt_token_is_good (""));
  g_assert_false (rt_token_is_good (NULL));
}

static void
test_equal (void)
{
  g_assert_true (rt_token_equal ("abc", "abc"));
  g_assert_false (rt_token_equal ("abc", "abd"));
  g_assert_false (rt_token_equal ("abc", "bbc"));
  g_assert_false (rt_token_equal ("abc", "ab"));
  g_assert_false (rt_token_equal ("abc", "abcabc"));
  g_assert_false (rt_token_equal ("abc", ""));
  g_assert_false (rt_token_equal ("", ""));
  g_assert_false (rt_token_equal ("", "a"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/token/a-new-one-is-like-no-other", test_new);
  g_test_add_func ("/token/is-long-enough-and-can-be-sent-in-a-field", test_good);
  g_test_add_func ("/token/equals-itself-alone", test_equal);

  return g_test_run ();
}
