/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/desk.h"
#include "support/rt-test-rabbitmq.h"

/* What a stream of RabbitMQ has that other logs have not: an end that nobody tells, and chunks. And
 * how queues, which share a broker with them, are told of what is done. */

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

static void
publish_old (RtBus             *bus,
             const RtBusTarget *target,
             guint64            number)
{
  g_autoptr (RtBusMessage) message = desk_message (number);

  message->time_us -= 3600 * (gint64) G_USEC_PER_SEC;
  desk_publish_safely (bus, target, message);
}

static gboolean
is_active (gpointer subscription)
{
  return rt_bus_subscription_is_active (subscription);
}

static gboolean
is_inactive (gpointer subscription)
{
  return !rt_bus_subscription_is_active (subscription);
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

static void
test_old (void)
{
  RtBus *bus;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = open_bus ();
  desk_declare (bus, target);
  desk_publish (bus, target, 1, 5);
  consumer = read_from (bus, target, RT_BUS_FROM_END);
  for (guint64 number = 6; number <= 8; number++)
    publish_old (bus, target, number);
  consumer_wait (consumer, 3);

  consumer_assert (consumer, 6, 8);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* Whether anything had come to it or not; of what is published while it is away. */
static void
test_end_is_kept (gconstpointer user_data)
{
  guint n_before = GPOINTER_TO_UINT (user_data);
  RtBus *reading;
  RtBus *writing;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  if (!rt_test_rabbitmq_start ())
    return;

  reading = open_bus ();
  writing = open_bus ();
  desk_declare (writing, target);
  if (n_before > 0)
    desk_publish (writing, target, 1, n_before);
  consumer = read_from (reading, target, RT_BUS_FROM_END);
  rt_bus_close (reading);
  publish_old (writing, target, n_before + 1);
  publish_old (writing, target, n_before + 2);
  rt_bus_connect (reading);
  consumer_wait (consumer, 2);

  consumer_assert (consumer, n_before + 1, n_before + 2);
  g_assert_false (consumer_get (consumer, 0)->anew);
  consumer_free (consumer);
  desk_remove (writing, target);
  desk_close (writing);
  desk_close (reading);
}

static void
assert_anew (Consumer *consumer)
{
  consumer_wait (consumer, 8);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (consumer_get (consumer, 5 + i)->message->number, ==, 101 + i);
      g_assert_cmpint (consumer_get (consumer, 5 + i)->offset, ==, i);
      g_assert_true (consumer_get (consumer, 5 + i)->anew == (i == 0));
    }
}

static void
test_anew (void)
{
  RtBus *bus;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = open_bus ();
  desk_declare (bus, target);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING);
  desk_publish (bus, target, 1, 5);
  consumer_wait (consumer, 5);
  desk_remove (bus, target);
  rt_test_wait_for (is_inactive, consumer->subscription, "the end of the subscription");
  desk_declare (bus, target);
  rt_test_wait_for (is_active, consumer->subscription, "the subscription, again");
  desk_publish (bus, target, 101, 103);

  assert_anew (consumer);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_anew_while_away (gconstpointer user_data)
{
  gboolean is_empty = GPOINTER_TO_INT (user_data);
  RtBus *reading;
  RtBus *writing;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  if (!rt_test_rabbitmq_start ())
    return;

  reading = open_bus ();
  writing = open_bus ();
  desk_declare (writing, target);
  consumer = read_from (reading, target, RT_BUS_FROM_BEGINNING);
  desk_publish (writing, target, 1, 5);
  consumer_wait (consumer, 5);
  rt_bus_close (reading);
  desk_remove (writing, target);
  desk_declare (writing, target);
  if (!is_empty)
    desk_publish (writing, target, 101, 103);
  rt_bus_connect (reading);
  rt_test_wait_for (is_active, consumer->subscription, "the subscription, again");
  if (is_empty)
    desk_publish (writing, target, 101, 103);

  assert_anew (consumer);
  consumer_free (consumer);
  desk_remove (writing, target);
  desk_close (writing);
  desk_close (reading);
}

static void
assert_other_kind (RtBus             *bus,
                   const RtBusTarget *target)
{
  g_autoptr (RtBusTarget) other = rt_bus_target_new (target->kind == RT_BUS_LOG ? RT_BUS_QUEUE : RT_BUS_LOG, target->name);
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) partitions = NULL;
  g_autoptr (GError) error = NULL;

  rt_bus_measure_async (bus, other, NULL, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the answer");
  partitions = rt_bus_measure_finish (bus, result, &error);
  g_assert_null (partitions);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH);
}

