/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <librdkafka/rdkafka.h>

#include "bus/desk.h"
#include "bus/kafka-broker.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-places.h"

/* What is Kafka's own, beyond what tests of all engines say. */

typedef struct {
  KafkaBroker *broker;
  RtBus       *bus;
  RtBusTarget *topic;
} Fixture;

typedef struct {
  RtBusSubscription *subscription;
  GPtrArray         *deliveries;
} Reader;

static RtBus *
make_bus (const char *uri)
{
  g_autoptr (GError) error = NULL;
  RtBus *bus = rt_bus_new (uri, &error);

  g_assert_no_error (error);

  return bus;
}

static gboolean
is_open (gpointer bus)
{
  return rt_bus_get_state (bus) == RT_BUS_OPEN;
}

static gboolean
is_retrying (gpointer bus)
{
  return rt_bus_get_state (bus) == RT_BUS_RETRYING;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  n_partitions)
{
  g_autofree char *uri = NULL;
  g_autofree char *name = g_uuid_string_random ();

  fixture->broker = kafka_broker_start ();
  fixture->topic = rt_bus_target_new (RT_BUS_LOG, name);
  if (kafka_broker_is_mock (fixture->broker))
    kafka_broker_order (fixture->broker, "topic %s %d", name, GPOINTER_TO_INT (n_partitions));
  uri = kafka_broker_dup_uri (fixture->broker);
  fixture->bus = make_bus (uri);
  rt_bus_connect (fixture->bus);
  rt_test_wait_for (is_open, fixture->bus, "the connection");
}

/* Nothing else wakes the loop when a thread ends. */
static gboolean
look_again (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
has_no_handle (gpointer unused)
{
  return rd_kafka_thread_cnt () == 0;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  n_partitions)
{
  guint timer = g_timeout_add (10, look_again, NULL);

  rt_bus_close (fixture->bus);
  rt_test_assert_last_unref (fixture->bus);
  rt_bus_target_free (fixture->topic);
  rt_test_wait_for (has_no_handle, NULL, "the threads of librdkafka to end");
  g_source_remove (timer);
  kafka_broker_stop (fixture->broker);
}

static void
count_confirmed (RtBus        *bus,
                 RtBusMessage *message,
                 int           partition,
                 gint64        offset,
                 const GError *error,
                 gpointer      user_data)
{
  guint *n_confirmed = user_data;

  g_assert_no_error (error);
  g_assert_cmpint (offset, >=, 0);
  ++*n_confirmed;
}

static void
publish (Fixture    *fixture,
         guint64     number,
         const char *key,
         guint      *n_confirmed)
{
  g_autofree char *text = g_strdup_printf ("{\"number\":%" G_GUINT64_FORMAT "}", number);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
  g_autoptr (GError) error = NULL;

  message->number = number;
  message->key = g_strdup (key);
  message->type = g_strdup ("job");
  rt_bus_publish (fixture->bus, fixture->topic, message, count_confirmed, n_confirmed, &error);
  g_assert_no_error (error);
}

static gboolean
is_all_confirmed (gpointer bus)
{
  return rt_bus_get_n_unconfirmed (bus) == 0;
}

static void
publish_all (Fixture    *fixture,
             guint       first,
             guint       last,
             const char *key)
{
  guint n_confirmed = 0;

  for (guint i = first; i <= last; i++)
    publish (fixture, i, key, &n_confirmed);
  rt_test_wait_for (is_all_confirmed, fixture->bus, "the confirmations");
  g_assert_cmpuint (n_confirmed, ==, last - first + 1);
}

static void
on_delivered (RtBusSubscription *subscription,
              RtBusDelivery     *delivery,
              gpointer           user_data)
{
  Reader *reader = user_data;

  g_ptr_array_add (reader->deliveries, rt_bus_delivery_ref (delivery));
}

static gboolean
is_active (gpointer subscription)
{
  return rt_bus_subscription_is_active (subscription);
}

static Reader *
subscribe (Fixture    *fixture,
           const char *group,
           gint64      from,
           guint       prefetch)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (GError) error = NULL;
  Reader *reader = g_new0 (Reader, 1);

  how.group = group;
  how.from = from;
  how.prefetch = prefetch;
  reader->deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_bus_delivery_unref);
  reader->subscription = rt_bus_subscribe (fixture->bus, fixture->topic, &how, &error);
  g_assert_no_error (error);
  rt_bus_subscription_set_delivered (reader->subscription, on_delivered, reader, NULL);
  rt_test_wait_for (is_active, reader->subscription, "the subscription");

  return reader;
}

