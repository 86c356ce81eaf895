/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-ends.h"

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-error.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"

/* How many messages a stream has the broker knows some seconds late, and then it counts offsets,
 * also those that it uses itself. So its first message is asked for and its last ones. Each consumer
 * is made by asking the stream, which tells of those before it first: once there is another one, and
 * the channel has answered after it, all that there was has come. */
#define N_LAST      16384
#define N_CONSUMERS 3

/* Where nothing came of what the broker counted: only its own notes are left, or it is late. */
#define EMPTY_MS 2000

struct _RtRabbitEnds {
  RtAmqpChannel *channel;
  char          *name;
  RtRabbitFound  found;
  gpointer       user_data;
  RtPoller      *poller;
  RtPollerTimer  timer;
  guint          n_consumers;
  guint          n_counted;  /* messages, as the broker says */
  gboolean       is_asked;   /* after the last consumer */
  gint64         lowest;     /* offset that came; -1 none */
  gint64         highest;
};

/**
 * rt_rabbit_ends_cancel:
 * @self: (transfer full): one that has not called back
 *
 * Finds nothing out any more.
 */
void
rt_rabbit_ends_cancel (RtRabbitEnds *self)
{
  rt_poller_stop_timer (self->poller, &self->timer);
  if (self->channel != NULL)
    rt_amqp_channel_close (self->channel);
  rt_poller_unref (self->poller);
  g_free (self->name);
  g_free (self);
}

static void
finish (RtRabbitEnds *self,
        const GError *error,
        gboolean      lost)
{
  RtRabbitFound found = self->found;
  gpointer user_data = self->user_data;
  gint64 first = MAX (self->lowest, 0);
  gint64 next = self->highest + 1;

  rt_rabbit_ends_cancel (self);
  found (first, next, error, lost, user_data);
}

static void
on_empty (gpointer user_data)
{
  finish (user_data, NULL, FALSE);
}

static void
on_timeout (gpointer user_data)
{
  g_autoptr (GError) error = rt_amqp_error_new_timeout ();

  finish (user_data, error, FALSE);
}

static void
ask (RtRabbitEnds *self,
     const char   *where,
     guint16       n)
{
  amqp_table_entry_t offset;

  rt_amqp_entry_set_text (&offset, "x-stream-offset", where);
  rt_amqp_channel_send (self->channel, AMQP_BASIC_QOS_METHOD, &(amqp_basic_qos_t) { .prefetch_count = n });
  rt_amqp_channel_send (self->channel, AMQP_BASIC_CONSUME_METHOD, &(amqp_basic_consume_t) {
    .queue = rt_amqp_bytes (self->name),
    .arguments = { .num_entries = 1, .entries = &offset },
  });
}

static void
take_answer (RtRabbitEnds *self)
{
  if (self->highest >= 0 || self->n_counted == 0)
    {
      finish (self, NULL, FALSE);
      return;
    }

  self->timer.func = on_empty;
  rt_poller_start_timer (self->poller, &self->timer, EMPTY_MS);
}

static void
on_replied (RtAmqpChannel       *channel,
            const amqp_method_t *method,
            gpointer             user_data)
{
  RtRabbitEnds *self = user_data;

  if (method->id == AMQP_QUEUE_DECLARE_OK_METHOD)
    self->n_counted = ((const amqp_queue_declare_ok_t *) method->decoded)->message_count;
  else if (method->id == AMQP_BASIC_CONSUME_OK_METHOD && ++self->n_consumers == N_CONSUMERS)
    {
      self->is_asked = TRUE;
      rt_amqp_channel_send (channel, AMQP_BASIC_QOS_METHOD, &(amqp_basic_qos_t) { .prefetch_count = 1 });
    }
  else if (method->id == AMQP_BASIC_QOS_OK_METHOD && self->is_asked)
    take_answer (self);
}

static void
on_received (RtAmqpChannel *channel,
             RtAmqpContent *content,
             gpointer       user_data)
{
  RtRabbitEnds *self = user_data;

  if (content->is_return || content->offset < 0)
    return;

  self->lowest = self->lowest < 0 ? content->offset : MIN (self->lowest, content->offset);
  self->highest = MAX (self->highest, content->offset);
}

static void
on_closed (RtAmqpChannel *channel,
           const GError  *error,
           gboolean       lost,
           gpointer       user_data)
{
  RtRabbitEnds *self = user_data;

  self->channel = NULL;
  finish (self, error, lost);
}

static const RtAmqpChannelEvents channel_events = {
  .replied = on_replied,
  .received = on_received,
  .closed = on_closed,
};

/**
 * rt_rabbit_ends_find:
 * @connection: an open connection
 * @name: the stream's
 * @found: (scope async): called once, unless it is cancelled: where it begins and ends
 * @user_data: for @found
 *
 * Looks where a stream begins and ends now. What is published meanwhile may count or not.
 *
 * Returns: (transfer none) (nullable): to cancel it, until @found is called; %NULL when the broker
 *   allows no more channels, and @found has been called with that
 */
RtRabbitEnds *
rt_rabbit_ends_find (RtAmqpConnection *connection,
                     const char       *name,
                     RtRabbitFound     found,
                     gpointer          user_data)
{
  RtRabbitEnds *self;
  RtAmqpChannel *channel;
  g_autoptr (GError) error = NULL;

  self = g_new0 (RtRabbitEnds, 1);
  channel = rt_amqp_channel_open (connection, &channel_events, self, &error);
  if (channel == NULL)
    {
      g_free (self);
      found (0, 0, error, FALSE, user_data);
      return NULL;
    }

  self->channel = channel;
  self->name = g_strdup (name);
  self->found = found;
  self->user_data = user_data;
  self->lowest = self->highest = -1;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer = (RtPollerTimer) { .func = on_timeout, .user_data = self };
  rt_poller_start_timer (self->poller, &self->timer, RT_AMQP_REPLY_TIMEOUT_MS);
  rt_amqp_channel_send (channel, AMQP_QUEUE_DECLARE_METHOD,
                        &(amqp_queue_declare_t) { .queue = rt_amqp_bytes (name), .passive = TRUE });
  ask (self, "last", N_LAST);
  ask (self, "first", 1);
  ask (self, "next", 1);

  return self;
}
