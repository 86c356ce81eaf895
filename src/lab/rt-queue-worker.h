/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-queue-jobs.h"
#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/**
 * RtQueueWorker:
 *
 * A consumer of a queue, with a connection of its own and a hand full of jobs.
 *
 * Property: "number" (uint, read only): its name, from 1
 */
#define RT_TYPE_QUEUE_WORKER (rt_queue_worker_get_type ())
G_DECLARE_FINAL_TYPE (RtQueueWorker, rt_queue_worker, RT, QUEUE_WORKER, GObject)

guint   rt_queue_worker_get_number       (RtQueueWorker *self);
/* In its hand, unacknowledged. */
guint   rt_queue_worker_get_n_held       (RtQueueWorker *self);
guint64 rt_queue_worker_get_acknowledged (RtQueueWorker *self);
/* The broker has it. */
gboolean rt_queue_worker_is_active       (RtQueueWorker *self);
/* How far it is with the job at hand, 0 to 1; -1: it has none. */
double  rt_queue_worker_get_progress     (RtQueueWorker *self);
/* Those it holds, the oldest first. */
guint   rt_queue_worker_list             (RtQueueWorker *self,
                                          RtQueueJob    *jobs,
                                          guint          max);

G_END_DECLS
