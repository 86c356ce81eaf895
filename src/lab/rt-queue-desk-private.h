/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-queue-desk.h"
#include "patterns/publish-subscribe/rt-ack-rule.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

/* A queue desk is in three files: what it is (rt-queue-desk.c), what it does while it runs
 * (-running.c), and its producers (-producing.c). */

typedef struct {
  RtBus  *bus;
  double  due;      /* jobs, to be published now */
} RtQueueProducer;

/* Its jobs, for who waits for a confirmation; NULL: they are gone. */
typedef struct {
  RtQueueJobs *jobs;
} RtQueueTie;

struct _RtQueueDesk {
  RtDesk       parent_instance;
  RtQueueKind  kind;
  guint        n_producers;
  guint        n_workers;
  guint        rate;
  guint        prefetch;
  guint        work_ms;
  RtAckRule   *rule;

  RtQueueJobs *jobs;
  RtQueueTie  *tie;          /* an rc box */
  RtBus       *control;      /* (unowned) declares, measures, publishes by hand; NULL: it stands still */
  gboolean     declared;
  guint        n_declaring;
  guint        n_measuring;
  gboolean     purging;
  RtBusTarget *target;
  RtBusTarget *dead;         /* or NULL */
  GArray      *producers;    /* of RtQueueProducer */
  GListStore  *workers;
  guint        last_worker;
  guint        turn;         /* which worker is first in the next tick */
  guint64      n_made;
  gint64       ready;        /* as measured last, as what follows */
  gint64       unacknowledged;
  gint64       dead_lettered;
  gint64       known_ready;  /* what the desk knew when that was measured */
  gint64       known_held;
  guint64      rejected;
};

/* In the hands of its consumers. */
guint rt_queue_desk_count_held   (RtQueueDesk *self);
/* As many producers and workers as there are to be. */
void rt_queue_desk_adjust        (RtQueueDesk *self);
void rt_queue_desk_begin         (RtDesk      *desk);
void rt_queue_desk_end           (RtDesk      *desk);
void rt_queue_desk_tick          (RtDesk      *desk,
                                  gint64       elapsed_us);
void rt_queue_desk_measure       (RtDesk      *desk);

/* Producers. */
/* What is not confirmed is none of its business any more. */
void rt_queue_desk_drop_jobs     (RtQueueDesk *self);
void rt_queue_desk_adjust_producers (RtQueueDesk *self);
void rt_queue_desk_forget_producers (RtQueueDesk *self);
void rt_queue_desk_produce       (RtQueueDesk *self,
                                  gint64       elapsed_us,
                                  gint64       deadline_us);

/* Workers. NULL: the bus refuses. (transfer full) */
RtQueueWorker *rt_queue_worker_new (RtQueueDesk *desk,
                                    RtBus       *bus,
                                    guint        number,
                                    GError     **error);
RtBus *rt_queue_worker_get_bus   (RtQueueWorker *self);
/* Works on what is in its hand, until @deadline_us. */
void   rt_queue_worker_work      (RtQueueWorker *self,
                                  gint64         elapsed_us,
                                  gint64         deadline_us);
/* Looks at what it keeps again: the rule is another one. */
void   rt_queue_worker_reconsider (RtQueueWorker *self);
/* It is gone: what it holds is returned. */
void   rt_queue_worker_leave     (RtQueueWorker *self);

G_END_DECLS
