/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-arena.h"
#include "lab/rt-feed-bus.h"
#include "lab/rt-feeder.h"
#include "lab/rt-lockstep.h"
#include "lab/rt-round.h"
#include "lab/rt-soak.h"
#include "lab/rt-swarm.h"

G_BEGIN_DECLS

/* Shared by the files that make RtRound, by nobody else: rt-round.c (the object), rt-round-phases.c
 * (one phase after the other), rt-round-steps.c (that feed and clients hold step), rt-round-rest.c (how
 * much it takes to do nothing), rt-round-measures.c (what the server knows of it). */

/* A contestant in it. */
typedef struct {
  RtSwarm   *swarm;   /* NULL: it could not connect */
  RtFeedBus *bus;     /* or NULL */
  RtRun     *run;     /* NULL before it is over */
  RtLockstep *step;   /* NULL before it connects */
  gboolean   in_step; /* the schedule decides which event is in which answer */
  gboolean   is_awaited; /* by the feed, when it last looked */
  gint64     backlog_us; /* how late the feed is by what it waited for this one */
  RtSight    seen;    /* at the last look, what was published by then */
} RtEntrant;

struct _RtRound {
  GObject       parent_instance;

  RtPlan       *plan;
  guint         first;
  guint         repetition;
  RtRecording  *recording;
  char         *program;
  guint16       port;
  GArray       *entrants;     /* of RtEntrant, as long as it was told */
  RtArena      *arena;
  RtFeeder     *feeder;
  RtRoundPhase  phase;
  GTask        *task;
  GCancellable *cancellable;  /* of what is under way in this phase */
  GSource      *cancelled;    /* when who runs it wants no more */
  gboolean      cut_short;
  guint         n_pending;
  gint64        since_us;     /* monotonic: the phase */
  guint64       first_event;  /* that counts */
  gint64        held_us;      /* how late the feed was when it last waited for anybody; -1: it does not */
  RtSight       front;        /* of the feed, at the last event that was looked at */

  RtTraffic    *before;       /* of each entrant: the server's, when it began */
  gint64        began_us;
  RtSoak       *soak;         /* while memory is measured, or NULL */
  gint64        memory;
  gint64        cpu_us;
  gint64        empty_cpu_us; /* in a second without clients; -1: not measured */
  gint64        idle_cpu_us;  /* in one with idle clients */
};

#define rt_round_get_entrant(self, i) (&g_array_index ((self)->entrants, RtEntrant, (i)))

const RtContestant *rt_round_get_contestant (RtRound *self,
                                             guint    i);
/* Whether entrant @i is to run over HTTP/2, and can. */
gboolean            rt_round_is_http2       (RtRound *self,
                                             guint    i);
/* rt-round.c */
void rt_round_enter  (RtRound      *self,
                      RtRoundPhase  phase);
/* (transfer full) (nullable) @error */
void rt_round_finish (RtRound      *self,
                      GError       *error);

/* rt-round-phases.c */
void rt_round_open   (RtRound      *self);
void rt_round_begin  (RtRound      *self);
void rt_round_end    (RtRound      *self);

/* rt-round-steps.c: before what is measured is published. */
void     rt_round_begin_steps (RtRound *self);
/* After the warm-up: whoever is to begin again with the feed waits for what is measured. */
void     rt_round_end_steps   (RtRound *self);
/* Of RtFeederHooks. */
gboolean rt_round_may_go_on   (gint64   due_us,
                               gint64   late_us,
                               gpointer self);
void     rt_round_went        (gint64   next_us,
                               gboolean in_one,
                               gpointer self);

/* rt-round-rest.c: does nothing for a while, tells what that took of the processor in a second, -1 where it
 * is not to be known, and goes on; not at all once it was cut short. */
typedef void (*RtRoundRested) (RtRound *self,
                               gint64   cpu_us);
void     rt_round_rest        (RtRound       *self,
                               RtRoundRested  then);

/* What the process takes is the server's, and for this contestant alone. */
gboolean rt_round_is_alone  (RtRound *self);
/* rt-round-measures.c: before anybody connects; when it begins; when the feed is over. */
void rt_round_measure_empty (RtRound *self);
void rt_round_measure_begin (RtRound *self);
void rt_round_measure_end   (RtRound *self);
/* Fills in what the clients do not know of entrant @i. */
void rt_round_complete_run  (RtRound *self,
                             guint    i);

G_END_DECLS
