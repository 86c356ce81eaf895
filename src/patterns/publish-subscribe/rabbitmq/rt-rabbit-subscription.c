/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-subscription.h"

#include <glib/gi18n.h>

#include "core/rt-priority.h"
#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-bus.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-position.h"

/* How often a queue may be missing in a row after the connection was lost: a broker that starts
 * again takes connections before it has found all its queues. */
#define MAX_MISSING 8

struct _RtRabbitSubscription {
  RtBusSubscription parent_instance;
  RtAmqpChannel    *channel;      /* NULL: the broker does not have it */
  GTask            *seeking;      /* completed when the broker has it again */
  guint             n_awaited;    /* answers until it has begun */
  guint             n_missing;    /* of MAX_MISSING that are left */

  /* Of a log. */
  RtRabbitPosition  position;
  GQueue            held;         /* of RtBusDelivery beyond the prefetch: a stream is read in whole chunks */
  RtPoller         *poller;
  RtDeferred        release;
};

G_DEFINE_FINAL_TYPE (RtRabbitSubscription, rt_rabbit_subscription, RT_TYPE_BUS_SUBSCRIPTION)

static gboolean
is_log (RtRabbitSubscription *self)
{
  return rt_bus_subscription_get_target (RT_BUS_SUBSCRIPTION (self))->kind == RT_BUS_LOG;
}

static RtRabbitBus *
get_bus (RtRabbitSubscription *self)
{
  return RT_RABBIT_BUS (rt_bus_subscription_get_bus (RT_BUS_SUBSCRIPTION (self)));
}

static void
leave (RtRabbitSubscription *self)
{
  rt_rabbit_bus_remove_consumer (get_bus (self), RT_BUS_SUBSCRIPTION (self));
  rt_poller_undefer (self->poller, &self->release);
  g_queue_clear_full (&self->held, (GDestroyNotify) rt_bus_delivery_unref);
  if (self->channel != NULL)
    rt_amqp_channel_close (g_steal_pointer (&self->channel));
}

