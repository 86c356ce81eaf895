/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <dlfcn.h>
#include <string.h>

#include <librdkafka/rdkafka.h>

#include "bus/kafka-broker.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"
#include "support/rt-test.h"

/* Making a handle of librdkafka takes up to a tenth of a second: never on the loop, and whatever
 * happens meanwhile. */

typedef rd_kafka_t * (*Make) (rd_kafka_type_t  type,
                              rd_kafka_conf_t *conf,
                              char            *words,
                              size_t           length);

static GThread *loop_thread;
static GMutex gate_lock;
static GCond gate;
static gboolean is_shut;
static int n_arrived;
static int n_made;
static int n_made_on_loop;

/* In place of the library's, which it calls. */
rd_kafka_t *
rd_kafka_new (rd_kafka_type_t  type,
              rd_kafka_conf_t *conf,
              char            *words,
              size_t           length)
{
  Make make = (Make) dlsym (RTLD_NEXT, "rd_kafka_new");
  rd_kafka_t *handle;

  g_assert_nonnull (make);
  g_atomic_int_add (&n_made_on_loop, g_thread_self () == loop_thread);
  g_atomic_int_inc (&n_arrived);
  g_mutex_lock (&gate_lock);
  while (is_shut)
    g_cond_wait (&gate, &gate_lock);
  g_mutex_unlock (&gate_lock);
  handle = make (type, conf, words, length);
  g_atomic_int_inc (&n_made);

  return handle;
}

static void
shut_gate (gboolean shut)
{
  g_mutex_lock (&gate_lock);
  is_shut = shut;
  g_cond_broadcast (&gate);
  g_mutex_unlock (&gate_lock);
}

typedef struct {
  KafkaBroker *broker;
  RtBusTarget *topic;
  RtBus       *bus;
  guint        timer;
} Fixture;

/* Nothing else wakes the loop when a thread ends. */
static gboolean
look_again (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  g_autofree char *uri = NULL;
  g_autofree char *name = g_uuid_string_random ();
  g_autoptr (GError) error = NULL;

  fixture->broker = kafka_broker_start ();
  if (kafka_broker_is_mock (fixture->broker))
    kafka_broker_order (fixture->broker, "topic %s 1", name);
  fixture->topic = rt_bus_target_new (RT_BUS_LOG, name);
  uri = kafka_broker_dup_uri (fixture->broker);
  fixture->bus = rt_bus_new (uri, &error);
  g_assert_no_error (error);
  fixture->timer = g_timeout_add (10, look_again, NULL);
  n_arrived = n_made = n_made_on_loop = 0;
}

static gboolean
is_all_gone (gpointer unused)
{
  return g_atomic_int_get (&n_made) == g_atomic_int_get (&n_arrived) && rd_kafka_thread_cnt () == 0;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  shut_gate (FALSE);
  if (fixture->bus != NULL)
    {
      rt_bus_close (fixture->bus);
      rt_test_assert_last_unref (fixture->bus);
    }
  rt_test_wait_for (is_all_gone, NULL, "what was made to be gone");
  g_source_remove (fixture->timer);
  rt_bus_target_free (fixture->topic);
  kafka_broker_stop (fixture->broker);
}

static gboolean
is_open (gpointer bus)
{
  return rt_bus_get_state (bus) == RT_BUS_OPEN;
}

static gboolean
is_active (gpointer subscription)
{
  return rt_bus_subscription_is_active (subscription);
}

static gboolean
has_arrived (gpointer n)
{
  return g_atomic_int_get (&n_arrived) >= GPOINTER_TO_INT (n);
}

static RtBusSubscription *
subscribe (Fixture    *fixture,
           const char *group)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (GError) error = NULL;
  RtBusSubscription *subscription;

  how.group = group;
  subscription = rt_bus_subscribe (fixture->bus, fixture->topic, &how, &error);
  g_assert_no_error (error);

  return subscription;
}

