/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <locale.h>

#include "lab/rt-report.h"
#include "lab/rt-result-file.h"

static void
keep_result (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Prints the report of a saved result, in Markdown. */
int
main (int    argc,
      char **argv)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (argc > 1 ? argv[1] : "");
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (RtResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *report = NULL;

  setlocale (LC_ALL, "");
  rt_result_load_async (file, NULL, keep_result, &kept);
  while (kept == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = rt_result_load_finish (kept, &error);
  if (result == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  report = rt_report_markdown (result, NULL);
  g_print ("%s", report);
  return 0;
}
