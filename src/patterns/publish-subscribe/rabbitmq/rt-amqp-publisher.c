/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-publisher.h"

#include <glib/gi18n.h>

#include "core/rt-priority.h"
#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-error.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"

/* How many confirmed ones are cut off at a time; how often the clock is asked. */
#define CUT       1024
#define N_BETWEEN 16

typedef struct {
  guint64       tag;
  RtBusMessage *message;      /* NULL: it is confirmed */
  char         *routing_key;
  GError       *error;        /* it came back, or the broker could not keep it */
} Waiting;

struct _RtAmqpPublisher {
  guint             ref_count;    /* its owner's, and one while somebody is told */
  gboolean          is_freed;     /* by its owner, who is told nothing any more */
  RtAmqpConnection *connection;
  RtAmqpChannel    *channel;      /* NULL: closed; the next message opens another */
  char             *exchange;
  RtAmqpConfirmed   confirmed;
  gpointer          user_data;
  GArray           *waiting;      /* of Waiting, in the order of publishing */
  guint             n_done;       /* at its beginning */
  guint64           first;        /* the broker's delivery tag of the first of the array; they go from 1 */
  guint64           confirmed_to; /* all up to this delivery tag are */
  guint             next_return;  /* where the next is looked for that comes back */
  RtPoller         *poller;
  RtDeferred        failing;
  GArray           *failed;       /* of guint64: tags, to be told bit by bit that they failed */
  guint             n_failed;     /* told already */
  GError           *failure;      /* why */
};

static void
unref (RtAmqpPublisher *self)
{
  if (--self->ref_count > 0)
    return;

  rt_poller_undefer (self->poller, &self->failing);
  rt_poller_unref (self->poller);
  g_array_unref (self->failed);
  g_clear_error (&self->failure);
  g_array_unref (self->waiting);
  g_free (self->exchange);
  g_free (self);
}

static void
clear_waiting (Waiting *waiting)
{
  g_clear_pointer (&waiting->message, rt_bus_message_unref);
  g_clear_pointer (&waiting->routing_key, g_free);
  g_clear_error (&waiting->error);
}

static void
forget (RtAmqpPublisher *self)
{
  for (guint i = self->n_done; i < self->waiting->len; i++)
    clear_waiting (&g_array_index (self->waiting, Waiting, i));
  g_array_set_size (self->waiting, 0);
  self->n_done = 0;
  self->next_return = 0;
  self->first = 1;
  self->confirmed_to = 0;
}

static void
confirm_one (RtAmqpPublisher *self,
             Waiting         *waiting)
{
  Waiting one = *waiting;

  *waiting = (Waiting) { one.tag, };
  self->confirmed (one.tag, one.error, self->user_data);
  clear_waiting (&one);
}

static void
cut (RtAmqpPublisher *self)
{
  if (self->n_done < CUT && self->n_done < self->waiting->len)
    return;

  g_array_remove_range (self->waiting, 0, self->n_done);
  self->first += self->n_done;
  self->next_return -= MIN (self->next_return, self->n_done);
  self->n_done = 0;
}

/* The next at the beginning, when it is confirmed. */
static Waiting *
next_done (RtAmqpPublisher *self)
{
  Waiting *waiting;

  if (self->n_done == self->waiting->len)
    return NULL;

  waiting = &g_array_index (self->waiting, Waiting, self->n_done);
  if (waiting->message != NULL && self->first + self->n_done > self->confirmed_to)
    return NULL;

  return waiting;
}

static gboolean
on_work (RtAmqpChannel *channel,
         gint64         until,
         gpointer       user_data)
{
  RtAmqpPublisher *self = user_data;
  Waiting *waiting;
  gboolean has_more;

  self->ref_count++;
  /* Whoever is told may close the bus: then there is nothing left. */
  for (guint n = 1; (waiting = next_done (self)) != NULL; n++)
    {
      self->n_done++;
      if (waiting->message != NULL)
        confirm_one (self, waiting);
      if (n % N_BETWEEN == 0 && g_get_monotonic_time () >= until)
        break;
    }
  cut (self);
  has_more = next_done (self) != NULL;
  unref (self);

  return has_more;
}