static void
end_seeking (RtRabbitSubscription *self,
             const GError         *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->seeking);

  if (task != NULL && error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
fail (RtRabbitSubscription *self,
      const GError         *error,
      gboolean              for_good)
{
  leave (self);
  end_seeking (self, error);
  rt_bus_subscription_failed (RT_BUS_SUBSCRIPTION (self), error, for_good);
}

static void
fail_with (RtRabbitSubscription *self,
           gboolean              for_good,
           RtBusError            code,
           const char           *words)
{
  g_autoptr (GError) error = g_error_new_literal (RT_BUS_ERROR, code, words);

  fail (self, error, for_good);
}

static void
began (RtRabbitSubscription *self)
{
  self->n_missing = 0;
  /* After a loss the end is not where it was. */
  if (self->position.from == RT_BUS_FROM_END && self->position.since_us == 0)
    self->position.since_us = g_get_real_time ();
  end_seeking (self, NULL);
  rt_bus_subscription_began (RT_BUS_SUBSCRIPTION (self));
}

static void
on_replied (RtAmqpChannel       *channel,
            const amqp_method_t *method,
            gpointer             user_data)
{
  RtRabbitSubscription *self = user_data;

  if (method->id == AMQP_BASIC_CONSUME_OK_METHOD)
    rt_rabbit_bus_add_consumer (get_bus (self), RT_BUS_SUBSCRIPTION (self));
  if (method->id == AMQP_BASIC_CONSUME_OK_METHOD || method->id == AMQP_BASIC_QOS_OK_METHOD)
    {
      if (--self->n_awaited == 0)
        began (self);
    }
  else if (method->id == AMQP_BASIC_CANCEL_METHOD)
    fail_with (self, FALSE, RT_BUS_ERROR_NOT_FOUND, _("RabbitMQ ended the subscription: its queue was deleted or moved."));
}

static void
acknowledge (RtRabbitSubscription *self,
             guint64               tag,
             gboolean              multiple)
{
  if (self->channel != NULL)
    rt_amqp_channel_send (self->channel, AMQP_BASIC_ACK_METHOD,
                          &(amqp_basic_ack_t) { .delivery_tag = tag, .multiple = multiple });
}

static void
deliver (RtRabbitSubscription *self,
         RtBusDelivery        *delivery)
{
  gboolean automatic = rt_bus_subscription_get_how (RT_BUS_SUBSCRIPTION (self))->automatic;
  RtAmqpChannel *channel = self->channel;

  if (is_log (self))
    rt_rabbit_position_take (&self->position, delivery->offset, automatic);
  rt_bus_subscription_deliver (RT_BUS_SUBSCRIPTION (self), delivery);
  if (automatic && self->channel == channel)
    acknowledge (self, delivery->handle, FALSE);
}

static gboolean
is_enough (RtRabbitSubscription *self)
{
  const RtBusSubscribing *how = rt_bus_subscription_get_how (RT_BUS_SUBSCRIPTION (self));

  return !how->automatic && rt_bus_subscription_get_n_unacknowledged (RT_BUS_SUBSCRIPTION (self)) >= how->prefetch;
}

static void
release_held (gpointer user_data)
{
  g_autoptr (RtRabbitSubscription) self = g_object_ref (user_data);
  gint64 until = g_get_monotonic_time () + RT_SLICE_US;

  while (!is_enough (self))
    {
      g_autoptr (RtBusDelivery) delivery = g_queue_pop_head (&self->held);

      if (delivery == NULL)
        return;
      deliver (self, delivery);
      if (g_get_monotonic_time () >= until)
        {
          rt_poller_defer (self->poller, &self->release);
          return;
        }
    }
}

static void
take (RtRabbitSubscription *self,
      RtAmqpContent        *content)
{
  g_autoptr (RtBusDelivery) delivery = rt_bus_delivery_new (content->message);

  delivery->redelivered = content->redelivered;
  delivery->handle = content->tag;
  if (content->message->key == NULL && *content->exchange != '\0')
    content->message->key = g_strdup (content->routing_key);
  if (is_log (self))
    {
      delivery->partition = 0;
      delivery->offset = content->offset;
      if (!g_queue_is_empty (&self->held) || is_enough (self))
        {
          g_queue_push_tail (&self->held, g_steal_pointer (&delivery));
          return;
        }
    }
  deliver (self, delivery);
}

static void
on_received (RtAmqpChannel *channel,
             RtAmqpContent *content,
             gpointer       user_data)
{
  g_autoptr (RtRabbitSubscription) self = g_object_ref (user_data);

  if (content->is_return)
    return;

  if (content->too_large)
    fail_with (self, TRUE, RT_BUS_ERROR_TOO_LARGE, _("A message there is larger than 1 MiB, and stays there."));
  else if (is_log (self) && rt_rabbit_position_is_too_early (&self->position, content))
    acknowledge (self, content->tag, FALSE);
  else
    take (self, content);
}

static void
on_closed (RtAmqpChannel *channel,
           const GError  *error,
           gboolean       lost,
           gpointer       user_data)
{
  RtRabbitSubscription *self = user_data;
  gboolean missing = g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND);
  gboolean for_good = !g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_FAILED);

  self->channel = NULL;
  if (lost)
    return;

  if (missing && self->n_missing > 0)
    {
      self->n_missing--;
      for_good = FALSE;
    }
  fail (self, error, for_good);
}

static const RtAmqpChannelEvents channel_events = {
  .replied = on_replied,
  .received = on_received,
  .closed = on_closed,
};

static void
consume (RtRabbitSubscription *self)
{
  const RtBusSubscribing *how = rt_bus_subscription_get_how (RT_BUS_SUBSCRIPTION (self));
  const RtBusTarget *target = rt_bus_subscription_get_target (RT_BUS_SUBSCRIPTION (self));
  amqp_basic_qos_t qos = { .prefetch_count = (guint16) MIN (how->prefetch, G_MAXUINT16) };
  amqp_table_entry_t offset;

  self->channel = rt_amqp_channel_open (rt_rabbit_bus_get_connection (get_bus (self)), &channel_events, self);
  if (self->channel == NULL)
    {
      fail_with (self, FALSE, RT_BUS_ERROR_FULL, _("RabbitMQ allows no more channels: close some."));
      return;
    }

  rt_rabbit_position_fill (&self->position, &offset);
  rt_amqp_channel_send (self->channel, AMQP_BASIC_QOS_METHOD, &qos);
  rt_amqp_channel_send (self->channel, AMQP_BASIC_CONSUME_METHOD, &(amqp_basic_consume_t) {
    .queue = rt_amqp_bytes (target->name),
    .arguments = { .num_entries = is_log (self) ? 1 : 0, .entries = &offset },
  });
  /* A stream may say that it consumes before it has looked where its end is. It has by the answer to this. */
  rt_amqp_channel_send (self->channel, AMQP_BASIC_QOS_METHOD, &qos);
  self->n_awaited = 3;
}

