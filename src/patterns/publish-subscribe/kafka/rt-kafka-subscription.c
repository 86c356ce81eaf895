/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-subscription-private.h"

#include "patterns/publish-subscribe/kafka/rt-kafka-bus-private.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-conf.h"

G_DEFINE_FINAL_TYPE (RtKafkaSubscription, rt_kafka_subscription, RT_TYPE_BUS_SUBSCRIPTION)

const char *
rt_kafka_subscription_get_topic (RtKafkaSubscription *self)
{
  return rt_bus_subscription_get_target (RT_BUS_SUBSCRIPTION (self))->name;
}

const RtBusSubscribing *
rt_kafka_subscription_get_how (RtKafkaSubscription *self)
{
  return rt_bus_subscription_get_how (RT_BUS_SUBSCRIPTION (self));
}

void
rt_kafka_subscription_store_acknowledged (RtKafkaSubscription *self)
{
  g_autoptr (RtKafkaPartitions) acknowledged =
    rt_kafka_places_take_acknowledged (self->places, rt_kafka_subscription_get_topic (self));

  if (acknowledged != NULL && rt_kafka_subscription_get_how (self)->group != NULL)
    rt_kafka_reader_store (self->reader, acknowledged);
}

void
rt_kafka_subscription_drop_consumer (RtKafkaSubscription *self)
{
  self->has_place = self->moving = self->is_made = FALSE;
  self->epoch++;
  if (self->consumer == NULL)
    return;

  rt_kafka_handle_stop (self->consumer);
  g_clear_pointer (&self->reader, rt_kafka_reader_unref);
  g_clear_pointer (&self->consumer, rt_kafka_handle_unref);
}

/* To be begun again. Who reads alone goes on where it was; a group knows that by itself. */
void
rt_kafka_subscription_fail (RtKafkaSubscription *self,
                            const GError        *error)
{
  gboolean was_begun = self->begun;

  self->begun = FALSE;
  if (rt_kafka_subscription_get_how (self)->group != NULL)
    rt_kafka_subscription_drop_consumer (self);
  if (was_begun)
    rt_bus_subscription_failed (RT_BUS_SUBSCRIPTION (self), error, FALSE);
}

static gboolean
make_consumer (RtKafkaSubscription  *self,
               GError              **error)
{
  RtKafkaBus *bus = RT_KAFKA_BUS (rt_bus_subscription_get_bus (RT_BUS_SUBSCRIPTION (self)));
  RtKafkaSockets *sockets = rt_kafka_bus_get_sockets (bus);
  const RtBusSubscribing *how = rt_kafka_subscription_get_how (self);
  rd_kafka_conf_t *conf =
    rt_kafka_conf_new_consumer (rt_bus_get_guri (RT_BUS (bus)), sockets, how->group, how->from, error);

  if (conf == NULL)
    return FALSE;

  self->consumer = rt_kafka_handle_new (RD_KAFKA_CONSUMER, conf,
                                        how->group != NULL ? rt_kafka_subscription_get_topic (self) : NULL, sockets,
                                        error);
  if (self->consumer == NULL)
    return FALSE;

  self->reader = rt_kafka_reader_new (self->consumer);
  rt_kafka_handle_listen (self->consumer, rt_kafka_subscription_drain, self);

  return TRUE;
}

static void
could_not_begin (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    rt_bus_subscription_failed (RT_BUS_SUBSCRIPTION (source), error, TRUE);
}

static void
refuse (RtKafkaSubscription *self,
        GError              *error)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, could_not_begin, NULL);

  self->begun = FALSE;
  rt_kafka_subscription_drop_consumer (self);
  g_task_return_error (task, error);
}

static void
rt_kafka_subscription_begin (RtBusSubscription *subscription)
{
  RtKafkaSubscription *self = RT_KAFKA_SUBSCRIPTION (subscription);
  GError *error = NULL;

  self->begun = TRUE;
  if (self->consumer == NULL && !make_consumer (self, &error))
    refuse (self, error);
  else if (self->is_made)
    rt_kafka_subscription_go_on (self);
}

/* The consumer stays: a group takes it for a member still, and it comes back by itself. */
static void
rt_kafka_subscription_lost (RtBusSubscription *subscription)
{
  RT_KAFKA_SUBSCRIPTION (subscription)->begun = FALSE;
}

static void
rt_kafka_subscription_end (RtBusSubscription *subscription)
{
  RtKafkaSubscription *self = RT_KAFKA_SUBSCRIPTION (subscription);

  self->begun = FALSE;
  if (self->is_made)
    rt_kafka_subscription_store_acknowledged (self);
  rt_kafka_subscription_drop_consumer (self);
}

static void
rt_kafka_subscription_acknowledge (RtBusSubscription *subscription,
                                   RtBusDelivery     *delivery)
{
  RtKafkaSubscription *self = RT_KAFKA_SUBSCRIPTION (subscription);

  rt_kafka_places_acknowledge (self->places, delivery->partition, delivery->offset);
  if (self->consumer != NULL)
    rt_kafka_handle_wake (self->consumer);
}

static void
rt_kafka_subscription_dispose (GObject *object)
{
  RtKafkaSubscription *self = RT_KAFKA_SUBSCRIPTION (object);

  self->begun = FALSE;
  rt_kafka_subscription_drop_consumer (self);

  G_OBJECT_CLASS (rt_kafka_subscription_parent_class)->dispose (object);
}

static void
rt_kafka_subscription_finalize (GObject *object)
{
  rt_kafka_places_free (RT_KAFKA_SUBSCRIPTION (object)->places);

  G_OBJECT_CLASS (rt_kafka_subscription_parent_class)->finalize (object);
}

static void
rt_kafka_subscription_class_init (RtKafkaSubscriptionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtBusSubscriptionClass *subscription_class = RT_BUS_SUBSCRIPTION_CLASS (klass);

  object_class->dispose = rt_kafka_subscription_dispose;
  object_class->finalize = rt_kafka_subscription_finalize;

  subscription_class->begin = rt_kafka_subscription_begin;
  subscription_class->lost = rt_kafka_subscription_lost;
  subscription_class->end = rt_kafka_subscription_end;
  subscription_class->acknowledge = rt_kafka_subscription_acknowledge;
  subscription_class->seek = rt_kafka_subscription_seek;
  subscription_class->seek_time = rt_kafka_subscription_seek_time;
}

static void
rt_kafka_subscription_init (RtKafkaSubscription *self)
{
  self->places = rt_kafka_places_new ();
}
