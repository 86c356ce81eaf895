/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/conformance.h"

typedef struct {
  const ConformanceEngine *engine;
  ConformanceCase          function;
  RtBusAbilities           abilities;
} Case;

static void
run_case (gconstpointer user_data)
{
  const Case *self = user_data;

  if ((self->engine->lacks & self->abilities) != 0)
    g_test_skip (self->engine->reason);
  else
    self->function (self->engine);
}

void
conformance_add (const ConformanceEngine *engine,
                 const char              *path,
                 RtBusAbilities           abilities,
                 ConformanceCase          function)
{
  g_autofree char *whole = g_strdup_printf ("/%s/%s", engine->name, path);
  Case *self;

  if ((engine->abilities & abilities) != abilities)
    return;

  self = g_new (Case, 1);
  *self = (Case) { engine, function, abilities };
  g_test_add_data_func_full (whole, self, run_case, g_free);
}

RtBus *
conformance_open (const ConformanceEngine *engine)
{
  g_autofree char *uri = engine->get_uri ();

  return desk_open (uri);
}

static gboolean
is_reconnected (gpointer user_data)
{
  return rt_bus_get_state (user_data) == RT_BUS_OPEN && rt_bus_get_traffic (user_data)->connections_opened > 1;
}

void
conformance_interrupt (const ConformanceEngine *engine,
                       RtBus                   *bus)
{
  if (engine->interrupt != NULL)
    engine->interrupt ();
  else
    rt_bus_close (bus);
  rt_bus_connect (bus);
  rt_test_wait_for (is_reconnected, bus, "a connection that is mended");
}

static void
test_abilities (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);

  g_assert_cmphex (rt_bus_get_abilities (bus), ==, engine->abilities);
  g_assert_nonnull (rt_bus_get_name (bus));
  desk_close (bus);
}

static void
assert_refused (const ConformanceEngine *engine,
                RtBus                   *bus,
                RtBusAbilities           ability,
                const RtBusTarget       *target,
                const RtBusSubscribing  *how)
{
  g_autoptr (RtBusSubscription) subscription = NULL;
  g_autoptr (GError) error = NULL;

  if ((engine->abilities & ability) != 0)
    return;

  subscription = rt_bus_subscribe (bus, target, how, &error);
  g_assert_null (subscription);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED);
}

/* Whatever it cannot do it says so, at once. */
static void
test_unsupported (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  const RtBusSubscribing plain = RT_BUS_SUBSCRIBING_INIT;
  RtBusSubscribing how = plain;
  g_autoptr (RtBusTarget) queue = desk_target (RT_BUS_QUEUE);
  g_autoptr (RtBusTarget) log = desk_target (RT_BUS_LOG);

  assert_refused (engine, bus, RT_BUS_CAN_QUEUE, queue, &plain);
  assert_refused (engine, bus, RT_BUS_CAN_LOG, log, &plain);
  queue->max_priority = 9;
  assert_refused (engine, bus, RT_BUS_CAN_PRIORITY, queue, &plain);
  queue->max_priority = 0;
  queue->ttl_ms = 1000;
  assert_refused (engine, bus, RT_BUS_CAN_TTL, queue, &plain);
  queue->ttl_ms = -1;
  queue->dead_letter = g_strdup ("dead");
  assert_refused (engine, bus, RT_BUS_CAN_DEAD_LETTER, queue, &plain);
  log->n_partitions = 3;
  assert_refused (engine, bus, RT_BUS_CAN_PARTITIONS, log, &plain);
  log->n_partitions = 0;
  log->retention_bytes = 1000;
  assert_refused (engine, bus, RT_BUS_CAN_RETENTION, log, &plain);
  log->retention_bytes = -1;
  how.group = "group";
  assert_refused (engine, bus, RT_BUS_CAN_GROUP, log, &how);
  how = plain;
  how.from = 5;
  assert_refused (engine, bus, RT_BUS_CAN_SEEK, log, &how);
  desk_close (bus);
}

/* A mixture is refused by all. */
static void
test_mixtures (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  const RtBusSubscribing plain = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  g_autoptr (RtBusMessage) message = desk_message (1);
  g_autoptr (GError) error = NULL;

  target->max_priority = 3;
  g_assert_null (rt_bus_subscribe (bus, target, &plain, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  target->max_priority = 0;
  target->kind = RT_BUS_QUEUE;
  target->n_partitions = 2;
  g_assert_null (rt_bus_subscribe (bus, target, &plain, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  target->n_partitions = 0;
  message->key = g_strdup ("key");
  g_assert_false (rt_bus_publish (bus, target, message, NULL, NULL, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED);
  desk_close (bus);
}

static void
test_too_large (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (engine->abilities & RT_BUS_CAN_QUEUE ? RT_BUS_QUEUE : RT_BUS_LOG);
  g_autoptr (GBytes) body = g_bytes_new_take (g_malloc0 (RT_BUS_MAX_BODY_BYTES + 1), RT_BUS_MAX_BODY_BYTES + 1);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_bus_publish (bus, target, message, NULL, NULL, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_TOO_LARGE);
  desk_close (bus);
}

static void
test_closed (const ConformanceEngine *engine)
{
  RtBus *bus = conformance_open (engine);
  g_autoptr (RtBusTarget) target = desk_target (engine->abilities & RT_BUS_CAN_QUEUE ? RT_BUS_QUEUE : RT_BUS_LOG);
  g_autoptr (RtBusMessage) message = desk_message (1);
  g_autoptr (GError) error = NULL;

  rt_bus_close (bus);

  g_assert_cmpint (rt_bus_get_state (bus), ==, RT_BUS_CLOSED);
  g_assert_false (rt_bus_publish (bus, target, message, NULL, NULL, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED);
  desk_close (bus);
}

int
conformance_run (int                       *argc,
                 char                    ***argv,
                 const ConformanceEngine   *engine)
{
  int status;

  g_test_init (argc, argv, NULL);
  if (engine->set_up != NULL && !engine->set_up ())
    {
      g_print ("1..0 # SKIP %s is not to be had here\n", engine->name);
      return 0;
    }

  conformance_add (engine, "can-do-what-it-claims", 0, test_abilities);
  conformance_add (engine, "refuses-what-it-cannot", 0, test_unsupported);
  conformance_add (engine, "refuses-what-makes-no-sense", 0, test_mixtures);
  conformance_add (engine, "refuses-what-is-too-large", 0, test_too_large);
  conformance_add (engine, "takes-nothing-once-closed", 0, test_closed);
  conformance_add_queue (engine);
  conformance_add_log (engine);

  status = g_test_run ();
  if (engine->tear_down != NULL)
    engine->tear_down ();

  return status;
}