static void
rt_rabbit_subscription_begin (RtBusSubscription *subscription)
{
  RtRabbitSubscription *self = RT_RABBIT_SUBSCRIPTION (subscription);
  const RtBusSubscribing *how = rt_bus_subscription_get_how (subscription);

  if (self->position.from == G_MININT64)
    self->position.from = how->from;
  consume (self);
}

static void
rt_rabbit_subscription_lost (RtBusSubscription *subscription)
{
  RtRabbitSubscription *self = RT_RABBIT_SUBSCRIPTION (subscription);
  g_autoptr (GError) error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, _("The connection was closed."));

  leave (self);
  self->n_missing = MAX_MISSING;
  end_seeking (self, error);
}

static void
rt_rabbit_subscription_end (RtBusSubscription *subscription)
{
  RtRabbitSubscription *self = RT_RABBIT_SUBSCRIPTION (subscription);
  g_autoptr (GError) error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, _("The connection was closed."));

  leave (self);
  end_seeking (self, error);
}

static void
rt_rabbit_subscription_acknowledge (RtBusSubscription *subscription,
                                    RtBusDelivery     *delivery)
{
  RtRabbitSubscription *self = RT_RABBIT_SUBSCRIPTION (subscription);

  if (is_log (self))
    self->position.from = delivery->offset + 1;
  acknowledge (self, delivery->handle, is_log (self));
  if (!g_queue_is_empty (&self->held))
    rt_poller_defer (self->poller, &self->release);
}

static void
rt_rabbit_subscription_reject (RtBusSubscription *subscription,
                               RtBusDelivery     *delivery,
                               gboolean           requeue)
{
  RtRabbitSubscription *self = RT_RABBIT_SUBSCRIPTION (subscription);

  if (self->channel != NULL)
    rt_amqp_channel_send (self->channel, AMQP_BASIC_REJECT_METHOD,
                          &(amqp_basic_reject_t) { .delivery_tag = delivery->handle, .requeue = requeue });
}

/* A consumer of a stream does not move: it is another one. */
static void
go_to (RtRabbitSubscription *self,
       gint64                from,
       gint64                since_us,
       GTask                *task)
{
  self->position.from = from;
  self->position.since_us = since_us;
  leave (self);
  rt_bus_subscription_forget (RT_BUS_SUBSCRIPTION (self), -1);
  end_seeking (self, NULL);
  self->seeking = task;
  consume (self);
}

static void
rt_rabbit_subscription_seek (RtBusSubscription *subscription,
                             int                partition,
                             gint64             offset,
                             GTask             *task)
{
  if (partition <= 0)
    {
      go_to (RT_RABBIT_SUBSCRIPTION (subscription), offset, 0, task);
      return;
    }

  g_task_return_new_error (task, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND, _("A stream of RabbitMQ has partition 0 alone."));
  g_object_unref (task);
}

static void
rt_rabbit_subscription_seek_time (RtBusSubscription *subscription,
                                  gint64             time_us,
                                  GTask             *task)
{
  go_to (RT_RABBIT_SUBSCRIPTION (subscription), RT_BUS_FROM_BEGINNING, MAX (time_us, 1), task);
}

static void
rt_rabbit_subscription_finalize (GObject *object)
{
  RtRabbitSubscription *self = RT_RABBIT_SUBSCRIPTION (object);

  rt_poller_unref (self->poller);

  G_OBJECT_CLASS (rt_rabbit_subscription_parent_class)->finalize (object);
}

static void
rt_rabbit_subscription_class_init (RtRabbitSubscriptionClass *klass)
{
  RtBusSubscriptionClass *subscription_class = RT_BUS_SUBSCRIPTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_rabbit_subscription_finalize;
  subscription_class->begin = rt_rabbit_subscription_begin;
  subscription_class->lost = rt_rabbit_subscription_lost;
  subscription_class->end = rt_rabbit_subscription_end;
  subscription_class->acknowledge = rt_rabbit_subscription_acknowledge;
  subscription_class->reject = rt_rabbit_subscription_reject;
  subscription_class->seek = rt_rabbit_subscription_seek;
  subscription_class->seek_time = rt_rabbit_subscription_seek_time;
}

static void
rt_rabbit_subscription_init (RtRabbitSubscription *self)
{
  self->position = (RtRabbitPosition) RT_RABBIT_POSITION_INIT;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->release = (RtDeferred) { .func = release_held, .user_data = self };
}
