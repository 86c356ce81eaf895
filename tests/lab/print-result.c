/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-result-file.h"
#include "tests/lab/result-fixture.h"

/* Prints the example, for whoever looks at files from outside; a plan alone with an argument. */
int
main (int    argc,
      char **argv)
{
  g_autoptr (RtPlan) plan = plan_new_of ("websocket", NULL);
  g_autoptr (RtResult) result = argc > 1 ? rt_result_new (plan) : result_new_example ();
  g_autoptr (GBytes) bytes = rt_result_to_bytes (result);

  g_print ("%.*s", (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL));
  return 0;
}
