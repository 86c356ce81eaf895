/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "bus/conformance.h"

static void
test_order (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 500);
  consumer = consumer_new (bus, target, NULL, FALSE);
  consumer_wait (consumer, 500);
  desk_publish (bus, target, 501, 1000);
  consumer_wait (consumer, 1000);

  consumer_assert (consumer, 1, 1000);
  g_assert_false (consumer_get (consumer, 999)->redelivered);
  g_assert_cmpint (consumer_get (consumer, 0)->partition, ==, -1);
  g_assert_cmpuint (rt_bus_get_tally (bus)->confirmed, ==, 1000);
  g_assert_cmpuint (rt_bus_get_tally (bus)->acknowledged, ==, 1000);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* What a message has comes with it. */
static void
test_properties (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusMessage) message = desk_message (7);
  const RtBusMessage *got;
  Consumer *consumer;

  message->type = g_strdup ("job");
  desk_declare (bus, target);
  desk_publish_safely (bus, target, message);
  consumer = consumer_new (bus, target, NULL, FALSE);
  consumer_wait (consumer, 1);

  got = consumer_get (consumer, 0)->message;
  g_assert_true (g_bytes_equal (got->body, message->body));
  g_assert_cmpstr (got->id, ==, "id-7");
  g_assert_cmpstr (got->type, ==, "job");
  g_assert_cmpstr (got->content_type, ==, "application/json");
  g_assert_cmpuint (got->number, ==, 7);
  g_assert_cmpint (got->time_us, ==, message->time_us);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* A consumer that goes gives back what it has, marked. */
static void
test_redelivery (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  Consumer *first;
  Consumer *second;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 5);
  first = consumer_new (bus, target, NULL, TRUE);
  consumer_wait (first, 5);
  consumer_acknowledge (first, 1);
  g_assert_cmpuint (rt_bus_subscription_get_n_unacknowledged (first->subscription), ==, 4);
  consumer_free (first);
  second = consumer_new (bus, target, NULL, FALSE);
  consumer_wait (second, 4);

  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (consumer_get (second, i)->message->number, ==, i == 0 ? 1 : i + 2);
      g_assert_true (consumer_get (second, i)->redelivered);
    }
  consumer_free (second);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_requeue (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (GError) error = NULL;
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 2);
  consumer = consumer_new (bus, target, NULL, TRUE);
  consumer_wait (consumer, 2);
  rt_bus_subscription_reject (consumer->subscription, consumer_get (consumer, 0), TRUE, &error);
  g_assert_no_error (error);
  consumer_wait (consumer, 3);

  g_assert_cmpuint (consumer_get (consumer, 2)->message->number, ==, 1);
  g_assert_true (consumer_get (consumer, 2)->redelivered);
  g_assert_false (rt_bus_subscription_acknowledge (consumer->subscription, consumer_get (consumer, 0)));
  consumer_acknowledge (consumer, 2);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_prefetch (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (GArray) measured = NULL;
  Consumer *consumer;

  how.prefetch = 3;
  desk_declare (bus, target);
  desk_publish (bus, target, 1, 10);
  consumer = consumer_new (bus, target, &how, TRUE);
  consumer_wait (consumer, 3);
  /* A round to the broker: a fourth would have come. */
  measured = desk_measure (bus, target, NULL);
  rt_test_drain ();

  consumer_assert (consumer, 1, 3);
  g_assert_cmpint (g_array_index (measured, RtBusPartition, 0).ready, ==, 7);
  consumer_acknowledge (consumer, 0);
  consumer_wait (consumer, 4);
  g_assert_cmpuint (rt_bus_subscription_get_n_unacknowledged (consumer->subscription), ==, 3);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_shared (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  Consumer *consumers[2];

  how.prefetch = 10;
  desk_declare (bus, target);
  for (guint i = 0; i < 2; i++)
    consumers[i] = consumer_new (bus, target, &how, TRUE);
  desk_publish (bus, target, 1, 20);
  for (guint i = 0; i < 2; i++)
    consumer_wait (consumers[i], 10);

  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (consumers[i]->deliveries->len, ==, 10);
  for (guint i = 0; i < 2; i++)
    consumer_free (consumers[i]);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_automatic (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  Consumer *consumer;

  how.automatic = TRUE;
  desk_declare (bus, target);
  desk_publish (bus, target, 1, 300);
  consumer = consumer_new (bus, target, &how, FALSE);
  consumer_wait (consumer, 300);

  consumer_assert (consumer, 1, 300);
  g_assert_cmpuint (rt_bus_subscription_get_n_unacknowledged (consumer->subscription), ==, 0);
  g_assert_false (rt_bus_subscription_acknowledge (consumer->subscription, consumer_get (consumer, 0)));
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_returned (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusMessage) message = desk_message (1);
  g_autoptr (GError) error = desk_publish_one (bus, target, message, NULL, NULL);

  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_RETURNED);
  g_assert_cmpuint (rt_bus_get_tally (bus)->failed, ==, 1);
  desk_close (bus);
}

static void
test_mismatch (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (GError) error = NULL;

  desk_declare (bus, target);
  desk_declare (bus, target);
  target->durable = FALSE;
  error = desk_try_to_declare (bus, target);

  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH);
  /* And it goes on. */
  target->durable = TRUE;
  desk_publish (bus, target, 1, 1);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
on_refused (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  rt_bus_close (RT_BUS (source));
  rt_test_keep_result (source, result, user_data);
}

/* Whoever hears of a refusal may close the bus there and then. */
static void
test_closed_when_refused (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  RtBus *refused = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_declare (bus, target);
  target->durable = FALSE;
  rt_bus_declare_async (refused, target, NULL, on_refused, &kept);
  result = rt_test_wait_result (&kept, "a declaration");

  g_assert_false (rt_bus_declare_finish (refused, result, &error));
  g_clear_object (&result);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH);
  desk_close (refused);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_exchange (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) red = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusTarget) blue = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusMessage) message = desk_message (1);
  g_autoptr (GError) error = NULL;
  Consumer *consumer;

  red->exchange = g_strconcat (red->name, "-exchange", NULL);
  blue->exchange = g_strdup (red->exchange);
  red->routing_key = g_strdup ("red");
  blue->routing_key = g_strdup ("blue");
  desk_declare (bus, red);
  desk_declare (bus, blue);
  message->key = g_strdup ("blue");
  desk_publish_safely (bus, red, message);
  desk_publish (bus, blue, 2, 2);
  consumer = consumer_new (bus, blue, NULL, FALSE);
  consumer_wait (consumer, 2);

  consumer_assert (consumer, 1, 2);
  g_free (message->key);
  message->key = g_strdup ("green");
  error = desk_publish_one (bus, red, message, NULL, NULL);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_RETURNED);
  consumer_free (consumer);
  desk_remove (bus, red);
  desk_remove (bus, blue);
  desk_close (bus);
}