static void
end_reader (Reader *reader)
{
  rt_bus_subscription_close (reader->subscription);
  rt_test_drain ();
  g_object_unref (reader->subscription);
  g_ptr_array_unref (reader->deliveries);
  g_free (reader);
}

typedef struct {
  Reader *reader;
  guint   n;
} Wanted;

static gboolean
has_enough (gpointer user_data)
{
  Wanted *wanted = user_data;

  return wanted->reader->deliveries->len >= wanted->n;
}

static void
wait_deliveries (Reader *reader,
                 guint   n_deliveries)
{
  Wanted wanted = { reader, n_deliveries };

  rt_test_wait_for (has_enough, &wanted, "the deliveries");
}

static RtBusDelivery *
nth (Reader *reader,
     guint   i)
{
  return g_ptr_array_index (reader->deliveries, i);
}

static void
test_reconnects (Fixture       *fixture,
                 gconstpointer  n_partitions)
{
  Reader *reader;
  guint n_confirmed = 0;

  if (!kafka_broker_is_mock (fixture->broker))
    {
      g_test_skip ("a real broker is not taken down");
      return;
    }

  reader = subscribe (fixture, "workers", RT_BUS_FROM_END, 1000);
  publish_all (fixture, 1, 10, "one");
  wait_deliveries (reader, 10);
  for (guint i = 0; i < 10; i++)
    rt_bus_subscription_acknowledge (reader->subscription, nth (reader, i));

  kafka_broker_order (fixture->broker, "down");
  rt_test_wait_for (is_retrying, fixture->bus, "the loss");
  g_assert_error (rt_bus_get_error (fixture->bus), RT_BUS_ERROR, RT_BUS_ERROR_CONNECT);
  g_assert_false (rt_bus_subscription_is_active (reader->subscription));
  for (guint i = 11; i <= 20; i++)
    publish (fixture, i, "one", &n_confirmed);
  kafka_broker_order (fixture->broker, "up");
  rt_test_wait_for (is_open, fixture->bus, "the connection again");
  rt_test_wait_for (is_all_confirmed, fixture->bus, "the confirmations");
  wait_deliveries (reader, 20);
  rt_test_drain ();

  g_assert_cmpuint (n_confirmed, ==, 10);
  g_assert_cmpuint (reader->deliveries->len, ==, 20);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (nth (reader, i)->message->number, ==, i + 1);
  end_reader (reader);
}

static void
test_times (Fixture       *fixture,
            gconstpointer  n_partitions)
{
  Reader *reader = subscribe (fixture, NULL, RT_BUS_FROM_BEGINNING, 100);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  publish_all (fixture, 1, 10, "one");
  wait_deliveries (reader, 10);

  rt_bus_subscription_seek_time_async (reader->subscription, nth (reader, 4)->message->time_us, NULL,
                                       rt_test_keep_result, &result);
  done = rt_test_wait_result (&result, "the seek");
  rt_bus_subscription_seek_finish (reader->subscription, done, &error);

  if (kafka_broker_is_mock (fixture->broker))
    g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED);
  else
    {
      g_assert_no_error (error);
      wait_deliveries (reader, 11);
      g_assert_cmpint (nth (reader, 10)->message->time_us, >=, nth (reader, 4)->message->time_us / 1000 * 1000);
    }
  end_reader (reader);
}

static gboolean
is_simulated (gpointer bus)
{
  return rt_bus_is_simulated (bus);
}

