/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every event of a channel, through every pattern, over connections that are cut at any
 * byte: what each client hands out is looked at one by one. */

#include "config.h"

#include "soak.h"

static void
test_resuming (void)
{
  Soak soak;

  soak_init (&soak, TRUE);
  soak_run (&soak);
  soak_clear (&soak);
}

static void
test_resuming_over_restarts (void)
{
  Soak soak;

  soak_init (&soak, TRUE);
  soak_restart_server (&soak);
  soak_run (&soak);
  soak_clear (&soak);
}

static void
test_forgetting (void)
{
  Soak soak;

  soak_init (&soak, TRUE);
  soak_forget (&soak);
  soak_run (&soak);
  soak_clear (&soak);
}

static void
test_not_resuming (void)
{
  Soak soak;

  soak_init (&soak, FALSE);
  soak_run (&soak);
  soak_clear (&soak);
}

static void
test_not_resuming_over_restarts (void)
{
  Soak soak;

  soak_init (&soak, FALSE);
  soak_restart_server (&soak);
  soak_run (&soak);
  soak_clear (&soak);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/soak/resuming/each-event-exactly-once", test_resuming);
  g_test_add_func ("/soak/resuming/each-event-exactly-once-while-the-server-restarts", test_resuming_over_restarts);
  g_test_add_func ("/soak/resuming/what-is-forgotten-is-told", test_forgetting);
  g_test_add_func ("/soak/not-resuming/delivered-and-lost-are-all", test_not_resuming);
  g_test_add_func ("/soak/not-resuming/delivered-and-lost-are-all-while-the-server-restarts",
                   test_not_resuming_over_restarts);

  return g_test_run ();
}
