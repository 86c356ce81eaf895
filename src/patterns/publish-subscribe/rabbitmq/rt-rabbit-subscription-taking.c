/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-subscription-private.h"

#include "core/rt-priority.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"

gboolean
rt_rabbit_subscription_is_log (RtRabbitSubscription *self)
{
  return rt_bus_subscription_get_target (RT_BUS_SUBSCRIPTION (self))->kind == RT_BUS_LOG;
}

void
rt_rabbit_subscription_settle (RtRabbitSubscription *self,
                               guint64               tag,
                               gboolean              multiple)
{
  if (self->channel != NULL)
    rt_amqp_channel_send (self->channel, AMQP_BASIC_ACK_METHOD,
                          &(amqp_basic_ack_t) { .delivery_tag = tag, .multiple = multiple });
}

void
rt_rabbit_subscription_say (gpointer user_data)
{
  RtRabbitSubscription *self = user_data;

  if (self->unsaid != 0)
    rt_rabbit_subscription_settle (self, self->unsaid, TRUE);
  self->unsaid = 0;
}

/* Most are done in the order in which they came: those of a turn are told together, which saves
 * the broker a tenth of its work. One out of order is told by itself. */
void
rt_rabbit_subscription_finish (RtRabbitSubscription *self,
                               guint64               tag,
                               gboolean              told)
{
  if (tag != self->done_to + 1)
    {
      g_hash_table_add (self->done, GSIZE_TO_POINTER (tag));
      if (!told)
        rt_rabbit_subscription_settle (self, tag, FALSE);
      return;
    }

  self->done_to = tag;
  if (!told)
    {
      self->unsaid = tag;
      rt_poller_defer (self->poller, &self->say);
    }
  while (g_hash_table_remove (self->done, GSIZE_TO_POINTER (self->done_to + 1)))
    self->done_to++;
}

static void
deliver (RtRabbitSubscription *self,
         RtBusDelivery        *delivery)
{
  gboolean automatic = rt_bus_subscription_get_how (RT_BUS_SUBSCRIPTION (self))->automatic;
  RtAmqpChannel *channel = self->channel;

  if (rt_rabbit_subscription_is_log (self))
    delivery->anew = rt_rabbit_position_take (&self->position, delivery->offset, automatic);
  rt_bus_subscription_deliver (RT_BUS_SUBSCRIPTION (self), delivery);
  if (!automatic || self->channel != channel)
    return;

  if (rt_rabbit_subscription_is_log (self))
    rt_rabbit_subscription_settle (self, delivery->handle, FALSE);
  else
    rt_rabbit_subscription_finish (self, delivery->handle, FALSE);
}

static gboolean
is_enough (RtRabbitSubscription *self)
{
  const RtBusSubscribing *how = rt_bus_subscription_get_how (RT_BUS_SUBSCRIPTION (self));

  return !how->automatic && rt_bus_subscription_get_n_unacknowledged (RT_BUS_SUBSCRIPTION (self)) >= how->prefetch;
}

void
rt_rabbit_subscription_release (gpointer user_data)
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

void
rt_rabbit_subscription_take (RtRabbitSubscription *self,
                             RtAmqpContent        *content)
{
  g_autoptr (RtBusDelivery) delivery = rt_bus_delivery_new (content->message);

  delivery->redelivered = content->redelivered;
  delivery->handle = content->tag;
  if (content->message->key == NULL && *content->exchange != '\0')
    content->message->key = g_strdup (content->routing_key);
  if (rt_rabbit_subscription_is_log (self))
    {
      delivery->partition = 0;
      delivery->offset = content->offset;
      delivery->too_large = content->too_large;
      if (!g_queue_is_empty (&self->held) || is_enough (self))
        {
          g_queue_push_tail (&self->held, g_steal_pointer (&delivery));
          return;
        }
    }
  deliver (self, delivery);
}
