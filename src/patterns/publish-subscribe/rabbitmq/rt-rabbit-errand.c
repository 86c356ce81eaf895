/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-errand.h"

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-error.h"

struct _RtRabbitErrand {
  RtAmqpConnection         *connection;  /* which outlives its channels */
  const RtRabbitErrandKind *kind;
  RtBusTarget              *target;
  GTask                    *task;
  RtAmqpChannel            *channel;
  RtPoller                 *poller;
  RtPollerTimer             timer;
  guint                     step;
  gboolean                  look;
};

static void go_on (RtRabbitErrand *self);

static void
finish (RtRabbitErrand *self,
        const GError   *error)
{
  rt_poller_stop_timer (self->poller, &self->timer);
  if (self->channel != NULL)
    rt_amqp_channel_close (g_steal_pointer (&self->channel));
  if (error != NULL)
    g_task_return_error (self->task, g_error_copy (error));
  else
    self->kind->done (self->task);

  rt_poller_unref (self->poller);
  rt_bus_target_free (self->target);
  g_object_unref (self->task);
  g_free (self);
}

static void
next_step (RtRabbitErrand *self)
{
  self->step++;
  self->look = self->kind->looks (self->step);
}

static void
on_replied (RtAmqpChannel       *channel,
            const amqp_method_t *method,
            gpointer             user_data)
{
  RtRabbitErrand *self = user_data;

  if (method->id == AMQP_CHANNEL_OPEN_OK_METHOD)
    return;

  if (self->kind->replied != NULL)
    self->kind->replied (method, self->task);
  next_step (self);
  go_on (self);
}

static void
on_closed (RtAmqpChannel *channel,
           const GError  *error,
           gboolean       lost,
           gpointer       user_data)
{
  RtRabbitErrand *self = user_data;

  self->channel = NULL;
  if (!lost && self->look && g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND))
    {
      self->look = FALSE;
      go_on (self);
    }
  else
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

static void
go_on (RtRabbitErrand *self)
{
  g_autoptr (GError) error = NULL;

  if (self->channel == NULL)
    self->channel = rt_amqp_channel_open (self->connection, &channel_events, self, &error);
  if (self->channel == NULL)
    {
      finish (self, error);
      return;
    }

  while (self->step < self->kind->n_steps
         && !self->kind->send (self->target, self->step, self->look, self->channel))
    next_step (self);

  if (self->step < self->kind->n_steps)
    rt_poller_start_timer (self->poller, &self->timer, RT_AMQP_REPLY_TIMEOUT_MS);
  else
    finish (self, NULL);
}

/**
 * rt_rabbit_errand_run:
 * @connection: an open connection
 * @kind: what is asked
 * @target: about what
 * @task: (transfer full): what is completed when it is done
 *
 * Runs an errand.
 */
void
rt_rabbit_errand_run (RtAmqpConnection         *connection,
                      const RtRabbitErrandKind *kind,
                      const RtBusTarget        *target,
                      GTask                    *task)
{
  RtRabbitErrand *self = g_new0 (RtRabbitErrand, 1);

  self->connection = connection;
  self->kind = kind;
  self->target = rt_bus_target_copy (target);
  self->task = task;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer = (RtPollerTimer) { .func = on_timeout, .user_data = self };
  self->look = kind->looks (0);
  go_on (self);
}
