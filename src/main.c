/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/rt-application.h"
#include "core/rt-locale.h"
#include "core/rt-watchdog.h"
#include "net/rt-types.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr (RtApplication) application = NULL;

  rt_types_init ();
  rt_locale_init ();
  rt_watchdog_init ();

  application = rt_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
