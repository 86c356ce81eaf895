/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/conformance.h"

static char *folder;

static gboolean
set_up (void)
{
  folder = rt_test_make_dir ();

  return TRUE;
}

static void
tear_down (void)
{
  rt_test_remove_dir (folder);
}

static char *
get_uri (void)
{
  return g_strdup_printf ("embedded:conformance?folder=%s", folder);
}

static const ConformanceEngine embedded = {
  .name = "embedded",
  .abilities = RT_BUS_CAN_QUEUE | RT_BUS_CAN_LOG | RT_BUS_CAN_PRIORITY | RT_BUS_CAN_TTL | RT_BUS_CAN_DEAD_LETTER |
               RT_BUS_CAN_PARTITIONS | RT_BUS_CAN_GROUP | RT_BUS_CAN_SEEK | RT_BUS_CAN_SEEK_TIME |
               RT_BUS_CAN_RETENTION,
  .set_up = set_up,
  .tear_down = tear_down,
  .get_uri = get_uri,
};

int
main (int    argc,
      char **argv)
{
  return conformance_run (&argc, &argv, &embedded);
}
