/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-subscription-private.h"

#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-record.h"

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

static void
deliver (RtKafkaSubscription      *self,
         const rd_kafka_message_t *record)
{
  g_autoptr (RtBusMessage) message = NULL;
  g_autoptr (RtBusDelivery) delivery = NULL;
  gboolean redelivered;

  if (record->err != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      take_error (self, record->err, rd_kafka_message_errstr (record));
      return;
    }
  if (!rt_kafka_places_pass (self->places, record->partition, record->offset, &redelivered))
    return;

  message = rt_kafka_record_parse (record);
  delivery = rt_bus_delivery_new (message);
  delivery->partition = record->partition;
  delivery->offset = record->offset;
  delivery->redelivered = redelivered;
  if (rt_kafka_subscription_get_how (self)->automatic)
    rt_kafka_places_acknowledge (self->places, record->partition, record->offset);
  rt_bus_subscription_deliver (RT_BUS_SUBSCRIPTION (self), delivery);
}

static gboolean
may_deliver (RtKafkaSubscription *self)
{
  return self->consumer != NULL && self->begun && self->has_place && !self->moving;
}

static guint
get_room (RtKafkaSubscription *self)
{
  guint prefetch = rt_kafka_subscription_get_how (self)->prefetch != 0 ? rt_kafka_subscription_get_how (self)->prefetch : RT_BUS_DEFAULT_PREFETCH;
  guint n_waiting = rt_bus_subscription_get_n_unacknowledged (RT_BUS_SUBSCRIPTION (self));

  if (n_waiting >= prefetch || rt_kafka_places_get_held (self->places) >= MAX_HELD)
    return 0;

  return prefetch - n_waiting;
}

void
rt_kafka_subscription_discard_batch (RtKafkaSubscription *self)
{
  while (self->n_delivered < self->n_batch)
    rd_kafka_message_destroy (self->batch[self->n_delivered++]);
}

/* FALSE: there is none. */
static gboolean
fill_batch (RtKafkaSubscription *self,
            guint                room)
{
  gssize n_messages;

  if (self->n_delivered < self->n_batch)
    return TRUE;

  n_messages = rd_kafka_consume_batch_queue (rt_kafka_handle_get_messages (self->consumer), 0, self->batch,
                                             MIN (room, G_N_ELEMENTS (self->batch)));
  self->n_batch = MAX (n_messages, 0);
  self->n_delivered = 0;

  return self->n_batch > 0;
}

/* FALSE: there is no more, or no room for it. */
static gboolean
deliver_batch (RtKafkaSubscription *self)
{
  guint room = get_room (self);

  if (room == 0 || !fill_batch (self, room))
    return FALSE;

  for (; room > 0 && self->n_delivered < self->n_batch && may_deliver (self); room--)
    {
      rd_kafka_message_t *record = self->batch[self->n_delivered++];

      deliver (self, record);
      rd_kafka_message_destroy (record);
    }

  return TRUE;
}

gboolean
rt_kafka_subscription_drain (gint64   until,
                             gpointer user_data)
{
  g_autoptr (RtKafkaSubscription) self = g_object_ref (user_data);
  RtBusSubscription *subscription = RT_BUS_SUBSCRIPTION (self);
  gboolean has_more = TRUE;

  take_events (self);
  if (may_deliver (self) && !rt_bus_subscription_is_active (subscription))
    rt_bus_subscription_began (subscription);
  while (has_more && may_deliver (self) && g_get_monotonic_time () < until)
    has_more = deliver_batch (self);
  if (self->consumer == NULL)
    return FALSE;

  rt_kafka_subscription_store_acknowledged (self);
  rt_kafka_handle_wake_in (self->consumer, SIGN_OF_LIFE_MS);

  return has_more && may_deliver (self);
}
