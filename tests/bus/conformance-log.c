/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/conformance.h"

static Consumer *
read_from (RtBus             *bus,
           const RtBusTarget *target,
           gint64             from,
           const char        *group,
           gboolean           keep)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;

  how.from = from;
  how.group = group;

  return consumer_new (bus, target, &how, keep);
}

static void
test_order (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 500);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, FALSE);
  desk_publish (bus, target, 501, 1000);
  consumer_wait (consumer, 1000);

  consumer_assert (consumer, 1, 1000);
  for (guint i = 1; i < 1000; i++)
    g_assert_cmpint (consumer_get (consumer, i)->offset, ==, consumer_get (consumer, i - 1)->offset + 1);
  g_assert_cmpint (consumer_get (consumer, 0)->partition, ==, 0);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* It says where it is kept, where it can tell, and keeps what the message has. */
static void
test_properties (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  g_autoptr (RtBusMessage) message = desk_message (7);
  g_autoptr (GError) error = NULL;
  const RtBusDelivery *got;
  Consumer *consumer;
  int partition;
  gint64 offset;

  message->type = g_strdup ("price");
  message->key = g_strdup ("BTC");
  desk_declare (bus, target);
  desk_publish (bus, target, 1, 1);
  error = desk_publish_one (bus, target, message, &partition, &offset);
  g_assert_no_error (error);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, FALSE);
  consumer_wait (consumer, 2);

  got = consumer_get (consumer, 1);
  if (offset >= 0)
    {
      g_assert_cmpint (got->partition, ==, partition);
      g_assert_cmpint (got->offset, ==, offset);
    }
  g_assert_true (g_bytes_equal (got->message->body, message->body));
  g_assert_cmpstr (got->message->id, ==, "id-7");
  g_assert_cmpstr (got->message->type, ==, "price");
  g_assert_cmpuint (got->message->number, ==, 7);
  g_assert_cmpint (got->message->time_us, ==, message->time_us);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* Reading takes nothing away, and the end is where new ones come. */
static void
test_kept (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *readers[3];

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 10);
  for (guint i = 0; i < 2; i++)
    {
      readers[i] = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, FALSE);
      consumer_wait (readers[i], 10);
    }
  readers[2] = read_from (bus, target, RT_BUS_FROM_END, NULL, FALSE);
  desk_publish (bus, target, 11, 12);
  for (guint i = 0; i < 3; i++)
    consumer_wait (readers[i], i == 2 ? 2 : 12);

  consumer_assert (readers[0], 1, 12);
  consumer_assert (readers[1], 1, 12);
  consumer_assert (readers[2], 11, 12);
  for (guint i = 0; i < 3; i++)
    consumer_free (readers[i]);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_reject (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  g_autoptr (GError) error = NULL;
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 1);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, TRUE);
  consumer_wait (consumer, 1);

  g_assert_false (rt_bus_subscription_reject (consumer->subscription, consumer_get (consumer, 0), TRUE, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED);
  consumer_acknowledge (consumer, 0);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_prefetch (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  Consumer *consumer;

  how.from = RT_BUS_FROM_BEGINNING;
  how.prefetch = 5;
  desk_declare (bus, target);
  desk_publish (bus, target, 1, 20);
  consumer = consumer_new (bus, target, &how, TRUE);
  consumer_wait (consumer, 5);
  g_array_unref (desk_measure (bus, target, NULL));
  rt_test_drain ();

  consumer_assert (consumer, 1, 5);
  for (guint i = 0; i < 15; i++)
    {
      consumer_acknowledge (consumer, i);
      consumer_wait (consumer, i + 6);
    }
  consumer_assert (consumer, 1, 20);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

typedef struct {
  RtBus       *bus;
  RtBusTarget *target;
  gint64       lag;
} LagWait;

static gboolean
has_lag (gpointer user_data)
{
  const LagWait *wait = user_data;

  return desk_get_lag (wait->bus, wait->target, "readers") == wait->lag;
}

static void
wait_for_lag (RtBus       *bus,
              RtBusTarget *target,
              gint64       lag)
{
  LagWait wait = { bus, target, lag };

  rt_test_wait_for (has_lag, &wait, "a lag");
}

/* One group goes on where it was; another knows nothing of it. */
static void
test_group (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 10);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, "readers", TRUE);
  consumer_wait (consumer, 10);
  for (guint i = 0; i < 4; i++)
    consumer_acknowledge (consumer, i);
  wait_for_lag (bus, target, 6);
  consumer_free (consumer);

  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, "readers", FALSE);
  consumer_wait (consumer, 6);
  consumer_assert (consumer, 5, 10);
  consumer_free (consumer);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, "others", FALSE);
  consumer_wait (consumer, 10);
  consumer_assert (consumer, 1, 10);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* What is acknowledged out of order counts once all before it is: nothing is passed over. */
