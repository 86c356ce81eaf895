/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/conformance.h"
#include "bus/kafka-broker.h"

static KafkaBroker *broker;
static ConformanceEngine kafka;

static void
make_topic (const RtBusTarget *target)
{
  kafka_broker_order (broker, "topic %s %u", target->name, MAX (target->n_partitions, 1));
}

static gboolean
set_up (void)
{
  broker = kafka_broker_start ();
  if (!kafka_broker_is_mock (broker))
    return TRUE;

  desk_simulate (make_topic);
  kafka.lacks = RT_BUS_CAN_SEEK_TIME | RT_BUS_CAN_RETENTION;
  kafka.reason = "librdkafka's mock cluster knows no times and no retention: name a real broker in KAFKA_BOOTSTRAP";

  return TRUE;
}

static void
tear_down (void)
{
  kafka_broker_stop (broker);
}

static char *
get_uri (void)
{
  return kafka_broker_dup_uri (broker);
}

static ConformanceEngine kafka = {
  .name = "kafka",
  .abilities = RT_BUS_CAN_LOG | RT_BUS_CAN_PARTITIONS | RT_BUS_CAN_GROUP | RT_BUS_CAN_SEEK | RT_BUS_CAN_SEEK_TIME |
               RT_BUS_CAN_RETENTION,
  .set_up = set_up,
  .tear_down = tear_down,
  .get_uri = get_uri,
};

int
main (int    argc,
      char **argv)
{
  return conformance_run (&argc, &argv, &kafka);
}
