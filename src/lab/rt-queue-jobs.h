/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-message.h"

G_BEGIN_DECLS

/**
 * RtQueueJob:
 * @serial: unlike any other's
 * @number: what it says, `{"number": n}`; -1 nothing of the kind
 * @priority: of the message
 * @redelivered: somebody held it before
 * @kept: who has it looked at it, and does not acknowledge it
 *
 * A job, as it is shown.
 */
typedef struct {
  guint64  serial;
  gint64   number;
  guint    priority;
  gboolean redelivered;
  gboolean kept;
} RtQueueJob;

typedef struct _RtQueueEntry RtQueueEntry;

/**
 * RtQueueJobs:
 *
 * Where each job is, as far as one can know who publishes and consumes and is not the broker:
 * in the queue or in somebody's hand. What others publish is known once it is delivered.
 */
typedef struct _RtQueueJobs RtQueueJobs;

RtQueueJobs  *rt_queue_jobs_new         (void);
void          rt_queue_jobs_free        (RtQueueJobs         *self);
/* A message to publish, which is in the queue from now on. (transfer full) */
RtBusMessage *rt_queue_jobs_make        (RtQueueJobs         *self,
                                         guint                number,
                                         guint                priority);
/* It did not come to that. */
void          rt_queue_jobs_fail        (RtQueueJobs         *self,
                                         const RtBusMessage  *message);
/* Somebody has it in hand. @is_new: it was not delivered before. (transfer none) until it is
 * done or returned */
RtQueueEntry *rt_queue_jobs_deliver     (RtQueueJobs         *self,
                                         const RtBusDelivery *delivery,
                                         gboolean            *is_new);
void          rt_queue_jobs_done        (RtQueueJobs         *self,
                                         RtQueueEntry        *entry);
/* Back to where it was, before all others. */
void          rt_queue_jobs_return      (RtQueueJobs         *self,
                                         RtQueueEntry        *entry);
const RtQueueJob *rt_queue_entry_get_job (RtQueueEntry       *entry);
void          rt_queue_entry_keep       (RtQueueEntry        *entry);
guint         rt_queue_jobs_get_n_ready (RtQueueJobs         *self);
/* The broker says that so many are in the queue: what others took is forgotten. */
void          rt_queue_jobs_measured    (RtQueueJobs         *self,
                                         gint64               ready);
/* Those in the queue, in the order in which they will be delivered. */
guint         rt_queue_jobs_list        (RtQueueJobs         *self,
                                         RtQueueJob          *jobs,
                                         guint                max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtQueueJobs, rt_queue_jobs_free)

G_END_DECLS
