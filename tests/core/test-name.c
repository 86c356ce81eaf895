/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-name.h"

#define LONGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define EIGHT_UMLAUTS "üüüüüüüü"
#define LONGEST_UMLAUTS EIGHT_UMLAUTS EIGHT_UMLAUTS EIGHT_UMLAUTS EIGHT_UMLAUTS \
                        EIGHT_UMLAUTS EIGHT_UMLAUTS EIGHT_UMLAUTS EIGHT_UMLAUTS

static void
test_accepted (void)
{
  static const struct {
    const char *text;
    const char *name;
  } cases[] = {
    { "Ada", "Ada" },
    { "  Ada Lovelace\t", "Ada Lovelace" },
    { "\xe2\x80\x83Ünal\xc2\xa0", "Ünal" },
    { "李雷", "李雷" },
    { "👩‍🔬", "👩‍🔬" },
    { LONGEST, LONGEST },
    { LONGEST_UMLAUTS, LONGEST_UMLAUTS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = rt_name_check (cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    int         code;
  } cases[] = {
    { LONGEST "0", RT_NAME_ERROR_TOO_LONG },
    { "", RT_NAME_ERROR_EMPTY },
    { " \n ", RT_NAME_ERROR_EMPTY },
    { "\xc2\xa0", RT_NAME_ERROR_EMPTY },
    { "A\nda", RT_NAME_ERROR_CONTROL },
    { "A\x7f" "da", RT_NAME_ERROR_CONTROL },
    { "A\xc2\x85" "da", RT_NAME_ERROR_CONTROL },
    { "A\033[2Jda", RT_NAME_ERROR_CONTROL },
    { "A\xe2\x80\xae" "da", RT_NAME_ERROR_CONTROL },
    { "A\xe2\x80\xa8" "da", RT_NAME_ERROR_CONTROL },
    { "A\xff", RT_NAME_ERROR_ENCODING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rt_name_check (cases[i].text, &error));
      g_assert_error (error, RT_NAME_ERROR, cases[i].code);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/name/is-what-stands-between-blank-space", test_accepted);
  g_test_add_func ("/name/of-64-characters-that-can-be-seen-at-most", test_refused);

  return g_test_run ();
}
