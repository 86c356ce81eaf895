/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-measure.h"

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-error.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-ends.h"

typedef struct {
  GTask         *task;
  RtAmqpChannel *channel;
  RtBusTarget   *target;
  RtPoller      *poller;
  RtPollerTimer  timer;
  RtRabbitHeld   held;
  gpointer       user_data;
  RtBusPartition partition;
} Measuring;

static void
finish (Measuring    *self,
        const GError *error)
{
  GArray *partitions;

  rt_poller_stop_timer (self->poller, &self->timer);
  if (self->channel != NULL)
    rt_amqp_channel_close (g_steal_pointer (&self->channel));
  if (error != NULL)
    g_task_return_error (self->task, g_error_copy (error));
  else
    {
      partitions = g_array_new (FALSE, FALSE, sizeof (RtBusPartition));
      g_array_append_val (partitions, self->partition);
      g_task_return_pointer (self->task, partitions, (GDestroyNotify) g_array_unref);
    }

  rt_poller_unref (self->poller);
  rt_bus_target_free (self->target);
  g_object_unref (self->task);
  g_free (self);
}

static void
on_found (gint64        first,
          gint64        next,
          const GError *error,
          gboolean      lost,
          gpointer      user_data)
{
  Measuring *self = user_data;

  self->partition.first = first;
  self->partition.next = next;
  finish (self, error);
}

static void
take_queue (Measuring                     *self,
            const amqp_queue_declare_ok_t *ok)
{
  guint n_consumers;
  gint64 held = self->held (self->target->name, &n_consumers, self->user_data);

  self->partition.ready = ok->message_count;
  /* Only the broker's management knows what others hold. */
  self->partition.unacknowledged = ok->consumer_count <= n_consumers ? held : -1;
  finish (self, NULL);
}

static void
on_replied (RtAmqpChannel       *channel,
            const amqp_method_t *method,
            gpointer             user_data)
{
  if (method->id == AMQP_QUEUE_DECLARE_OK_METHOD)
    take_queue (user_data, method->decoded);
}

static void
on_closed (RtAmqpChannel *channel,
           const GError  *error,
           gboolean       lost,
           gpointer       user_data)
{
  Measuring *self = user_data;

  self->channel = NULL;
  finish (self, error);
}

static const RtAmqpChannelEvents channel_events = {
  .replied = on_replied,
  .closed = on_closed,
};

static void
on_timeout (gpointer user_data)
{
  g_autoptr (GError) error = rt_amqp_error_new_timeout ();

  finish (user_data, error);
}

/**
 * rt_rabbit_measure:
 * @connection: an open connection
 * @target: what is measured
 * @held: says what consumers of ours hold, as long as @connection is open
 * @user_data: for @held
 * @task: (transfer full): completed with a #GArray of one #RtBusPartition
 *
 * Asks how far a queue or a stream has come.
 */
void
rt_rabbit_measure (RtAmqpConnection  *connection,
                   const RtBusTarget *target,
                   RtRabbitHeld       held,
                   gpointer           user_data,
                   GTask             *task)
{
  Measuring *self = g_new0 (Measuring, 1);
  g_autoptr (GError) error = NULL;

  self->task = task;
  self->target = rt_bus_target_copy (target);
  self->held = held;
  self->user_data = user_data;
  self->partition = (RtBusPartition) { .committed = -1, .ready = -1, .unacknowledged = -1 };
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer = (RtPollerTimer) { .func = on_timeout, .user_data = self };
  if (target->kind == RT_BUS_LOG)
    {
      rt_rabbit_ends_find (connection, target->name, on_found, self);
      return;
    }

  self->channel = rt_amqp_channel_open (connection, &channel_events, self, &error);
  if (self->channel == NULL)
    {
      finish (self, error);
      return;
    }

  rt_poller_start_timer (self->poller, &self->timer, RT_AMQP_REPLY_TIMEOUT_MS);
  rt_amqp_channel_send (self->channel, AMQP_QUEUE_DECLARE_METHOD,
                        &(amqp_queue_declare_t) { .queue = rt_amqp_bytes (target->name), .passive = TRUE });
}