/* One that came out of order is told at once. */
static void
confirm_at (RtAmqpPublisher *self,
            guint64          delivery_tag)
{
  guint64 i = delivery_tag - self->first;

  if (delivery_tag < self->first || i < self->n_done || i >= self->waiting->len)
    return;

  if (i > self->n_done && g_array_index (self->waiting, Waiting, i).message != NULL)
    confirm_one (self, &g_array_index (self->waiting, Waiting, i));
  else
    self->confirmed_to = MAX (self->confirmed_to, delivery_tag);
}

static void
set_refused (RtAmqpPublisher *self,
             guint64          delivery_tag,
             gboolean         multiple)
{
  guint64 from = multiple ? self->first + self->n_done : delivery_tag;

  for (guint64 at = MAX (from, self->first); at <= delivery_tag && at - self->first < self->waiting->len; at++)
    {
      Waiting *waiting = &g_array_index (self->waiting, Waiting, at - self->first);

      if (waiting->message != NULL && waiting->error == NULL)
        waiting->error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_FAILED,
                                              _("RabbitMQ did not keep the message: its queue is full or gone."));
    }
}

static void
on_replied (RtAmqpChannel       *channel,
            const amqp_method_t *method,
            gpointer             user_data)
{
  RtAmqpPublisher *self = user_data;
  gboolean is_ack = method->id == AMQP_BASIC_ACK_METHOD;
  const amqp_basic_ack_t *ack = method->decoded;
  const amqp_basic_nack_t *nack = method->decoded;
  guint64 delivery_tag;
  gboolean multiple;

  if (!is_ack && method->id != AMQP_BASIC_NACK_METHOD)
    return;

  delivery_tag = is_ack ? ack->delivery_tag : nack->delivery_tag;
  multiple = is_ack ? ack->multiple : nack->multiple;
  if (!is_ack)
    set_refused (self, delivery_tag, multiple);
  self->ref_count++;
  if (multiple)
    self->confirmed_to = MAX (self->confirmed_to, delivery_tag);
  else
    confirm_at (self, delivery_tag);
  if (self->channel == channel)
    rt_amqp_channel_add_work (channel);
  unref (self);
}

/* What comes back does not say which delivery tag it had. It comes in the order of publishing, and
 * of two that are the same in everything it does not matter which. What is none of ours would leave
 * one of ours to be confirmed by the acknowledgement that follows. */
static void
on_received (RtAmqpChannel *channel,
             RtAmqpContent *content,
             gpointer       user_data)
{
  RtAmqpPublisher *self = user_data;
  guint n = self->waiting->len - self->n_done;
  guint begin = MAX (self->next_return, self->n_done) - self->n_done;

  if (!content->is_return)
    return;

  for (guint i = 0; i < n; i++)
    {
      guint at = self->n_done + (begin + i) % n;
      Waiting *waiting = &g_array_index (self->waiting, Waiting, at);

      if (waiting->message == NULL || waiting->error != NULL
          || !rt_amqp_message_is_same (waiting->message, waiting->routing_key, content))
        continue;

      waiting->error = rt_amqp_error_new_returned (content->code, rt_amqp_bytes (content->text));
      self->next_return = at + 1;
      return;
    }

  rt_amqp_channel_break (channel);
}

static void
fail_some (gpointer user_data)
{
  RtAmqpPublisher *self = user_data;
  gint64 until = g_get_monotonic_time () + RT_SLICE_US;
  g_autoptr (GError) failure = g_error_copy (self->failure);

  self->ref_count++;
  while (self->n_failed < self->failed->len && !self->is_freed)
    {
      self->confirmed (g_array_index (self->failed, guint64, self->n_failed++), failure, self->user_data);
      if (self->n_failed % N_BETWEEN == 0 && g_get_monotonic_time () >= until)
        break;
    }
  if (self->n_failed == self->failed->len)
    {
      g_array_set_size (self->failed, 0);
      self->n_failed = 0;
      g_clear_error (&self->failure);
    }
  else if (!self->is_freed)
    rt_poller_defer (self->poller, &self->failing);
  unref (self);
}

