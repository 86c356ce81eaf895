/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-desk.h"
#include "lab/rt-queue-worker.h"

G_BEGIN_DECLS

#define RT_QUEUE_MAX_PRODUCERS 50
#define RT_QUEUE_MAX_WORKERS   50
/* Jobs a second, of each producer. */
#define RT_QUEUE_MAX_RATE      10000
#define RT_QUEUE_MAX_WORK_MS   60000
#define RT_QUEUE_MAX_PREFETCH  1000
/* Producers wait while so many jobs are in the queue. */
#define RT_QUEUE_MAX_READY     10000
/* Jobs are numbered from 1 to this, again and again. */
#define RT_QUEUE_N_NUMBERS     10

#define RT_QUEUE_DEFAULT_RULE "number == 7"

/**
 * RtQueueKind:
 * @RT_QUEUE_PLAIN: `jobs`, durable and plain
 * @RT_QUEUE_PRIORITIES: `jobs-priority`: the higher its number, the sooner a job is delivered
 * @RT_QUEUE_DEAD_LETTERS: `jobs-rejecting`: what the rule does not take is rejected, and goes to
 *   `jobs-dead`
 */
typedef enum {
  RT_QUEUE_PLAIN,
  RT_QUEUE_PRIORITIES,
  RT_QUEUE_DEAD_LETTERS,
  RT_QUEUE_N_KINDS,
} RtQueueKind;

/**
 * RtQueueFigures:
 *
 * All but those that say “now” only ever grow until they are reset. -1: nobody knows.
 */
typedef struct {
  gint64   ready;           /* now, in the queue, as the broker says */
  gint64   unacknowledged;  /* now, in hands, those of others included where the broker tells */
  guint64  acknowledged;
  guint64  redelivered;
  gint64   dead_lettered;   /* now, in the queue of dead letters */
  guint64  published;
  guint64  confirmed;
  guint64  failed;          /* published, and never safe */
  gboolean full;            /* now: producers wait, see %RT_QUEUE_MAX_READY */
} RtQueueFigures;

/**
 * RtQueueDesk:
 *
 * Producers and consumers of a queue, as many of each as one likes. A job is `{"number": n}`.
 * Consumers acknowledge what a rule takes and keep the rest in hand, so that it comes back, marked
 * redelivered, when they go.
 *
 * Properties, all of them at once in force:
 *   "n-producers" (uint, 0 to %RT_QUEUE_MAX_PRODUCERS, default 1), "n-workers" (uint, likewise,
 *   default 2), "rate" (uint, jobs a second of each producer, default 1), "prefetch" (uint, default 5),
 *   "work-ms" (uint, how long a consumer works on a job, default 500)
 *   "kind" (uint, RtQueueKind)
 *   "rule" (string, read only)
 */
#define RT_TYPE_QUEUE_DESK (rt_queue_desk_get_type ())
G_DECLARE_FINAL_TYPE (RtQueueDesk, rt_queue_desk, RT, QUEUE_DESK, RtDesk)

RtQueueDesk *rt_queue_desk_new         (void);
/* FALSE with %RT_ACK_RULE_ERROR; then the rule stays as it was. */
gboolean     rt_queue_desk_set_rule    (RtQueueDesk    *self,
                                        const char     *text,
                                        GError        **error);
const char  *rt_queue_desk_get_rule    (RtQueueDesk    *self);
/* Its engine has such queues. */
gboolean     rt_queue_desk_can         (RtQueueDesk    *self,
                                        RtQueueKind     kind);
const char  *rt_queue_desk_get_queue   (RtQueueDesk    *self);
RtQueueKind  rt_queue_desk_get_kind    (RtQueueDesk    *self);
/* One job, by hand. FALSE with %RT_BUS_ERROR. */
gboolean     rt_queue_desk_publish     (RtQueueDesk    *self,
                                        guint           number,
                                        GError        **error);
/* Of RtQueueWorker; empty while it stands still. (transfer none) */
GListModel  *rt_queue_desk_get_workers (RtQueueDesk    *self);
/* Its connection is gone at once, and what it held goes back. */
void         rt_queue_desk_kill        (RtQueueDesk    *self,
                                        RtQueueWorker  *worker);
/* Empties the queue, and that of dead letters. */
void         rt_queue_desk_purge       (RtQueueDesk    *self);
void         rt_queue_desk_get_figures (RtQueueDesk    *self,
                                        RtQueueFigures *figures);
/* Those in the queue that it knows of, the next to be delivered first. */
guint        rt_queue_desk_list        (RtQueueDesk    *self,
                                        RtQueueJob     *jobs,
                                        guint           max);

G_END_DECLS
