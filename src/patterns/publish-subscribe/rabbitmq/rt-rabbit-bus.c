/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-bus.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-publisher.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-declare.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-kind.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-measure.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-subscription.h"

/* A broker that starts again takes connections before it has found all its queues; for this long a
 * message that no queue takes is tried again. */
#define RECOVERY_US (10 * G_USEC_PER_SEC)

/* Of what is remembered whether it is a stream. */
#define MAX_KINDS 1000

struct _RtRabbitBus {
  RtBus             parent_instance;
  RtRabbitAddress  *address;
  RtAmqpConnection *control;     /* declares, consumes */
  RtAmqpConnection *publishing;
  GHashTable       *publishers;  /* by exchange; of publishing */
  GPtrArray        *consumers;   /* (unowned): subscriptions that the broker has */
  GHashTable       *kinds;       /* names of queues and streams that were looked at on this connection */
  gboolean          was_open;
  gboolean          was_lost;    /* by the broker, and not open since */
  gint64            recovered;   /* monotonic: the end of RECOVERY_US */
};

G_DEFINE_FINAL_TYPE (RtRabbitBus, rt_rabbit_bus, RT_TYPE_BUS)

static void
on_opened (RtAmqpConnection *connection,
           gpointer          user_data)
{
  RtRabbitBus *self = user_data;
  RtTraffic *traffic = rt_bus_get_counters (RT_BUS (self));

  if (connection == self->control)
    {
      self->was_open = TRUE;
      if (self->was_lost)
        self->recovered = g_get_monotonic_time () + RECOVERY_US;
      self->was_lost = FALSE;
      rt_bus_connected (RT_BUS (self));
      return;
    }

  traffic->connections_opened++;
  traffic->connections_open++;
  rt_bus_flush (RT_BUS (self));
}

static void
on_lost (RtAmqpConnection *connection,
         const GError     *error,
         gpointer          user_data)
{
  RtRabbitBus *self = user_data;

  self->was_lost = self->was_open;
  /* Users, rights and certificates may be set up while it runs already. */
  rt_bus_lost (RT_BUS (self), error, FALSE);
}

static void
on_blocked (RtAmqpConnection *connection,
            const char       *reason,
            gpointer          user_data)
{
  g_autofree char *words = NULL;

  if (reason != NULL)
    words = g_strdup_printf (_("RabbitMQ takes no messages now: %s"), reason);
  rt_bus_set_blocked (user_data, reason != NULL, words);
}

static void
on_drained (RtAmqpConnection *connection,
            gpointer          user_data)
{
  rt_bus_flush (user_data);
}

static const RtAmqpConnectionEvents connection_events = {
  .opened = on_opened,
  .lost = on_lost,
  .blocked = on_blocked,
  .drained = on_drained,
};

static RtAmqpConnection *
open_connection (RtRabbitBus *self)
{
  return rt_amqp_connection_open (self->address, rt_bus_get_counters (RT_BUS (self)), &connection_events, self);
}

static gboolean
rt_rabbit_bus_check (RtBus   *bus,
                     GError **error)
{
  RtRabbitBus *self = RT_RABBIT_BUS (bus);

  self->address = rt_rabbit_address_new (rt_bus_get_guri (bus), error);

  return self->address != NULL;
}

static RtBusAbilities
rt_rabbit_bus_get_abilities (RtBus *bus)
{
  return RT_BUS_CAN_QUEUE | RT_BUS_CAN_LOG | RT_BUS_CAN_PRIORITY | RT_BUS_CAN_TTL | RT_BUS_CAN_DEAD_LETTER
         | RT_BUS_CAN_SEEK | RT_BUS_CAN_SEEK_TIME | RT_BUS_CAN_RETENTION;
}

static void
rt_rabbit_bus_open (RtBus *bus)
{
  RtRabbitBus *self = RT_RABBIT_BUS (bus);

  self->control = open_connection (self);
}

