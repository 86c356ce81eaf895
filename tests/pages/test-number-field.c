/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-number-field.h"

#define BEFORE 42.0

static double
parse (const char *text,
       guint       digits)
{
  double number = BEFORE;

  g_assert_true (rt_number_field_parse (text, digits, &number));
  return number;
}

static void
test_numbers (void)
{
  g_assert_cmpfloat (parse ("5", 0), ==, 5);
  g_assert_cmpfloat (parse (" 5 ", 0), ==, 5);
  g_assert_cmpfloat (parse ("-1", 0), ==, -1);
  g_assert_cmpfloat (parse ("+7", 0), ==, 7);
  g_assert_cmpfloat (parse ("0.5", 2), ==, 0.5);
  g_assert_cmpfloat (parse (".5", 2), ==, 0.5);
  g_assert_cmpfloat (parse ("2.", 2), ==, 2);
}

static void
test_comma (void)
{
  g_assert_cmpfloat (parse ("0,5", 2), ==, 0.5);
  g_assert_cmpfloat (parse (",25", 2), ==, 0.25);
}

static void
test_rounded (void)
{
  g_assert_cmpfloat (parse ("0.257", 2), ==, 0.26);
  g_assert_cmpfloat (parse ("-0.257", 2), ==, -0.26);
}

static void
test_nonsense (void)
{
  static const char *texts[] = {
    "", " ", "abc", "5a", "a5", "1 2", "-", ".", ",", "1.2.3", "1,2.3", "--1", "0x10", "1e3",
    "nan", "inf", "123456789012345678901234567890123",
  };
  double number = BEFORE;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_false (rt_number_field_parse (texts[i], 2, &number));
      g_assert_cmpfloat (number, ==, BEFORE);
    }
}

static void
test_whole (void)
{
  double number = BEFORE;

  g_assert_false (rt_number_field_parse ("1.5", 0, &number));
  /* A thousand, to some: better nothing than one. */
  g_assert_false (rt_number_field_parse ("1,000", 0, &number));
  g_assert_false (rt_number_field_parse ("1.000", 0, &number));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/number-field/what-is-a-number", test_numbers);
  g_test_add_func ("/number-field/a-comma-is-a-point", test_comma);
  g_test_add_func ("/number-field/digits-beyond-are-rounded-off", test_rounded);
  g_test_add_func ("/number-field/what-is-none", test_nonsense);
  g_test_add_func ("/number-field/whole-numbers-have-no-point-nor-comma", test_whole);

  return g_test_run ();
}