static void
test_gap (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 5);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, "readers", TRUE);
  consumer_wait (consumer, 5);
  consumer_acknowledge (consumer, 0);
  consumer_acknowledge (consumer, 3);
  g_assert_cmpuint (rt_bus_subscription_get_n_unacknowledged (consumer->subscription), ==, 3);
  /* A group that changes just when its member leaves may forget what was not noted yet. */
  wait_for_lag (bus, target, 4);
  consumer_free (consumer);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, "readers", FALSE);
  consumer_wait (consumer, 4);

  consumer_assert (consumer, 2, 5);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_lag (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 10);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, "readers", TRUE);
  consumer_wait (consumer, 10);
  for (guint i = 0; i < 6; i++)
    consumer_acknowledge (consumer, i);

  wait_for_lag (bus, target, 4);
  for (guint i = 6; i < 10; i++)
    consumer_acknowledge (consumer, i);
  wait_for_lag (bus, target, 0);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* A key always comes to the same partition, whose order is kept. */
static void
test_keys (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  int partition_of[5] = { -1, -1, -1, -1, -1 };
  guint64 last_of[5] = { 0 };
  Consumer *consumer;

  target->n_partitions = 3;
  desk_declare (bus, target);
  for (guint i = 1; i <= 50; i++)
    {
      g_autoptr (RtBusMessage) message = desk_message (i);

      message->key = g_strdup_printf ("key-%u", i % 5);
      desk_publish_safely (bus, target, message);
    }
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, FALSE);
  consumer_wait (consumer, 50);

  for (guint i = 0; i < 50; i++)
    {
      const RtBusDelivery *delivery = consumer_get (consumer, i);
      guint key = delivery->message->number % 5;

      g_assert_cmpstr (delivery->message->key, !=, NULL);
      if (partition_of[key] >= 0)
        g_assert_cmpint (delivery->partition, ==, partition_of[key]);
      partition_of[key] = delivery->partition;
      g_assert_cmpuint (delivery->message->number, >, last_of[key]);
      last_of[key] = delivery->message->number;
    }
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

typedef struct {
  Consumer *consumers[2];
  guint     n_first;
  guint     n_second;
} Rebalance;

static gboolean
has_shares (gpointer user_data)
{
  const Rebalance *wait = user_data;
  const GArray *first = wait->consumers[0]->assigned;
  const GArray *second = wait->consumers[1] == NULL ? NULL : wait->consumers[1]->assigned;

  return first != NULL && first->len == wait->n_first &&
         (wait->consumers[1] == NULL || (second != NULL && second->len == wait->n_second));
}

/* Members share the partitions; one that goes leaves its own to the other. */
static void
test_rebalance (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Rebalance wait = { .n_first = 4 };

  target->n_partitions = 4;
  desk_declare (bus, target);
  wait.consumers[0] = read_from (bus, target, RT_BUS_FROM_BEGINNING, "readers", FALSE);
  rt_test_wait_for (has_shares, &wait, "all partitions for one");
  wait.consumers[1] = read_from (bus, target, RT_BUS_FROM_BEGINNING, "readers", FALSE);
  wait.n_first = wait.n_second = 2;
  rt_test_wait_for (has_shares, &wait, "two partitions for each");
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < 2; j++)
      g_assert_cmpint (g_array_index (wait.consumers[0]->assigned, int, i), !=,
                       g_array_index (wait.consumers[1]->assigned, int, j));
  g_clear_pointer (&wait.consumers[1], consumer_free);
  wait.n_first = 4;
  rt_test_wait_for (has_shares, &wait, "all partitions for the one that is left");

  desk_publish (bus, target, 1, 40);
  consumer_wait (wait.consumers[0], 40);
  g_assert_cmpuint (wait.consumers[0]->deliveries->len, ==, 40);
  consumer_free (wait.consumers[0]);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_seek (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  g_autoptr (GError) error = NULL;
  Consumer *consumer;
  gint64 first;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 20);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, FALSE);
  consumer_wait (consumer, 20);
  first = consumer_get (consumer, 0)->offset;
  consumer_forget (consumer);
  error = consumer_seek (consumer, -1, first + 15);
  g_assert_no_error (error);
  consumer_wait (consumer, 5);
  consumer_assert (consumer, 16, 20);

  consumer_forget (consumer);
  error = consumer_seek (consumer, -1, RT_BUS_FROM_BEGINNING);
  g_assert_no_error (error);
  consumer_wait (consumer, 20);
  consumer_assert (consumer, 1, 20);
  consumer_forget (consumer);
  error = consumer_seek (consumer, -1, RT_BUS_FROM_END);
  g_assert_no_error (error);
  desk_publish (bus, target, 21, 21);
  consumer_wait (consumer, 1);
  consumer_assert (consumer, 21, 21);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_seek_from (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 20);
  consumer = read_from (bus, target, 10, NULL, FALSE);
  consumer_wait (consumer, 10);

  consumer_assert (consumer, 11, 20);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* It goes on from the end, whatever offset that is. */
