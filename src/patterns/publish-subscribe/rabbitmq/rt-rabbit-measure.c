/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-measure.h"

#include <glib/gi18n.h>

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"

#define TIMEOUT_MS 15000

/* How many messages a stream has the broker knows some seconds late. So its first message is asked
 * for and its last ones, which come without a word that they are all: they are when for a moment
 * nothing has come; where more is published all the time, those of a longer moment will do. */
#define QUIET_MS    100
#define LONGEST_US  (500 * 1000)
#define EMPTY_MS    300
#define N_LAST      4096

typedef struct {
  GTask         *task;
  RtAmqpChannel *channel;
  RtBusTarget   *target;
  RtPoller      *poller;
  RtPollerTimer  timer;
  RtRabbitHeld   held;
  gpointer       user_data;
  RtBusPartition partition;
  gint64         lowest;       /* offset that came; -1 none */
  gint64         highest;
  gint64         deadline;     /* monotonic */
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
ask (Measuring  *self,
     const char *where,
     guint16     n)
{
  amqp_table_entry_t offset;

  rt_amqp_entry_set_text (&offset, "x-stream-offset", where);
  rt_amqp_channel_send (self->channel, AMQP_BASIC_QOS_METHOD, &(amqp_basic_qos_t) { .prefetch_count = n });
  rt_amqp_channel_send (self->channel, AMQP_BASIC_CONSUME_METHOD, &(amqp_basic_consume_t) {
    .queue = rt_amqp_bytes (self->target->name),
    .arguments = { .num_entries = 1, .entries = &offset },
  });
}

static void
on_quiet (gpointer user_data)
{
  Measuring *self = user_data;

  if (self->lowest >= 0)
    {
      self->partition.first = self->lowest;
      self->partition.next = MAX (self->lowest + self->partition.next, self->highest + 1);
    }
  finish (self, NULL);
}

static void
take_stream (Measuring                     *self,
             const amqp_queue_declare_ok_t *ok)
{
  self->partition.next = ok->message_count;
  self->deadline = g_get_monotonic_time () + LONGEST_US;
  ask (self, "first", 1);
  ask (self, "last", N_LAST);
  self->timer.func = on_quiet;
  rt_poller_start_timer (self->poller, &self->timer, EMPTY_MS);
}

static void
take_queue (Measuring                     *self,
            const amqp_queue_declare_ok_t *ok)
{
  guint n_consumers;
  gint64 held = self->held (self->target->name, &n_consumers, self->user_data);

  if (self->target->kind == RT_BUS_LOG)
    {
      take_stream (self, ok);
      return;
    }

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
on_received (RtAmqpChannel *channel,
             RtAmqpContent *content,
             gpointer       user_data)
{
  Measuring *self = user_data;

  if (content->is_return || content->offset < 0)
    return;

  self->lowest = self->lowest < 0 ? content->offset : MIN (self->lowest, content->offset);
  self->highest = MAX (self->highest, content->offset);
  if (g_get_monotonic_time () < self->deadline)
    rt_poller_start_timer (self->poller, &self->timer, QUIET_MS);
  else
    on_quiet (self);
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
  .received = on_received,
  .closed = on_closed,
};

static void
on_timeout (gpointer user_data)
{
  g_autoptr (GError) error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT,
                                                  _("RabbitMQ took too long over it: try again."));

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

  self->task = task;
  self->target = rt_bus_target_copy (target);
  self->held = held;
  self->user_data = user_data;
  self->partition = (RtBusPartition) { .committed = -1, .ready = -1, .unacknowledged = -1 };
  self->lowest = -1;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer = (RtPollerTimer) { .func = on_timeout, .user_data = self };
  self->channel = rt_amqp_channel_open (connection, &channel_events, self);
  if (self->channel == NULL)
    {
      on_timeout (self);
      return;
    }

  rt_poller_start_timer (self->poller, &self->timer, TIMEOUT_MS);
  rt_amqp_channel_send (self->channel, AMQP_QUEUE_DECLARE_METHOD,
                        &(amqp_queue_declare_t) { .queue = rt_amqp_bytes (target->name), .passive = TRUE });
}
