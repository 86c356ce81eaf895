/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/publish-subscribe/rt-keyring.h"

#include <string.h>

typedef struct {
  const char *uri;
  const char *bus;
  RtBusKind   kind;
  const char *name;
  const char *group;
  gint64      from;
} Case;

static const Case cases[] = {
  { "embedded:jobs", "embedded:roundtrip", RT_BUS_QUEUE, "jobs", NULL, RT_BUS_FROM_END },
  { "embedded:news?kind=log", "embedded:roundtrip", RT_BUS_LOG, "news", NULL, RT_BUS_FROM_END },
  { "embedded:news?from=beginning", "embedded:roundtrip", RT_BUS_LOG, "news", NULL, RT_BUS_FROM_BEGINNING },
  { "embedded:news?from=7&folder=x", "embedded:roundtrip?folder=x", RT_BUS_LOG, "news", NULL, 7 },
  { "embedded:a%2Fb%20c", "embedded:roundtrip", RT_BUS_QUEUE, "a/b c", NULL, RT_BUS_FROM_END },
  { "embedded:shop/jobs", "embedded:shop", RT_BUS_QUEUE, "jobs", NULL, RT_BUS_FROM_END },
  { "amqp://ada:se%40cret@host:99/shop/jobs", "amqp://ada:se%40cret@host:99/shop", RT_BUS_QUEUE, "jobs", NULL,
    RT_BUS_FROM_END },
  { "amqp://host/%2F/jobs", "amqp://host/%2F", RT_BUS_QUEUE, "jobs", NULL, RT_BUS_FROM_END },
  { "amqp://host/jobs", "amqp://host", RT_BUS_QUEUE, "jobs", NULL, RT_BUS_FROM_END },
  { "amqps://host/v/log?from=end&heartbeat=5", "amqps://host/v?heartbeat=5", RT_BUS_LOG, "log", NULL,
    RT_BUS_FROM_END },
  { "kafka://host:9092/news", "kafka://host:9092", RT_BUS_LOG, "news", NULL, RT_BUS_FROM_END },
  { "kafkas://ada@host:9093/news", "kafkas://ada@host:9093", RT_BUS_LOG, "news", NULL, RT_BUS_FROM_END },
  { "kafka://host/news?group=a%26b&from=beginning", "kafka://host", RT_BUS_LOG, "news", "a&b",
    RT_BUS_FROM_BEGINNING },
};

static void
test_reads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RtBusAddress) address = rt_bus_address_new (cases[i].uri, &error);

      g_test_message ("%s", cases[i].uri);
      g_assert_no_error (error);
      g_assert_cmpstr (address->bus, ==, cases[i].bus);
      g_assert_cmpint (address->target->kind, ==, cases[i].kind);
      g_assert_cmpstr (address->target->name, ==, cases[i].name);
      g_assert_cmpstr (address->how.group, ==, cases[i].group);
      g_assert_cmpint (address->how.from, ==, cases[i].from);
      g_assert_false (address->declares);
    }
}

static void
test_declares (void)
{
  g_autoptr (RtBusAddress) queue =
    rt_bus_address_new ("embedded:q?durable=false&max-priority=9&ttl=5000&dead-letter=dead&exchange=e&routing-key=r", NULL);
  g_autoptr (RtBusAddress) log =
    rt_bus_address_new ("embedded:l?partitions=3&retention=60000&retention-bytes=1000", NULL);

  g_assert_true (queue->declares);
  g_assert_false (queue->target->durable);
  g_assert_cmpuint (queue->target->max_priority, ==, 9);
  g_assert_cmpint (queue->target->ttl_ms, ==, 5000);
  g_assert_cmpstr (queue->target->dead_letter, ==, "dead");
  g_assert_cmpstr (queue->target->exchange, ==, "e");
  g_assert_cmpstr (queue->target->routing_key, ==, "r");
  g_assert_true (log->declares);
  g_assert_cmpint (log->target->kind, ==, RT_BUS_LOG);
  g_assert_cmpuint (log->target->n_partitions, ==, 3);
  g_assert_cmpint (log->target->retention_ms, ==, 60000);
  g_assert_cmpint (log->target->retention_bytes, ==, 1000);
}

static const char * const senseless[] = {
  "", "jobs", "embedded:", "embedded:?from=1", "amqp://host", "amqp://host/", "kafka://host:9092",
  "kafka://host:9092/", "embedded:x?from=later", "embedded:x?from=-3", "embedded:x?kind=pile", "embedded:x?group=",
  "embedded:x?prefetch=0", "embedded:x?prefetch=ten", "embedded:x?durable=perhaps", "embedded:x?partition=-1",
  "amqp://[::1/v/q",
};

static void
test_refuses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (senseless); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RtBusAddress) address = rt_bus_address_new (senseless[i], &error);

      g_test_message ("%s", senseless[i]);
      g_assert_null (address);
      g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID);
    }
}

static void
test_hides_password (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_bus_address_new ("amqp://ada:secret@host/", &error));
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_schemes (void)
{
  g_assert_true (rt_bus_address_is_one ("embedded:jobs"));
  g_assert_true (rt_bus_address_is_one ("KAFKA://host/x"));
  g_assert_false (rt_bus_address_is_one ("http://host/x"));
  g_assert_false (rt_bus_address_is_one ("embedded"));
}

static void
test_password (void)
{
  g_autoptr (GUri) without = g_uri_parse ("amqp://ada@host:99/%2F/jobs?kind=log", RT_BUS_URI_FLAGS, NULL);
  g_autoptr (GUri) with = rt_keyring_complete (without, "p@ss/w:rd");
  g_autoptr (GUri) nobody = g_uri_parse ("amqp://host/jobs", RT_BUS_URI_FLAGS, NULL);
  g_autoptr (GUri) here = g_uri_parse ("embedded:jobs", RT_BUS_URI_FLAGS, NULL);
  g_autofree char *text = g_uri_to_string (with);

  g_assert_true (rt_keyring_needs (without));
  g_assert_false (rt_keyring_needs (with));
  g_assert_false (rt_keyring_needs (nobody));
  g_assert_false (rt_keyring_needs (here));
  g_assert_cmpstr (text, ==, "amqp://ada:p%40ss%2Fw:rd@host:99/%2F/jobs?kind=log");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bus-address/says-bus-and-target", test_reads);
  g_test_add_func ("/bus-address/says-how-it-is-to-be", test_declares);
  g_test_add_func ("/bus-address/refuses-what-makes-no-sense", test_refuses);
  g_test_add_func ("/bus-address/tells-no-password", test_hides_password);
  g_test_add_func ("/bus-address/gets-its-password-from-the-keyring", test_password);
  g_test_add_func ("/bus-address/is-known-by-its-scheme", test_schemes);

  return g_test_run ();
}