static void
on_closed (RtAmqpChannel *channel,
           const GError  *error,
           gboolean       lost,
           gpointer       user_data)
{
  RtAmqpPublisher *self = user_data;

  self->channel = NULL;
  if (lost)
    {
      forget (self);
      return;
    }

  for (guint i = self->n_done; i < self->waiting->len; i++)
    if (g_array_index (self->waiting, Waiting, i).message != NULL)
      g_array_append_val (self->failed, g_array_index (self->waiting, Waiting, i).tag);
  forget (self);
  if (self->failure == NULL)
    self->failure = g_error_copy (error);
  fail_some (self);
}

static const RtAmqpChannelEvents channel_events = {
  .replied = on_replied,
  .received = on_received,
  .closed = on_closed,
  .work = on_work,
};

/**
 * rt_amqp_publisher_new:
 * @connection: an open connection
 * @exchange: where to; "" the default exchange
 * @confirmed: what is told of each message, once
 * @user_data: for @confirmed
 *
 * Returns: (transfer full): a publisher, to be freed before @connection
 */
RtAmqpPublisher *
rt_amqp_publisher_new (RtAmqpConnection *connection,
                       const char       *exchange,
                       RtAmqpConfirmed   confirmed,
                       gpointer          user_data)
{
  RtAmqpPublisher *self = g_new0 (RtAmqpPublisher, 1);

  self->ref_count = 1;
  self->connection = connection;
  self->exchange = g_strdup (exchange);
  self->confirmed = confirmed;
  self->user_data = user_data;
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->failing = (RtDeferred) { .func = fail_some, .user_data = self };
  self->failed = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->first = 1;

  return self;
}

/**
 * rt_amqp_publisher_free:
 * @self: a publisher
 *
 * Frees it. What it published is not confirmed any more.
 */
void
rt_amqp_publisher_free (RtAmqpPublisher *self)
{
  self->is_freed = TRUE;
  forget (self);
  if (self->channel != NULL)
    rt_amqp_channel_close (g_steal_pointer (&self->channel));
  unref (self);
}

static gboolean
send_message (RtAmqpPublisher  *self,
              const char       *routing_key,
              RtBusMessage     *message,
              GError          **error)
{
  RtAmqpProperties properties;
  amqp_basic_publish_t publish = {
    .exchange = rt_amqp_bytes (self->exchange),
    .routing_key = rt_amqp_bytes (routing_key),
    .mandatory = TRUE,
  };

  if (self->channel == NULL)
    {
      self->channel = rt_amqp_channel_open (self->connection, &channel_events, self, error);
      if (self->channel == NULL)
        return FALSE;
      rt_amqp_channel_send (self->channel, AMQP_CONFIRM_SELECT_METHOD, &(amqp_confirm_select_t) { FALSE });
    }

  rt_amqp_properties_fill (&properties, message, self->exchange[0] == '\0');

  return rt_amqp_channel_publish (self->channel, &publish, &properties.properties, message->body, error);
}

/**
 * rt_amqp_publisher_publish:
 * @self: a publisher
 * @routing_key: what the exchange goes by
 * @message: what is published
 * @tag: what it is confirmed by, at once where it cannot be sent; not when the connection is lost
 *
 * Publishes a message, mandatory: without a queue that takes it it comes back.
 */
void
rt_amqp_publisher_publish (RtAmqpPublisher *self,
                           const char      *routing_key,
                           RtBusMessage    *message,
                           guint64          tag)
{
  Waiting waiting;
  g_autoptr (GError) error = NULL;

  if (!send_message (self, routing_key, message, &error))
    {
      self->confirmed (tag, error, self->user_data);
      return;
    }

  waiting = (Waiting) { .tag = tag, .message = rt_bus_message_ref (message), .routing_key = g_strdup (routing_key) };
  g_array_append_val (self->waiting, waiting);
}