static void
test_priorities (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  static const guint expected[] = { 3, 6, 2, 5, 1, 4 };
  Consumer *consumer;

  target->max_priority = 9;
  desk_declare (bus, target);
  for (guint i = 1; i <= 6; i++)
    {
      g_autoptr (RtBusMessage) message = desk_message (i);

      message->priority = ((i - 1) % 3) * 4;
      desk_publish_safely (bus, target, message);
    }
  consumer = consumer_new (bus, target, NULL, FALSE);
  consumer_wait (consumer, 6);

  for (guint i = 0; i < 6; i++)
    g_assert_cmpuint (consumer_get (consumer, i)->message->number, ==, expected[i]);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* It would be forgotten in silence otherwise. */
static void
test_plain (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusMessage) message = desk_message (2);
  g_autoptr (GError) error = NULL;

  message->priority = 5;
  desk_declare (bus, target);
  g_assert_false (rt_bus_publish (bus, target, message, NULL, NULL, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, target->name));
  g_assert_nonnull (strstr (error->message, "max-priority"));
  desk_publish (bus, target, 1, 1);

  desk_remove (bus, target);
  target->max_priority = 9;
  desk_declare (bus, target);
  desk_publish_safely (bus, target, message);
  g_assert_cmpuint (rt_bus_get_tally (bus)->confirmed, ==, 2);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_dead_letters (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusTarget) letters = desk_target (RT_BUS_QUEUE);
  g_autoptr (GError) error = NULL;
  Consumer *consumer;
  Consumer *reader;

  target->dead_letter = g_strdup (letters->name);
  desk_declare (bus, letters);
  desk_declare (bus, target);
  consumer = consumer_new (bus, target, NULL, TRUE);
  reader = consumer_new (bus, letters, NULL, FALSE);
  desk_publish (bus, target, 1, 2);
  consumer_wait (consumer, 2);
  rt_bus_subscription_reject (consumer->subscription, consumer_get (consumer, 1), FALSE, &error);
  g_assert_no_error (error);
  consumer_wait (reader, 1);

  consumer_assert (reader, 2, 2);
  g_assert_cmpuint (rt_bus_get_tally (bus)->rejected, ==, 1);
  consumer_free (reader);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_remove (bus, letters);
  desk_close (bus);
}

