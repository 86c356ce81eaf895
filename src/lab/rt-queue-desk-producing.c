/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-queue-desk-private.h"

#include <glib/gi18n.h>

/* How often the clock is asked. */
#define N_BETWEEN 16

static void
on_confirmed (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *error,
              gpointer      user_data)
{
  RtQueueTie *tie = user_data;

  if (error != NULL && tie->jobs != NULL)
    rt_queue_jobs_fail (tie->jobs, message);
  g_rc_box_release (tie);
}

static gboolean
publish (RtQueueDesk  *self,
         RtBus        *bus,
         guint         number,
         GError      **error)
{
  guint priority = self->kind == RT_QUEUE_PRIORITIES ? MIN (number, RT_BUS_MAX_PRIORITY) : 0;
  g_autoptr (RtBusMessage) message = rt_queue_jobs_make (self->jobs, number, priority);

  if (rt_bus_publish (bus, self->target, message, on_confirmed, g_rc_box_acquire (self->tie), error))
    return TRUE;

  g_rc_box_release (self->tie);
  rt_queue_jobs_fail (self->jobs, message);

  return FALSE;
}

/**
 * rt_queue_desk_publish:
 * @self: a desk that runs
 * @number: what the job says
 * @error: return location
 *
 * Publishes one job.
 *
 * Returns: %FALSE with %RT_BUS_ERROR_CLOSED where it stands still, or %RT_BUS_ERROR_FULL
 */
gboolean
rt_queue_desk_publish (RtQueueDesk  *self,
                       guint         number,
                       GError      **error)
{
  g_return_val_if_fail (RT_IS_QUEUE_DESK (self), FALSE);

  if (self->control == NULL || !self->declared)
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, _("Start the lane, then publish."));
      return FALSE;
    }

  return publish (self, self->control, number, error);
}

void
rt_queue_desk_drop_jobs (RtQueueDesk *self)
{
  if (self->tie != NULL)
    self->tie->jobs = NULL;
  g_clear_pointer (&self->tie, g_rc_box_release);
  g_clear_pointer (&self->jobs, rt_queue_jobs_free);
}

void
rt_queue_desk_forget_producers (RtQueueDesk *self)
{
  g_array_set_size (self->producers, 0);
}

void
rt_queue_desk_adjust_producers (RtQueueDesk *self)
{
  while (self->producers->len > self->n_producers)
    {
      RtQueueProducer *last = &g_array_index (self->producers, RtQueueProducer, self->producers->len - 1);
      RtBus *bus = last->bus;

      g_array_set_size (self->producers, self->producers->len - 1);
      rt_desk_drop_bus (RT_DESK (self), bus);
    }
  while (self->producers->len < self->n_producers)
    {
      /* Not all at the same moment. */
      RtQueueProducer producer = { rt_desk_add_bus (RT_DESK (self)), g_random_double () };

      if (producer.bus == NULL)
        return;
      g_array_append_val (self->producers, producer);
    }
}

static gboolean
is_full (RtQueueDesk *self)
{
  return MAX (self->ready, (gint64) rt_queue_jobs_get_n_ready (self->jobs)) >= RT_QUEUE_MAX_READY;
}

/* What is due and cannot go is not made up for: the queue is full, or its connection is. */
static void
produce (RtQueueDesk     *self,
         RtQueueProducer *producer,
         gint64           deadline_us)
{
  for (guint n = 1; producer->due >= 1; n++)
    {
      guint number = self->n_made % RT_QUEUE_N_NUMBERS + 1;

      if (is_full (self) || !publish (self, producer->bus, number, NULL))
        {
          producer->due = 0;
          return;
        }
      self->n_made++;
      producer->due--;
      if (n % N_BETWEEN == 0 && g_get_monotonic_time () > deadline_us)
        return;
    }
}

void
rt_queue_desk_produce (RtQueueDesk *self,
                       gint64       elapsed_us,
                       gint64       deadline_us)
{
  for (guint i = 0; i < self->producers->len; i++)
    {
      RtQueueProducer *producer = &g_array_index (self->producers, RtQueueProducer, i);
      double per_tick = (double) self->rate * elapsed_us / G_USEC_PER_SEC;
      RtBusState state = rt_bus_get_state (producer->bus);

      if (state != RT_BUS_OPEN)
        continue;
      producer->due = MIN (producer->due + per_tick, MAX (1, 2 * per_tick));
      produce (self, producer, deadline_us);
    }
}
