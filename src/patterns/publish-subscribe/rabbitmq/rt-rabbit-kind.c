/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-kind.h"

#include <string.h>

#include <glib/gi18n.h>

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-error.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"
#include "patterns/publish-subscribe/rt-bus.h"

/* A stream answers to all that a queue does but does not mean the same. The broker tells them apart
 * only by how it refuses a declaration that what is there does not match. */
#define SIZE_ARGUMENT "'x-max-length-bytes'"
#define VALUE_WORDS   "current is the value '"

typedef struct {
  RtAmqpConnection *connection;
  RtBusTarget      *target;
  RtRabbitLooked    looked;
  gpointer          user_data;
  RtAmqpChannel    *channel;
  RtPoller         *poller;
  RtPollerTimer     timer;
  gboolean          is_there;
  gint64            max_bytes;  /* that it was declared with; -1 it was not */
} Look;

static void ask (Look *self);

static void
finish (Look         *self,
        const GError *error)
{
  rt_poller_stop_timer (self->poller, &self->timer);
  if (self->channel != NULL)
    rt_amqp_channel_close (g_steal_pointer (&self->channel));
  self->looked (error, self->user_data);

  rt_poller_unref (self->poller);
  rt_bus_target_free (self->target);
  g_free (self);
}

static void
finish_as (Look      *self,
           RtBusKind  kind)
{
  g_autoptr (GError) error = NULL;

  if (self->target->kind != kind)
    error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                         kind == RT_BUS_LOG
                           ? _("“%s” is a stream of RabbitMQ’s and no queue: read it as a log, or use another name or "
                               "virtual host.")
                           : _("“%s” is a queue of RabbitMQ’s and no stream: it cannot be read as a log. Use another "
                               "name or virtual host."),
                         self->target->name);
  finish (self, error);
}

/* Which of them matter is known of those that streams have; other kinds have all the others. */
static gboolean
is_of_streams (const char *words)
{
  return strstr (words, "'x-max-age'") != NULL || strstr (words, "'x-stream-") != NULL
         || strstr (words, "'x-initial-cluster-size'") != NULL;
}

static void
take_refusal (Look         *self,
              const GError *error,
              const char   *words)
{
  const char *value = strstr (words, VALUE_WORDS);

  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH)
      && strstr (words, SIZE_ARGUMENT) != NULL && value != NULL && self->max_bytes < 0)
    {
      self->max_bytes = g_ascii_strtoll (value + strlen (VALUE_WORDS), NULL, 10);
      ask (self);
    }
  else if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH))
    finish_as (self, is_of_streams (words) ? RT_BUS_LOG : RT_BUS_QUEUE);
  else
    /* No right to declare, or somebody's own: it is as it is said to be. */
    finish (self, NULL);
}

static void
declare_stream (Look *self)
{
  amqp_table_entry_t arguments[2];
  int n = 0;

  rt_amqp_entry_set_text (&arguments[n++], "x-queue-type", "stream");
  if (self->max_bytes >= 0)
    rt_amqp_entry_set_integer (&arguments[n++], "x-max-length-bytes", self->max_bytes);
  rt_amqp_channel_send (self->channel, AMQP_QUEUE_DECLARE_METHOD, &(amqp_queue_declare_t) {
    .queue = rt_amqp_bytes (self->target->name),
    .durable = TRUE,
    .arguments = { .num_entries = n, .entries = arguments },
  });
}

static void
on_replied (RtAmqpChannel       *channel,
            const amqp_method_t *method,
            gpointer             user_data)
{
  Look *self = user_data;

  if (method->id != AMQP_QUEUE_DECLARE_OK_METHOD)
    return;

  if (self->is_there)
    {
      finish_as (self, RT_BUS_LOG);
      return;
    }
  self->is_there = TRUE;
  declare_stream (self);
}

static void
on_closed (RtAmqpChannel *channel,
           const GError  *error,
           gboolean       lost,
           gpointer       user_data)
{
  Look *self = user_data;

  self->channel = NULL;
  if (lost || !self->is_there)
    finish (self, error);
  else
    take_refusal (self, error, rt_amqp_channel_get_words (channel));
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

/* Before it is declared it is looked for: what is not there is not to be made. */
static void
ask (Look *self)
{
  g_autoptr (GError) error = NULL;

  self->is_there = FALSE;
  self->channel = rt_amqp_channel_open (self->connection, &channel_events, self, &error);
  if (self->channel == NULL)
    {
      finish (self, error);
      return;
    }

  rt_amqp_channel_send (self->channel, AMQP_QUEUE_DECLARE_METHOD,
                        &(amqp_queue_declare_t) { .queue = rt_amqp_bytes (self->target->name), .passive = TRUE });
}

/**
 * rt_rabbit_kind_look:
 * @connection: an open connection
 * @target: a queue or a log
 * @looked: (scope async): called once: with %NULL where it is as @target says, with
 *   %RT_BUS_ERROR_MISMATCH where it is the other, with %RT_BUS_ERROR_NOT_FOUND or another error
 * @user_data: for @looked
 *
 * Looks whether what has that name is a stream or a queue. Changes nothing.
 */
void
rt_rabbit_kind_look (RtAmqpConnection  *connection,
                     const RtBusTarget *target,
                     RtRabbitLooked     looked,
                     gpointer           user_data)
{
  Look *self = g_new0 (Look, 1);

  self->connection = connection;
  self->target = rt_bus_target_copy (target);
  self->looked = looked;
  self->user_data = user_data;
  self->max_bytes = -1;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer = (RtPollerTimer) { .func = on_timeout, .user_data = self };
  rt_poller_start_timer (self->poller, &self->timer, RT_AMQP_REPLY_TIMEOUT_MS);
  ask (self);
}
