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
 * (one phase after the other), rt-round-steps.c (that feed and clients hold step), rt-round-measures.c
 * (what the server knows of it). */

/* A contestant in it. */
typedef struct {
  RtSwarm   *swarm;   /* NULL: it could not connect */
  RtFeedBus *bus;     /* or NULL */
  RtRun     *run;     /* NULL before it is over */
  RtLockstep *step;   /* NULL before it connects */
  gboolean   in_step; /* the schedule decides which event is in which answer */
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
  gint64        held_us;      /* how late the feed was when it last waited for clients; -1: it does not */
  gint64        backlog_us;   /* how late it is by what it waited before */

  RtTraffic    *before;       /* of each entrant: the server's, when it began */
  gint64        began_us;
  RtSoak       *soak;         /* while memory is measured, or NULL */
  gint64        memory;
  gint64        cpu_us;
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
/* Of RtFeederHooks. */
gboolean rt_round_may_go_on   (gint64   due_us,
                               gint64   late_us,
                               gpointer self);
void     rt_round_went        (gint64   next_us,
                               gpointer self);

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
