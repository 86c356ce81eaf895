/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/desk.h"
#include "support/rt-test-rabbitmq.h"

/* What a stream of RabbitMQ has that other logs have not: an end that nobody tells, and chunks. */

static RtBus *
open_bus (void)
{
  g_autofree char *uri = g_strdup_printf ("amqp://127.0.0.1:%u", rt_test_rabbitmq_port ());

  return desk_open (uri);
}

static Consumer *
read_from (RtBus             *bus,
           const RtBusTarget *target,
           gint64             from)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;

  how.from = from;

  return consumer_new (bus, target, &how, FALSE);
}

static RtBusPartition
measure (RtBus             *bus,
         const RtBusTarget *target)
{
  g_autoptr (GArray) measured = desk_measure (bus, target, NULL);

  return g_array_index (measured, RtBusPartition, 0);
}

static void
test_measure (void)
{
  RtBus *bus;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);

  if (!rt_test_rabbitmq_start ())
    return;

  bus = open_bus ();
  desk_declare (bus, target);
  g_assert_cmpint (measure (bus, target).next, ==, 0);
  for (guint64 number = 1; number <= 20; number++)
    {
      desk_publish (bus, target, number, number);
      g_assert_cmpint (measure (bus, target).first, ==, 0);
      g_assert_cmpint (measure (bus, target).next, ==, (gint64) number);
    }

  desk_remove (bus, target);
  desk_close (bus);
}

/* The broker notes things in each new segment, under offsets that no message has. */
static void
test_measure_segments (void)
{
  RtBus *bus;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  guint64 number = 0;
  Consumer *consumer;
  gint64 offset;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = open_bus ();
  target->retention_bytes = 256 * 1024;
  desk_declare (bus, target);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING);
  do
    {
      desk_publish (bus, target, number + 1, number + 100);
      number += 100;
      consumer_wait (consumer, (guint) number);
      offset = consumer_get (consumer, (guint) number - 1)->offset;
      g_assert_cmpint (measure (bus, target).next, ==, offset + 1);
    }
  while (offset + 1 == (gint64) number || measure (bus, target).first == 0);

  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rabbitmq/logs/are-measured-to-the-message", test_measure);
  g_test_add_func ("/rabbitmq/logs/end-with-a-message-whatever-the-broker-notes", test_measure_segments);

  status = g_test_run ();
  rt_test_rabbitmq_stop ();

  return status;
}