static void
test_not_on_loop (Fixture       *fixture,
                  gconstpointer  unused)
{
  g_autoptr (RtBusSubscription) alone = NULL;
  g_autoptr (RtBusSubscription) member = NULL;

  rt_bus_connect (fixture->bus);
  rt_test_wait_for (is_open, fixture->bus, "the connection");
  alone = subscribe (fixture, NULL);
  member = subscribe (fixture, "workers");
  rt_test_wait_for (is_active, alone, "the subscription");
  rt_test_wait_for (is_active, member, "the member");

  g_assert_cmpint (n_made, ==, 3);
  g_assert_cmpint (n_made_on_loop, ==, 0);
  rt_bus_subscription_close (alone);
  rt_bus_subscription_close (member);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  unused)
{
  shut_gate (TRUE);
  rt_bus_connect (fixture->bus);
  rt_test_wait_for (has_arrived, GINT_TO_POINTER (1), "the producer to be begun");
  rt_bus_close (fixture->bus);

  g_assert_cmpint (rt_bus_get_state (fixture->bus), ==, RT_BUS_CLOSED);
  rt_test_assert_last_unref (g_steal_pointer (&fixture->bus));
}

static void
test_opened_again (Fixture       *fixture,
                   gconstpointer  unused)
{
  shut_gate (TRUE);
  rt_bus_connect (fixture->bus);
  rt_test_wait_for (has_arrived, GINT_TO_POINTER (1), "the producer to be begun");
  rt_bus_close (fixture->bus);
  rt_bus_connect (fixture->bus);
  rt_test_wait_for (has_arrived, GINT_TO_POINTER (2), "another to be begun");
  shut_gate (FALSE);

  rt_test_wait_for (is_open, fixture->bus, "the connection");
}

static void
test_subscription_closed (Fixture       *fixture,
                          gconstpointer  group)
{
  RtBusSubscription *subscription;

  rt_bus_connect (fixture->bus);
  rt_test_wait_for (is_open, fixture->bus, "the connection");
  shut_gate (TRUE);
  subscription = subscribe (fixture, group);
  rt_test_wait_for (has_arrived, GINT_TO_POINTER (2), "the consumer to be begun");
  rt_bus_subscription_close (subscription);

  g_assert_false (rt_bus_subscription_is_active (subscription));
  rt_test_assert_last_unref (subscription);
}

static gboolean
is_closed (gpointer bus)
{
  return rt_bus_get_state (bus) == RT_BUS_CLOSED;
}

static void
test_cannot (void)
{
  g_autoptr (GError) error = NULL;
  RtBus *bus = rt_bus_new ("kafka://127.0.0.1:1/?ca=/nowhere/ca.pem", &error);

  g_assert_no_error (error);
  rt_bus_connect (bus);
  rt_test_wait_for (is_closed, bus, "the bus to give up");

  g_assert_nonnull (rt_bus_get_error (bus));
  g_test_message ("%s", rt_bus_get_error (bus)->message);
  g_assert_nonnull (strstr (rt_bus_get_error (bus)->message, "/nowhere/ca.pem"));
  rt_test_assert_last_unref (bus);
}

int
main (int   argc,
      char *argv[])
{
  loop_thread = g_thread_self ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/bus/kafka/making/never-on-the-loop", Fixture, NULL, set_up, test_not_on_loop, tear_down);
  g_test_add ("/bus/kafka/making/closed-meanwhile", Fixture, NULL, set_up, test_closed, tear_down);
  g_test_add ("/bus/kafka/making/opened-again-meanwhile", Fixture, NULL, set_up, test_opened_again, tear_down);
  g_test_add ("/bus/kafka/making/reader-closed-meanwhile", Fixture, NULL, set_up, test_subscription_closed, tear_down);
  g_test_add ("/bus/kafka/making/member-closed-meanwhile", Fixture, "workers", set_up, test_subscription_closed,
              tear_down);
  g_test_add_func ("/bus/kafka/making/what-cannot-be-made-is-said", test_cannot);

  return g_test_run ();
}
