/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-queue-desk-private.h"

#include "core/rt-priority.h"

static void
drop_worker (RtQueueDesk *self,
             guint        position)
{
  g_autoptr (RtQueueWorker) worker = g_list_model_get_item (G_LIST_MODEL (self->workers), position);
  g_autoptr (RtBus) bus = g_object_ref (rt_queue_worker_get_bus (worker));

  rt_queue_worker_leave (worker);
  rt_desk_drop_bus (RT_DESK (self), bus);
  g_list_store_remove (self->workers, position);
}

/* FALSE: the desk has stopped. */
static gboolean
add_worker (RtQueueDesk *self)
{
  RtBus *bus = rt_desk_add_bus (RT_DESK (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (RtQueueWorker) worker = NULL;

  if (bus == NULL)
    return FALSE;

  worker = rt_queue_worker_new (self, bus, self->last_worker + 1, &error);
  if (worker == NULL)
    {
      rt_desk_fail (RT_DESK (self), error);
      return FALSE;
    }

  self->last_worker++;
  g_list_store_append (self->workers, worker);

  return TRUE;
}

void
rt_queue_desk_adjust (RtQueueDesk *self)
{
  GListModel *workers = G_LIST_MODEL (self->workers);

  if (!self->declared)
    return;

  rt_queue_desk_adjust_producers (self);
  while (self->declared && g_list_model_get_n_items (workers) > self->n_workers)
    drop_worker (self, g_list_model_get_n_items (workers) - 1);
  while (self->declared && g_list_model_get_n_items (workers) < self->n_workers)
    if (!add_worker (self))
      return;
}

/**
 * rt_queue_desk_kill:
 * @self: a desk
 * @worker: one of its consumers
 *
 * Ends the connection of @worker, without a word. What it held is delivered again, to others.
 * There is one consumer less from now on.
 */
void
rt_queue_desk_kill (RtQueueDesk   *self,
                    RtQueueWorker *worker)
{
  guint position;

  g_return_if_fail (RT_IS_QUEUE_DESK (self));

  if (!g_list_store_find (self->workers, worker, &position))
    return;

  drop_worker (self, position);
  g_object_set (self, "n-workers", g_list_model_get_n_items (G_LIST_MODEL (self->workers)), NULL);
}

static void
on_declared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (RtQueueDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = rt_bus_declare_finish (RT_BUS (source), result, &error);

  if (self->control != RT_BUS (source))
    return;

  if (!done)
    rt_desk_fail (RT_DESK (self), error);
  else if (--self->n_declaring == 0)
    {
      self->declared = TRUE;
      rt_desk_set_ready (RT_DESK (self));
      rt_queue_desk_adjust (self);
    }
}

/* What was not there is empty as well: declaring says what is wrong. */
static void
declare (RtQueueDesk       *self,
         const RtBusTarget *target)
{
  self->n_declaring++;
  if (self->purging)
    rt_bus_remove_async (self->control, target, rt_desk_get_cancellable (RT_DESK (self)), NULL, NULL);
  rt_bus_declare_async (self->control, target, rt_desk_get_cancellable (RT_DESK (self)), on_declared,
                        g_object_ref (self));
}

void
rt_queue_desk_begin (RtDesk *desk)
{
  RtQueueDesk *self = RT_QUEUE_DESK (desk);
  RtBus *control = rt_desk_add_bus (desk);

  if (control == NULL)
    return;

  self->control = control;
  self->n_declaring = 0;
  self->n_measuring = 0;
  if (self->dead != NULL)
    declare (self, self->dead);
  declare (self, self->target);
  self->purging = FALSE;
}

/**
 * rt_queue_desk_purge:
 * @self: a desk that runs
 *
 * Deletes the queue with all that is in it, and makes it anew; of dead letters likewise. What was
 * counted is forgotten, and the consumers of others lose it.
 */
void
rt_queue_desk_purge (RtQueueDesk *self)
{
  g_return_if_fail (RT_IS_QUEUE_DESK (self));

  self->purging = self->control != NULL;
  rt_desk_reset (RT_DESK (self));
}

/* What was measured is from before: since then some came, some were taken, and all that is held now
 * goes back. */
static void
give_back (RtQueueDesk *self)
{
  if (self->ready >= 0)
    self->ready = MAX (self->ready + rt_queue_jobs_get_n_ready (self->jobs) + rt_queue_desk_count_held (self) -
                       self->known_ready, 0);
  if (self->unacknowledged >= 0)
    self->unacknowledged = MAX (self->unacknowledged - self->known_held, 0);
}

void
rt_queue_desk_end (RtDesk *desk)
{
  RtQueueDesk *self = RT_QUEUE_DESK (desk);
  GListModel *workers = G_LIST_MODEL (self->workers);

  give_back (self);
  self->declared = FALSE;
  self->control = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (workers); i++)
    {
      g_autoptr (RtQueueWorker) worker = g_list_model_get_item (workers, i);

      rt_queue_worker_leave (worker);
    }
  g_list_store_remove_all (self->workers);
  rt_queue_desk_forget_producers (self);
}

/* Who is first in one tick is last in the next: a slice is short where there are many. */
void
rt_queue_desk_tick (RtDesk *desk,
                    gint64  elapsed_us)
{
  RtQueueDesk *self = RT_QUEUE_DESK (desk);
  GListModel *workers = G_LIST_MODEL (self->workers);
  gint64 deadline = g_get_monotonic_time () + RT_SLICE_US;
  guint n_workers = g_list_model_get_n_items (workers);

  for (guint i = 0; i < n_workers; i++)
    {
      g_autoptr (RtQueueWorker) worker = g_list_model_get_item (workers, (self->turn + i) % n_workers);

      rt_queue_worker_work (worker, elapsed_us, deadline);
    }
  self->turn++;
  rt_queue_desk_produce (self, elapsed_us, MAX (deadline, g_get_monotonic_time () + RT_SLICE_US / 2));
}

/* What is measured of a queue is in one element. */
static gboolean
take_measure (RtQueueDesk    *self,
              GObject        *bus,
              GAsyncResult   *result,
              RtBusPartition *queue)
{
  g_autoptr (GArray) partitions = rt_bus_measure_finish (RT_BUS (bus), result, NULL);

  if (self->control != RT_BUS (bus))
    return FALSE;

  self->n_measuring--;
  if (partitions == NULL || partitions->len == 0)
    return FALSE;

  *queue = g_array_index (partitions, RtBusPartition, 0);

  return TRUE;
}

/* What its own consumers were given and have not got yet. */
static gint64
count_coming (RtQueueDesk *self)
{
  gint64 held = rt_queue_desk_count_held (self);
  gint64 room = (gint64) self->prefetch * g_list_model_get_n_items (G_LIST_MODEL (self->workers)) - held;

  return CLAMP (self->unacknowledged - held, 0, MAX (room, 0));
}

/* That, and what its producers sent and the broker has not confirmed: on a busy machine it lasts, and nobody
 * else has it. */
static gint64
count_under_way (RtQueueDesk *self)
{
  RtBusTally tally;

  rt_desk_get_tally (RT_DESK (self), &tally);

  return (gint64) (tally.published - tally.confirmed - tally.failed) + count_coming (self);
}

static void
on_measured (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (RtQueueDesk) self = user_data;
  RtBusPartition queue;

  if (!take_measure (self, source, result, &queue))
    return;

  self->ready = queue.ready;
  self->unacknowledged = queue.unacknowledged;
  rt_queue_jobs_measured (self->jobs, queue.ready < 0 ? -1 : queue.ready + count_under_way (self));
  self->known_ready = rt_queue_jobs_get_n_ready (self->jobs) - count_coming (self);
  self->known_held = rt_queue_desk_count_held (self) + count_coming (self);
}

static void
on_dead_measured (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (RtQueueDesk) self = user_data;
  RtBusPartition queue;

  if (take_measure (self, source, result, &queue))
    self->dead_lettered = queue.ready;
}

void
rt_queue_desk_measure (RtDesk *desk)
{
  RtQueueDesk *self = RT_QUEUE_DESK (desk);
  GCancellable *cancellable = rt_desk_get_cancellable (desk);

  if (!self->declared || self->n_measuring > 0)
    return;

  self->n_measuring++;
  rt_bus_measure_async (self->control, self->target, NULL, cancellable, on_measured, g_object_ref (self));
  if (self->dead == NULL)
    return;

  self->n_measuring++;
  rt_bus_measure_async (self->control, self->dead, NULL, cancellable, on_dead_measured, g_object_ref (self));
}