static void
test_seek_beyond (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  g_autoptr (GError) error = NULL;
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 20);
  consumer = read_from (bus, target, 1000, NULL, FALSE);
  desk_publish (bus, target, 21, 22);
  consumer_wait (consumer, 2);
  consumer_assert (consumer, 21, 22);

  consumer_forget (consumer);
  error = consumer_seek (consumer, -1, 1000);
  g_assert_no_error (error);
  desk_publish (bus, target, 23, 24);
  consumer_wait (consumer, 2);
  consumer_assert (consumer, 23, 24);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* What was delivered before a seek is not waiting for acknowledgement any more. */
static void
test_seek_unacknowledged (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  g_autoptr (GError) error = NULL;
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 3);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, TRUE);
  consumer_wait (consumer, 3);
  error = consumer_seek (consumer, -1, RT_BUS_FROM_BEGINNING);
  g_assert_no_error (error);
  consumer_wait (consumer, 6);

  g_assert_false (rt_bus_subscription_acknowledge (consumer->subscription, consumer_get (consumer, 0)));
  consumer_acknowledge (consumer, 3);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_seek_time (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  /* In whole ms: not every engine keeps more of a time to look for. */
  gint64 begin_us = g_get_real_time () / 1000 * 1000 - 100 * G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;
  Consumer *consumer;

  desk_declare (bus, target);
  for (guint i = 1; i <= 20; i++)
    {
      g_autoptr (RtBusMessage) message = desk_message (i);

      message->time_us = begin_us + i * G_USEC_PER_SEC;
      desk_publish_safely (bus, target, message);
    }
  consumer = read_from (bus, target, RT_BUS_FROM_END, NULL, FALSE);
  error = consumer_seek_time (consumer, begin_us + 12 * G_USEC_PER_SEC);
  g_assert_no_error (error);
  consumer_wait (consumer, 9);

  consumer_assert (consumer, 12, 20);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static gboolean
has_shrunk (gpointer user_data)
{
  gpointer *at = user_data;
  g_autoptr (GArray) measured = desk_measure (at[0], at[1], NULL);

  return g_array_index (measured, RtBusPartition, 0).first > 0;
}

/* The tail goes; what is left keeps its offsets, and one that asks for what is gone gets the rest. */
static void
test_retention (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  gpointer at[] = { bus, target };
  g_autoptr (GArray) measured = NULL;
  Consumer *consumer;
  const RtBusDelivery *oldest;
  const RtBusDelivery *newest;

  target->retention_bytes = 20000;
  desk_declare (bus, target);
  /* Some forget as more comes, and take what comes at once for one. */
  for (guint64 number = 1; number < 2000; number += 100)
    desk_publish (bus, target, number, number + 99);
  rt_test_wait_for (has_shrunk, at, "retention");
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, FALSE);
  consumer_wait (consumer, 1);
  oldest = consumer_get (consumer, 0);

  g_assert_cmpint (oldest->offset, >, 0);
  /* A log may use offsets for notes of its own. */
  g_assert_cmpint (oldest->offset, >=, (gint64) oldest->message->number - 1);
  consumer_wait (consumer, (guint) (2001 - oldest->message->number));
  newest = consumer_get (consumer, consumer->deliveries->len - 1);
  g_assert_cmpuint (newest->message->number, ==, 2000);
  measured = desk_measure (bus, target, NULL);
  g_assert_cmpint (g_array_index (measured, RtBusPartition, 0).next, ==, newest->offset + 1);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

static void
test_retention_by_age (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  g_autoptr (RtBusMessage) old = desk_message (1);
  gpointer at[] = { bus, target };
  Consumer *consumer;

  target->retention_ms = 60 * 1000;
  old->time_us -= 3600 * (gint64) G_USEC_PER_SEC;
  desk_declare (bus, target);
  desk_publish_safely (bus, target, old);
  desk_publish (bus, target, 2, 3);
  rt_test_wait_for (has_shrunk, at, "retention");
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, FALSE);
  consumer_wait (consumer, 2);

  consumer_assert (consumer, 2, 3);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* A reader goes on where it was. */
static void
test_reconnect (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  desk_declare (bus, target);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, FALSE);
  desk_publish (bus, target, 1, 10);
  consumer_wait (consumer, 10);
  conformance_interrupt (engine, bus);
  desk_publish (bus, target, 11, 20);
  consumer_wait (consumer, 20);

  consumer_assert (consumer, 1, 20);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

/* What it had in hand it is given again; what it acknowledged is over. */
static void
test_in_hand (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Consumer *consumer;

  desk_declare (bus, target);
  consumer = read_from (bus, target, RT_BUS_FROM_BEGINNING, NULL, TRUE);
  desk_publish (bus, target, 1, 10);
  consumer_wait (consumer, 10);
  for (guint i = 0; i < 4; i++)
    consumer_acknowledge (consumer, i);
  conformance_interrupt (engine, bus);
  consumer_wait (consumer, 16);
  for (guint i = 10; i < 16; i++)
    g_assert_cmpint (consumer_get (consumer, i)->message->number, ==, i - 5);
  consumer_forget (consumer);
  desk_publish (bus, target, 11, 11);
  consumer_wait (consumer, 1);

  consumer_assert (consumer, 11, 11);
  consumer_free (consumer);
  desk_remove (bus, target);
  desk_close (bus);
}

typedef struct {
  const RtBusTarget *target;
  gboolean           is_over;
  gboolean           is_under_way;
  GError            *error;
} Asking;

static void
ask_on (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Asking *asking = user_data;
  g_autoptr (GArray) measured = NULL;

  if (result != NULL)
    measured = rt_bus_measure_finish (RT_BUS (source), result, asking->error == NULL ? &asking->error : NULL);
  asking->is_under_way = !asking->is_over && asking->error == NULL;
  if (asking->is_under_way)
    rt_bus_measure_async (RT_BUS (source), asking->target, NULL, NULL, ask_on, asking);
}

static gboolean
has_stopped (gpointer user_data)
{
  return !((Asking *) user_data)->is_under_way;
}

/* One is under way all the time: it is run again, and whoever asked is not told of the loss. */
static void
test_call (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  Asking asking = { target, FALSE, FALSE, NULL };

  desk_declare (bus, target);
  ask_on (G_OBJECT (bus), NULL, &asking);
  conformance_interrupt (engine, bus);
  asking.is_over = TRUE;
  rt_test_wait_for (has_stopped, &asking, "the last answer");

  g_assert_no_error (asking.error);
  desk_remove (bus, target);
  desk_close (bus);
}

void
conformance_add_log (const ConformanceEngine *engine)
{
  const RtBusAbilities log = RT_BUS_CAN_LOG;

  conformance_add (engine, "log/keeps-the-order-and-counts-without-gaps", log, test_order);
  conformance_add (engine, "log/keeps-what-a-message-has", log, test_properties);
  conformance_add (engine, "log/keeps-what-was-read", log, test_kept);
  conformance_add (engine, "log/has-nothing-to-reject", log, test_reject);
  conformance_add (engine, "log/gives-no-more-than-the-prefetch", log, test_prefetch);
  conformance_add (engine, "log/goes-on-after-the-connection-was-lost", log, test_reconnect);
  conformance_add (engine, "log/delivers-again-what-was-in-hand-when-the-connection-was-lost", log, test_in_hand);
  if (engine->interrupt != NULL)
    conformance_add (engine, "log/is-asked-again-when-the-connection-was-lost", log, test_call);
  conformance_add (engine, "log/remembers-the-offsets-of-groups", log | RT_BUS_CAN_GROUP, test_group);
  conformance_add (engine, "log/passes-over-nothing-unacknowledged", log | RT_BUS_CAN_GROUP, test_gap);
  conformance_add (engine, "log/measures-the-lag", log | RT_BUS_CAN_GROUP, test_lag);
  conformance_add (engine, "log/keeps-a-key-in-its-partition", log | RT_BUS_CAN_PARTITIONS, test_keys);
  conformance_add (engine, "log/is-shared-by-the-members-of-a-group",
                   log | RT_BUS_CAN_GROUP | RT_BUS_CAN_PARTITIONS, test_rebalance);
  conformance_add (engine, "log/is-read-again-from-an-offset", log | RT_BUS_CAN_SEEK, test_seek);
  conformance_add (engine, "log/is-read-from-an-offset", log | RT_BUS_CAN_SEEK, test_seek_from);
  conformance_add (engine, "log/goes-on-from-its-end-where-an-offset-is-beyond-it", log | RT_BUS_CAN_SEEK,
                   test_seek_beyond);
  conformance_add (engine, "log/forgets-what-was-delivered-before-a-seek", log | RT_BUS_CAN_SEEK,
                   test_seek_unacknowledged);
  conformance_add (engine, "log/is-read-again-from-a-time", log | RT_BUS_CAN_SEEK_TIME, test_seek_time);
  conformance_add (engine, "log/forgets-what-is-too-much", log | RT_BUS_CAN_RETENTION, test_retention);
  if (!engine->ages_from_arrival)
    conformance_add (engine, "log/forgets-what-is-too-old", log | RT_BUS_CAN_RETENTION, test_retention_by_age);
}
