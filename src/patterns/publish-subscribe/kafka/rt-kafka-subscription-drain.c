/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-subscription-private.h"

#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"

/* A member that asks for nothing in five minutes is expelled, in ms. */
#define SIGN_OF_LIFE_MS 60000
/* Acknowledged out of order, and held back by one that is not. */
#define MAX_HELD (2 * RT_BUS_MAX_PREFETCH)

/* What librdkafka mends by itself is told by the bus; this is what it cannot. */
static gboolean
ends_reading (rd_kafka_resp_err_t code)
{
  switch ((int) code)
    {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
      return TRUE;

    default:
      return FALSE;
    }
}

static void
take_error (RtKafkaSubscription *self,
            rd_kafka_resp_err_t  code,
            const char          *words)
{
  g_autoptr (GError) error = NULL;

  /* Who reads alone needs no right to be a member of a group. */
  if (!ends_reading (code) ||
      (rt_kafka_subscription_get_how (self)->group == NULL && code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED))
    return;

  error = rt_kafka_error_new (code, words);
  rt_kafka_subscription_fail (self, error);
}

static void
take_events (RtKafkaSubscription *self)
{
  rd_kafka_event_t *event;

  while (self->consumer != NULL &&
         (event = rd_kafka_queue_poll (rt_kafka_handle_get_control (self->consumer), 0)) != NULL)
    {
      if (rd_kafka_event_type (event) == RD_KAFKA_EVENT_REBALANCE)
        rt_kafka_subscription_take_rebalance (self, event);
      else if (rd_kafka_event_type (event) == RD_KAFKA_EVENT_ERROR)
        take_error (self, rd_kafka_event_error (event), rd_kafka_event_error_string (event));
      rd_kafka_event_destroy (event);
    }
}

/* Where the log ends was told with what came last of it. */
static void
look_back (RtKafkaSubscription *self,
           RtBusDelivery       *delivery)
{
  gint64 begin = -1;
  gint64 end = -1;

  rd_kafka_get_watermark_offsets (rt_kafka_handle_get (self->consumer), rt_kafka_subscription_get_topic (self),
                                  delivery->partition, &begin, &end);
  if (!rt_kafka_places_begin_anew (self->places, delivery->partition, delivery->offset, end))
    return;

  rt_bus_subscription_forget (RT_BUS_SUBSCRIPTION (self), delivery->partition);
  delivery->anew = TRUE;
}

static void
deliver (RtKafkaSubscription *self,
         const RtKafkaRead   *read)
{
  RtBusDelivery *delivery = read->delivery;
  gboolean redelivered;

  if (delivery == NULL)
    {
      take_error (self, read->code, read->words);
      return;
    }
  if (rt_kafka_places_goes_back (self->places, delivery->partition, delivery->offset))
    look_back (self, delivery);
  if (!rt_kafka_places_pass (self->places, delivery->partition, delivery->offset, &redelivered))
    return;

  delivery->redelivered = redelivered;
  if (rt_kafka_subscription_get_how (self)->automatic)
    rt_kafka_places_acknowledge (self->places, delivery->partition, delivery->offset);
  rt_bus_subscription_deliver (RT_BUS_SUBSCRIPTION (self), delivery);
}

static gboolean
may_deliver (RtKafkaSubscription *self)
{
  return self->consumer != NULL && self->begun && self->has_place && !self->moving;
}

static gboolean
has_room (RtKafkaSubscription *self)
{
  const RtBusSubscribing *how = rt_kafka_subscription_get_how (self);
  guint prefetch = how->prefetch != 0 ? how->prefetch : RT_BUS_DEFAULT_PREFETCH;

  return rt_bus_subscription_get_n_unacknowledged (RT_BUS_SUBSCRIPTION (self)) < prefetch &&
         rt_kafka_places_get_held (self->places) < MAX_HELD;
}

/* FALSE: there is no more, or no room for it. */
static gboolean
deliver_next (RtKafkaSubscription *self)
{
  RtKafkaRead read;

  if (!has_room (self) || !rt_kafka_reader_take (self->reader, &read))
    return FALSE;

  deliver (self, &read);
  rt_kafka_read_clear (&read);

  return TRUE;
}

/* FALSE: it is being made still, or cannot be. */
static gboolean
take_made (RtKafkaSubscription *self)
{
  const GError *failed = rt_kafka_handle_get_error (self->consumer);
  g_autoptr (GError) error = failed != NULL ? g_error_copy (failed) : NULL;

  self->is_made = rt_kafka_handle_is_made (self->consumer);
  if (error != NULL)
    rt_kafka_subscription_drop_consumer (self);
  if (error != NULL && self->begun)
    rt_bus_subscription_failed (RT_BUS_SUBSCRIPTION (self), error, TRUE);
  else if (self->is_made && self->begun)
    rt_kafka_subscription_go_on (self);

  return self->is_made;
}

gboolean
rt_kafka_subscription_drain (gint64   until,
                             gpointer user_data)
{
  g_autoptr (RtKafkaSubscription) self = g_object_ref (user_data);
  RtBusSubscription *subscription = RT_BUS_SUBSCRIPTION (self);
  gboolean has_more = TRUE;

  if (!self->is_made && !take_made (self))
    return FALSE;

  take_events (self);
  if (may_deliver (self) && !rt_bus_subscription_is_active (subscription))
    rt_bus_subscription_began (subscription);
  while (has_more && may_deliver (self) && g_get_monotonic_time () < until)
    has_more = deliver_next (self);
  if (self->consumer == NULL)
    return FALSE;

  /* What is acknowledged meanwhile must not come after where it goes on. */
  if (!self->moving)
    rt_kafka_subscription_store_acknowledged (self);
  rt_kafka_handle_wake_in (self->consumer, SIGN_OF_LIFE_MS);

  return has_more && may_deliver (self);
}