/* librdkafka's cluster is told by what it calls itself; no other is called so. */
static void
test_simulated (Fixture       *fixture,
                gconstpointer  n_partitions)
{
  if (kafka_broker_is_mock (fixture->broker))
    rt_test_wait_for (is_simulated, fixture->bus, "it to be told");
  else
    {
      publish_all (fixture, 1, 10, "one");
      g_assert_false (rt_bus_is_simulated (fixture->bus));
    }
}

static void
test_mismatch (Fixture       *fixture,
               gconstpointer  n_partitions)
{
  g_autoptr (GError) error = NULL;

  fixture->topic->n_partitions = 2;
  error = desk_try_to_declare (fixture->bus, fixture->topic);
  g_assert_no_error (error);

  fixture->topic->n_partitions = 3;
  error = desk_try_to_declare (fixture->bus, fixture->topic);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH);
}

static void
test_wire (Fixture       *fixture,
           gconstpointer  n_partitions)
{
  Reader *reader = subscribe (fixture, NULL, RT_BUS_FROM_END, 1000);
  const RtTraffic *traffic = rt_bus_get_traffic (fixture->bus);

  publish_all (fixture, 1, 200, "one");
  wait_deliveries (reader, 200);
  rt_bus_close (fixture->bus);

  g_assert_cmpuint (traffic->payload_out, >, 0);
  g_assert_cmpuint (traffic->wire.bytes_out, >, traffic->payload_out);
  g_assert_cmpuint (traffic->wire.bytes_in, >, traffic->payload_in);
  g_assert_cmpuint (traffic->wire.segments_out, >, 0);
  end_reader (reader);
}

static void
set_place (RtKafkaPlaces *places,
           gint64         offset)
{
  RtKafkaPartitions *partitions = rd_kafka_topic_partition_list_new (1);

  rd_kafka_topic_partition_list_add (partitions, "topic", 0)->offset = offset;
  rt_kafka_places_set (places, partitions);
  rd_kafka_topic_partition_list_destroy (partitions);
}

/* A topic that is made anew begins with 0 again; the simulation cannot remove any. */
static void
test_anew (void)
{
  RtKafkaPlaces *places = rt_kafka_places_new ();
  gboolean redelivered;

  set_place (places, 5);
  g_assert_true (rt_kafka_places_pass (places, 0, 5, &redelivered));
  rt_kafka_places_acknowledge (places, 0, 5);
  g_assert_false (rt_kafka_places_goes_back (places, 0, 6));
  g_assert_true (rt_kafka_places_goes_back (places, 0, 0));
  /* The same log, of which something came late. */
  g_assert_false (rt_kafka_places_begin_anew (places, 0, 0, 6));
  g_assert_false (rt_kafka_places_pass (places, 0, 0, &redelivered));

  g_assert_true (rt_kafka_places_begin_anew (places, 0, 0, 3));
  g_assert_true (rt_kafka_places_pass (places, 0, 0, &redelivered));
  g_assert_false (redelivered);
  g_assert_true (rt_kafka_places_pass (places, 0, 1, &redelivered));
  g_assert_false (redelivered);
  g_assert_cmpuint (rt_kafka_places_get_held (places), ==, 2);
  rt_kafka_places_acknowledge (places, 0, 1);
  g_assert_cmpuint (rt_kafka_places_get_held (places), ==, 0);

  rt_kafka_places_free (places);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/bus/kafka/seek/by-time-or-said-that-the-broker-cannot", Fixture, GINT_TO_POINTER (1), set_up,
              test_times, tear_down);
  g_test_add ("/bus/kafka/simulation-is-told", Fixture, GINT_TO_POINTER (1), set_up, test_simulated, tear_down);
  g_test_add ("/bus/kafka/declare/other-partitions", Fixture, GINT_TO_POINTER (2), set_up, test_mismatch, tear_down);
  g_test_add ("/bus/kafka/traffic/wire-bytes-are-the-kernels", Fixture, GINT_TO_POINTER (1), set_up, test_wire,
              tear_down);
  g_test_add ("/bus/kafka/reconnects/nothing-lost-nothing-twice", Fixture, GINT_TO_POINTER (1), set_up,
              test_reconnects, tear_down);
  g_test_add_func ("/bus/kafka/topic-made-anew-is-told", test_anew);

  return g_test_run ();
}