/* However it was declared. What is in a queue stays as if nobody had looked. */
static void
test_kinds (void)
{
  RtBus *bus;
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = open_bus ();
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (RtBusTarget) target = desk_target (i < 3 ? RT_BUS_LOG : RT_BUS_QUEUE);
      Consumer *consumer;

      target->retention_ms = i == 1 ? 60000 : -1;
      target->retention_bytes = i == 2 ? 1000000 : -1;
      target->ttl_ms = i == 4 ? 600000 : -1;
      target->durable = i != 5;
      desk_declare (bus, target);
      desk_publish (bus, target, 1, 1);
      assert_other_kind (bus, target);
      measure (bus, target);
      how.from = i < 3 ? RT_BUS_FROM_BEGINNING : RT_BUS_FROM_END;
      consumer = consumer_new (bus, target, &how, FALSE);
      consumer_wait (consumer, 1);
      g_assert_false (consumer_get (consumer, 0)->redelivered);
      consumer_free (consumer);
      desk_remove (bus, target);
    }
  desk_close (bus);
}

static gboolean
is_done (gpointer user_data)
{
  Consumer *consumer = user_data;
  RtBusPartition left = measure (rt_bus_subscription_get_bus (consumer->subscription),
                                 rt_bus_subscription_get_target (consumer->subscription));

  return left.ready == 0 && left.unacknowledged == 0;
}

/* Each by itself would be a frame of 21 bytes. */
static void
test_told_together (void)
{
  const guint n_messages = 500;
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  Consumer *consumer;
  guint64 before;
  RtBus *bus;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = open_bus ();
  how.prefetch = n_messages;
  desk_declare (bus, target);
  consumer = consumer_new (bus, target, &how, TRUE);
  desk_publish (bus, target, 1, n_messages);
  consumer_wait (consumer, n_messages);
  before = rt_bus_get_traffic (bus)->wire.bytes_out;
  for (guint i = 0; i < n_messages; i++)
    consumer_acknowledge (consumer, i);
  measure (bus, target);

  g_assert_cmpuint (rt_bus_get_traffic (bus)->wire.bytes_out - before, <, n_messages * 21);
  rt_test_wait_for (is_done, consumer, "the broker to know");
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* The odd ones, one that goes back, and then the others: none of them is done twice or not at all. */
static void
test_told_in_any_order (void)
{
  const guint n_messages = 20;
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  Consumer *consumer;
  RtBus *bus;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = open_bus ();
  desk_declare (bus, target);
  consumer = consumer_new (bus, target, &how, TRUE);
  desk_publish (bus, target, 1, n_messages);
  consumer_wait (consumer, n_messages);
  for (guint i = 1; i < n_messages; i += 2)
    consumer_acknowledge (consumer, i);
  g_assert_true (rt_bus_subscription_reject (consumer->subscription, consumer_get (consumer, 4), TRUE, NULL));
  for (guint i = 0; i < n_messages; i += 2)
    if (i != 4)
      consumer_acknowledge (consumer, i);
  consumer_wait (consumer, n_messages + 1);
  g_assert_cmpuint (consumer_get (consumer, n_messages)->message->number, ==, 5);
  consumer_acknowledge (consumer, n_messages);
  rt_test_wait_for (is_done, consumer, "the broker to know");

  g_assert_true (rt_bus_subscription_is_active (consumer->subscription));
  g_assert_cmpuint (consumer->deliveries->len, ==, n_messages + 1);
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
  g_test_add_func ("/rabbitmq/logs/are-told-from-queues", test_kinds);
  g_test_add_func ("/rabbitmq/logs/end-with-a-message-whatever-the-broker-notes", test_measure_segments);
  g_test_add_func ("/rabbitmq/logs/give-what-comes-however-old-it-says-it-is", test_old);
  g_test_add_data_func ("/rabbitmq/logs/remember-the-end-they-are-read-from", GUINT_TO_POINTER (5), test_end_is_kept);
  g_test_add_data_func ("/rabbitmq/logs/remember-the-end-of-an-empty-one", GUINT_TO_POINTER (0), test_end_is_kept);
  g_test_add_func ("/rabbitmq/logs/that-are-made-anew-are-read-from-their-beginning", test_anew);
  g_test_add_data_func ("/rabbitmq/logs/that-are-made-anew-while-one-is-away-are-told", GINT_TO_POINTER (FALSE),
                        test_anew_while_away);
  g_test_add_data_func ("/rabbitmq/logs/that-are-made-anew-and-empty-are-told", GINT_TO_POINTER (TRUE),
                        test_anew_while_away);
  g_test_add_func ("/rabbitmq/queues/are-told-together-what-is-done", test_told_together);
  g_test_add_func ("/rabbitmq/queues/are-told-in-any-order-what-is-done", test_told_in_any_order);

  status = g_test_run ();
  rt_test_rabbitmq_stop ();

  return status;
}
