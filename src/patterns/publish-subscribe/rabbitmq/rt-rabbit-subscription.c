/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-subscription-private.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-bus.h"

/* How often a queue may be missing in a row after the connection was lost: a broker that starts
 * again takes connections before it has found all its queues. */
#define MAX_MISSING 8

G_DEFINE_FINAL_TYPE (RtRabbitSubscription, rt_rabbit_subscription, RT_TYPE_BUS_SUBSCRIPTION)

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
  rt_poller_undefer (self->poller, &self->say);
  rt_rabbit_subscription_say (self);
  self->done_to = 0;
  g_hash_table_remove_all (self->done);
  g_queue_clear_full (&self->held, (GDestroyNotify) rt_bus_delivery_unref);
  if (self->ends != NULL)
    rt_rabbit_ends_cancel (g_steal_pointer (&self->ends));
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
    {
      rt_rabbit_position_lose (&self->position);
      fail_with (self, FALSE, RT_BUS_ERROR_NOT_FOUND, _("RabbitMQ ended the subscription: its queue was deleted or moved."));
    }
}

/* What was read goes back there with the channel. */
static void
fail_as_queue (RtRabbitSubscription *self)
{
  const char *name = rt_bus_subscription_get_target (RT_BUS_SUBSCRIPTION (self))->name;
  g_autofree char *words =
    g_strdup_printf (_("“%s” is a queue of RabbitMQ’s and no stream: it cannot be read as a log. Use another name or virtual "
                       "host."), name);

  fail_with (self, TRUE, RT_BUS_ERROR_MISMATCH, words);
}

static void
on_received (RtAmqpChannel *channel,
             RtAmqpContent *content,
             gpointer       user_data)
{
  g_autoptr (RtRabbitSubscription) self = g_object_ref (user_data);

  if (content->is_return)
    return;

  if (content->too_large && !rt_rabbit_subscription_is_log (self))
    fail_with (self, TRUE, RT_BUS_ERROR_TOO_LARGE, _("A message there is larger than 1 MiB, and stays there."));
  else if (rt_rabbit_subscription_is_log (self) && content->offset < 0)
    fail_as_queue (self);
  else if (rt_rabbit_subscription_is_log (self) && rt_rabbit_position_is_too_early (&self->position, content))
    rt_rabbit_subscription_settle (self, content->tag, FALSE);
  else
    rt_rabbit_subscription_take (self, content);
}

static void
refused (RtRabbitSubscription *self,
         const GError         *error)
{
  gboolean missing = g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND);
  gboolean for_good = !g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_FAILED);

  if (missing && self->n_missing > 0)
    {
      self->n_missing--;
      for_good = FALSE;
    }
  fail (self, error, for_good);
}

static void
on_closed (RtAmqpChannel *channel,
           const GError  *error,
           gboolean       lost,
           gpointer       user_data)
{
  RtRabbitSubscription *self = user_data;

  self->channel = NULL;
  if (!lost)
    refused (self, error);
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
  g_autoptr (GError) error = NULL;

  self->channel = rt_amqp_channel_open (rt_rabbit_bus_get_connection (get_bus (self)), &channel_events, self, &error);
  if (self->channel == NULL)
    {
      fail (self, error, FALSE);
      return;
    }

  rt_rabbit_position_fill (&self->position, &offset);
  rt_amqp_channel_send (self->channel, AMQP_BASIC_QOS_METHOD, &qos);
  rt_amqp_channel_send (self->channel, AMQP_BASIC_CONSUME_METHOD, &(amqp_basic_consume_t) {
    .queue = rt_amqp_bytes (target->name),
    .arguments = { .num_entries = rt_rabbit_subscription_is_log (self) ? 1 : 0, .entries = &offset },
  });
  /* A stream may say that it consumes before it has looked where its end is. It has by the answer to this. */
  rt_amqp_channel_send (self->channel, AMQP_BASIC_QOS_METHOD, &qos);
  self->n_awaited = 3;
}

static void
on_found (gint64        first,
          gint64        next,
          const GError *error,
          gboolean      lost,
          gpointer      user_data)
{
  RtRabbitSubscription *self = user_data;

  self->ends = NULL;
  if (lost)
    return;
  if (error != NULL)
    {
      if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT)
          || g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_FULL))
        fail (self, error, FALSE);
      else
        refused (self, error);
      return;
    }

  rt_rabbit_position_take_end (&self->position, next);
  consume (self);
}

static void
start (RtRabbitSubscription *subscription)
{
  g_autoptr (RtRabbitSubscription) self = g_object_ref (subscription);
  const RtBusTarget *target = rt_bus_subscription_get_target (RT_BUS_SUBSCRIPTION (self));

  if (rt_rabbit_subscription_is_log (self) && rt_rabbit_position_needs_end (&self->position))
    self->ends = rt_rabbit_ends_find (rt_rabbit_bus_get_connection (get_bus (self)), target->name, on_found, self);
  else
    consume (self);
}

static void
rt_rabbit_subscription_begin (RtBusSubscription *subscription)
{
  RtRabbitSubscription *self = RT_RABBIT_SUBSCRIPTION (subscription);
  const RtBusSubscribing *how = rt_bus_subscription_get_how (subscription);

  if (self->position.from == G_MININT64)
    self->position.from = how->from;
  start (self);
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

  if (!rt_rabbit_subscription_is_log (self))
    {
      rt_rabbit_subscription_finish (self, delivery->handle, FALSE);
      return;
    }

  self->position.from = delivery->offset + 1;
  rt_rabbit_subscription_settle (self, delivery->handle, TRUE);
  if (!g_queue_is_empty (&self->held))
    rt_poller_defer (self->poller, &self->release);
}

static void
rt_rabbit_subscription_reject (RtBusSubscription *subscription,
                               RtBusDelivery     *delivery,
                               gboolean           requeue)
{
  RtRabbitSubscription *self = RT_RABBIT_SUBSCRIPTION (subscription);

  if (self->channel == NULL)
    return;

  rt_amqp_channel_send (self->channel, AMQP_BASIC_REJECT_METHOD,
                        &(amqp_basic_reject_t) { .delivery_tag = delivery->handle, .requeue = requeue });
  rt_rabbit_subscription_finish (self, delivery->handle, TRUE);
}

/* A consumer of a stream does not move: it is another one. */
static void
go_to (RtRabbitSubscription *self,
       gint64                from,
       gint64                since_us,
       GTask                *task)
{
  self->position = (RtRabbitPosition) { .from = from, .since_us = since_us };
  leave (self);
  rt_bus_subscription_forget (RT_BUS_SUBSCRIPTION (self), -1);
  end_seeking (self, NULL);
  self->seeking = task;
  start (self);
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

  rt_poller_undefer (self->poller, &self->say);
  rt_poller_unref (self->poller);
  g_hash_table_unref (self->done);

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
  self->release = (RtDeferred) { .func = rt_rabbit_subscription_release, .user_data = self };
  self->say = (RtDeferred) { .func = rt_rabbit_subscription_say, .user_data = self };
  self->done = g_hash_table_new (NULL, NULL);
}
