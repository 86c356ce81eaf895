/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target over the files of its corpus, one test each, where there is no
 * libFuzzer, and where there is. */

#include "config.h"

#include "fuzz.h"

static void
test_file (gconstpointer user_data)
{
  g_autofree char *contents = NULL;
  g_autofree guint8 *exact = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (user_data, &contents, &length, &error);
  g_assert_no_error (error);
  exact = g_memdup2 (contents, length);

  g_assert_cmpint (LLVMFuzzerTestOneInput (exact, length), ==, 0);
}

/* What libsoup says of each frame may be no text. */
static void
ignore (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
}

static void
test_no_byte (void)
{
  g_assert_cmpint (LLVMFuzzerTestOneInput ((const guint8 *) "", 0), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, ignore, NULL);
  g_assert_cmpint (argc, ==, 2);
  dir = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);

  g_test_add_func ("/corpus/no-byte", test_no_byte);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strconcat ("/corpus/file/", name, NULL);
      char *file = g_build_filename (argv[1], name, NULL);

      g_ptr_array_add (files, file);
      g_test_add_data_func (path, file, test_file);
    }
  g_assert_cmpuint (files->len, >, 0);

  return g_test_run ();
}