static void
drop (RtAmqpConnection **connection)
{
  if (*connection == NULL)
    return;

  rt_amqp_connection_close (*connection);
  g_clear_object (connection);
}

static void
rt_rabbit_bus_close (RtBus *bus)
{
  RtRabbitBus *self = RT_RABBIT_BUS (bus);

  g_hash_table_remove_all (self->publishers);
  g_hash_table_remove_all (self->kinds);
  drop (&self->publishing);
  drop (&self->control);
}

static void
rt_rabbit_bus_declare (RtBus             *bus,
                       const RtBusTarget *target,
                       GTask             *task)
{
  rt_rabbit_errand_run (RT_RABBIT_BUS (bus)->control, &rt_rabbit_declare, target, task);
}

static void
rt_rabbit_bus_remove (RtBus             *bus,
                      const RtBusTarget *target,
                      GTask             *task)
{
  rt_rabbit_errand_run (RT_RABBIT_BUS (bus)->control, &rt_rabbit_remove, target, task);
}

static void
on_confirmed (guint64       tag,
              const GError *error,
              gpointer      user_data)
{
  RtRabbitBus *self = user_data;

  /* All of them again, so that they stay in order. */
  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_RETURNED) && g_get_monotonic_time () < self->recovered)
    rt_bus_lost (RT_BUS (self), error, FALSE);
  else
    rt_bus_confirm (RT_BUS (self), tag, -1, -1, error);
}

/* The connection that publishes, when it can take more. */
static gboolean
is_ready (RtRabbitBus *self)
{
  if (self->publishing == NULL)
    self->publishing = open_connection (self);

  return rt_amqp_connection_is_open (self->publishing) && rt_amqp_connection_has_room (self->publishing);
}

static RtAmqpPublisher *
get_publisher (RtRabbitBus *self,
               const char  *exchange)
{
  RtAmqpPublisher *publisher = g_hash_table_lookup (self->publishers, exchange);

  if (publisher != NULL || g_hash_table_size (self->publishers) >= RT_RABBIT_MAX_EXCHANGES)
    return publisher;

  publisher = rt_amqp_publisher_new (self->publishing, exchange, on_confirmed, self);
  g_hash_table_insert (self->publishers, g_strdup (exchange), publisher);

  return publisher;
}

static const char *
get_routing_key (const RtBusTarget  *target,
                 const RtBusMessage *message)
{
  if (target->exchange == NULL || *target->exchange == '\0')
    return target->name;
  if (message->key != NULL)
    return message->key;

  return target->routing_key == NULL ? target->name : target->routing_key;
}

static gboolean
rt_rabbit_bus_publish (RtBus             *bus,
                       const RtBusTarget *target,
                       RtBusMessage      *message,
                       guint64            tag)
{
  RtRabbitBus *self = RT_RABBIT_BUS (bus);
  const char *exchange = target->exchange == NULL ? "" : target->exchange;
  RtAmqpPublisher *publisher;

  if (!is_ready (self))
    return FALSE;

  publisher = get_publisher (self, exchange);
  if (publisher != NULL)
    rt_amqp_publisher_publish (publisher, get_routing_key (target, message), message, tag);
  else
    {
      g_autoptr (GError) error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_FULL,
                                              _("Over one connection Roundtrip publishes to at most %d exchanges: use "
                                                "another connection for “%s”."), RT_RABBIT_MAX_EXCHANGES, exchange);

      rt_bus_confirm (bus, tag, -1, -1, error);
    }

  return TRUE;
}

static GType
rt_rabbit_bus_get_subscription_type (RtBus *bus)
{
  return RT_TYPE_RABBIT_SUBSCRIPTION;
}