static gboolean
is_empty (gpointer user_data)
{
  gpointer *at = user_data;
  g_autoptr (GArray) measured = desk_measure (at[0], at[1], NULL);

  return g_array_index (measured, RtBusPartition, 0).ready == 0;
}

static void
test_expiry (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusMessage) message = desk_message (1);
  gpointer at[] = { bus, target };
  Consumer *consumer;

  message->ttl_ms = 50;
  desk_declare (bus, target);
  desk_publish_safely (bus, target, message);
  rt_test_wait_for (is_empty, at, "a message that expires");
  desk_publish (bus, target, 2, 2);
  consumer = consumer_new (bus, target, NULL, FALSE);
  consumer_wait (consumer, 1);

  consumer_assert (consumer, 2, 2);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_expired_letters (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusTarget) letters = desk_target (RT_BUS_QUEUE);
  Consumer *reader;

  target->ttl_ms = 50;
  target->dead_letter = g_strdup (letters->name);
  desk_declare (bus, letters);
  desk_declare (bus, target);
  reader = consumer_new (bus, letters, NULL, FALSE);
  desk_publish (bus, target, 1, 3);
  consumer_wait (reader, 3);

  consumer_assert (reader, 1, 3);
  consumer_free (reader);
  desk_remove (bus, target);
  desk_remove (bus, letters);
  desk_close (bus);
}

/* What is published meanwhile is sent then, and what was not acknowledged comes again. */
static void
test_reconnect (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  Consumer *consumer;

  desk_declare (bus, target);
  consumer = consumer_new (bus, target, NULL, TRUE);
  desk_publish (bus, target, 1, 3);
  consumer_wait (consumer, 3);
  conformance_interrupt (engine, bus);
  consumer_wait (consumer, 6);

  g_assert_false (rt_bus_subscription_acknowledge (consumer->subscription, consumer_get (consumer, 0)));
  g_assert_true (consumer_get (consumer, 3)->redelivered);
  desk_publish (bus, target, 4, 4);
  consumer_wait (consumer, 7);
  for (guint i = 3; i < 7; i++)
    {
      g_assert_cmpuint (consumer_get (consumer, i)->message->number, ==, i - 2);
      consumer_acknowledge (consumer, i);
    }
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

void
conformance_add_queue (const ConformanceEngine *engine)
{
  const RtBusAbilities queue = RT_BUS_CAN_QUEUE;

  conformance_add (engine, "queue/keeps-the-order", queue, test_order);
  conformance_add (engine, "queue/keeps-what-a-message-has", queue, test_properties);
  conformance_add (engine, "queue/delivers-again-what-a-consumer-that-went-had", queue, test_redelivery);
  conformance_add (engine, "queue/puts-back-what-is-rejected", queue, test_requeue);
  conformance_add (engine, "queue/gives-no-more-than-the-prefetch", queue, test_prefetch);
  conformance_add (engine, "queue/is-shared-in-turn", queue, test_shared);
  conformance_add (engine, "queue/is-acknowledged-automatically", queue, test_automatic);
  conformance_add (engine, "queue/returns-what-no-queue-takes", queue, test_returned);
  conformance_add (engine, "queue/is-not-declared-otherwise", queue, test_mismatch);
  conformance_add (engine, "queue/is-closed-by-whom-it-is-refused", queue, test_closed_when_refused);
  conformance_add (engine, "queue/is-bound-to-an-exchange", queue, test_exchange);
  conformance_add (engine, "queue/goes-on-after-the-connection-was-lost", queue, test_reconnect);
  conformance_add (engine, "queue/prefers-priority", queue | RT_BUS_CAN_PRIORITY, test_priorities);
  conformance_add (engine, "queue/refuses-priorities-where-it-has-none", queue | RT_BUS_CAN_PRIORITY, test_plain);
  conformance_add (engine, "queue/keeps-dead-letters", queue | RT_BUS_CAN_DEAD_LETTER, test_dead_letters);
  conformance_add (engine, "queue/lets-messages-expire", queue | RT_BUS_CAN_TTL, test_expiry);
  conformance_add (engine, "queue/keeps-what-expired-with-the-dead-letters",
                   queue | RT_BUS_CAN_TTL | RT_BUS_CAN_DEAD_LETTER, test_expired_letters);
}
