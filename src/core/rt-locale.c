/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-locale.h"

#include <glib/gi18n.h>
#include <locale.h>

/* Where translations are, seen from the folder of a program that is not installed. */
#define BUILT "../po"

static char *
dup_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *built = folder != NULL ? g_build_filename (folder, BUILT, NULL) : NULL;

  return built != NULL && g_file_test (built, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&built)
                                                                  : g_strdup (LOCALEDIR);
}

/**
 * rt_locale_init:
 *
 * Sets the locale from the environment and finds the translations: where they are
 * installed, or beside a program that was built and not installed.
 */
void
rt_locale_init (void)
{
  g_autofree char *folder = dup_folder ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
