/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/rt-options.h"
#include "lab/rt-engine.h"

static void
fixture_set_up (RtOptions     *options,
                gconstpointer  unused)
{
  rt_options_init (options);
}

static void
fixture_tear_down (RtOptions     *options,
                   gconstpointer  unused)
{
  rt_options_clear (options);
}

static void
assert_refused (RtOptions  *options,
                const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_options_check (options, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_nothing_said (RtOptions     *options,
                   gconstpointer  unused)
{
  g_assert_true (rt_options_check (options, NULL));
  g_assert_false (rt_options_is_given (options));

  g_assert_cmpint (rt_options_get_port (options, NULL, RT_PORT_MAIN), ==, RT_DEFAULT_PORT_MAIN);
  g_assert_cmpfloat (rt_options_get_speed (options, NULL), ==, 1);
}

static void
test_speed (RtOptions     *options,
            gconstpointer  unused)
{
  const char *const refused[] = { "0", "-1", "nan", "inf", "1e9", "fast", "2x", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_free (options->speed_text);
      options->speed_text = g_strdup (refused[i]);
      assert_refused (options, "--speed");
    }
  g_free (options->speed_text);
  options->speed_text = g_strdup ("2.5");
  g_assert_true (rt_options_check (options, NULL));
  g_assert_true (rt_options_is_given (options));
  g_assert_cmpfloat (options->speed, ==, 2.5);
}

static void
test_one_port_for_two (RtOptions     *options,
                       gconstpointer  unused)
{
  options->ports[RT_PORT_MAIN] = 0;
  options->ports[RT_PORT_CHAT] = 0;
  g_assert_true (rt_options_check (options, NULL));

  options->ports[RT_PORT_CHAT] = 4321;
  options->ports[RT_PORT_STREAM] = 4321;
  assert_refused (options, "--chat-port and --stream-port are both 4321");
}

static void
test_no_file (RtOptions     *options,
              gconstpointer  unused)
{
  char *files[] = { (char *) g_test_get_dir (G_TEST_BUILT), (char *) "foo", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_options_check_files (NULL, NULL));
  g_assert_false (rt_options_check_files (files, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, "“foo”"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/options/" path, RtOptions, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("nothing-said-is-the-default", test_nothing_said);
  ADD ("speed-is-a-number-within-its-limits", test_speed);
  ADD ("two-roles-have-two-ports", test_one_port_for_two);
  ADD ("what-is-neither-option-nor-file-is-refused", test_no_file);

  return g_test_run ();
}