static gint64
count_held (const char *queue,
            guint      *n_consumers,
            gpointer    user_data)
{
  RtRabbitBus *self = user_data;
  gint64 held = 0;

  *n_consumers = 0;
  for (guint i = 0; i < self->consumers->len; i++)
    {
      RtBusSubscription *consumer = g_ptr_array_index (self->consumers, i);

      if (!g_str_equal (rt_bus_subscription_get_target (consumer)->name, queue))
        continue;
      held += rt_bus_subscription_get_n_unacknowledged (consumer);
      (*n_consumers)++;
    }

  return held;
}

/* Who asks how far something has come that it may not be. */
typedef struct {
  RtBusTarget *target;
  GTask       *task;
} Look;

/* The connection may be lost: then the task is of no use any more, and says so. */
static void
on_looked (const GError *error,
           gpointer      user_data)
{
  g_autofree Look *look = user_data;
  RtRabbitBus *self = g_task_get_source_object (look->task);

  if (error != NULL)
    {
      g_task_return_error (look->task, g_error_copy (error));
      g_object_unref (look->task);
    }
  else
    {
      if (g_hash_table_size (self->kinds) >= MAX_KINDS)
        g_hash_table_remove_all (self->kinds);
      g_hash_table_insert (self->kinds, g_strdup (look->target->name), GINT_TO_POINTER (look->target->kind + 1));
      rt_rabbit_measure (self->control, look->target, count_held, self, look->task);
    }
  rt_bus_target_free (look->target);
}

static void
rt_rabbit_bus_measure (RtBus             *bus,
                       const RtBusTarget *target,
                       const char        *group,
                       GTask             *task)
{
  RtRabbitBus *self = RT_RABBIT_BUS (bus);
  Look *look;

  if (g_hash_table_lookup (self->kinds, target->name) == GINT_TO_POINTER (target->kind + 1))
    {
      rt_rabbit_measure (self->control, target, count_held, self, task);
      return;
    }

  look = g_new (Look, 1);
  *look = (Look) { rt_bus_target_copy (target), task };
  rt_rabbit_kind_look (self->control, target, on_looked, look);
}

RtAmqpConnection *
rt_rabbit_bus_get_connection (RtRabbitBus *self)
{
  return self->control;
}

void
rt_rabbit_bus_add_consumer (RtRabbitBus       *self,
                            RtBusSubscription *consumer)
{
  if (!g_ptr_array_find (self->consumers, consumer, NULL))
    g_ptr_array_add (self->consumers, consumer);
}

void
rt_rabbit_bus_remove_consumer (RtRabbitBus       *self,
                               RtBusSubscription *consumer)
{
  g_ptr_array_remove (self->consumers, consumer);
}

static void
rt_rabbit_bus_finalize (GObject *object)
{
  RtRabbitBus *self = RT_RABBIT_BUS (object);

  g_hash_table_unref (self->publishers);
  g_hash_table_unref (self->kinds);
  g_ptr_array_unref (self->consumers);
  g_clear_pointer (&self->address, rt_rabbit_address_free);

  G_OBJECT_CLASS (rt_rabbit_bus_parent_class)->finalize (object);
}

static void
rt_rabbit_bus_class_init (RtRabbitBusClass *klass)
{
  RtBusClass *bus_class = RT_BUS_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_rabbit_bus_finalize;
  bus_class->name = "RabbitMQ";
  bus_class->check = rt_rabbit_bus_check;
  bus_class->get_abilities = rt_rabbit_bus_get_abilities;
  bus_class->open = rt_rabbit_bus_open;
  bus_class->close = rt_rabbit_bus_close;
  bus_class->declare = rt_rabbit_bus_declare;
  bus_class->remove = rt_rabbit_bus_remove;
  bus_class->publish = rt_rabbit_bus_publish;
  bus_class->get_subscription_type = rt_rabbit_bus_get_subscription_type;
  bus_class->measure = rt_rabbit_bus_measure;
}

static void
rt_rabbit_bus_init (RtRabbitBus *self)
{
  self->publishers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) rt_amqp_publisher_free);
  self->consumers = g_ptr_array_new ();
  self->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
