/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/conformance.h"
#include "support/rt-test-rabbitmq.h"

static char *
get_uri (void)
{
  return g_strdup_printf ("amqp://127.0.0.1:%u", rt_test_rabbitmq_port ());
}

static void
interrupt (void)
{
  rt_test_rabbitmq_do ("disconnect");
}

static const ConformanceEngine rabbitmq = {
  .name = "rabbitmq",
  .abilities = RT_BUS_CAN_QUEUE | RT_BUS_CAN_LOG | RT_BUS_CAN_PRIORITY | RT_BUS_CAN_TTL | RT_BUS_CAN_DEAD_LETTER |
               RT_BUS_CAN_SEEK | RT_BUS_CAN_SEEK_TIME | RT_BUS_CAN_RETENTION,
  .set_up = rt_test_rabbitmq_start,
  .tear_down = rt_test_rabbitmq_stop,
  .get_uri = get_uri,
  .ages_from_arrival = TRUE,
  .interrupt = interrupt,
};

int
main (int    argc,
      char **argv)
{
  return conformance_run (&argc, &argv, &rabbitmq);
}
