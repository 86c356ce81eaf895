/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-pulse.h"
#include "lab/rt-recording.h"
#include "lab/rt-result.h"

G_BEGIN_DECLS

/* When the feed is later than that, the machine cannot keep up with it: µs, p99. */
#define RT_ROUND_MAX_LATE_US (100 * 1000)
/* How long what was published is waited for at the end, beside an interval between polls. */
#define RT_ROUND_PATIENCE_MS 5000

/**
 * RtRoundPlan:
 * @plan: what the experiment is to do
 * @first: the place of its first contestant
 * @n: how many of them, one after the other in the plan
 * @repetition: from 0
 * @recording: (nullable): with %RT_RATE_REPLAY
 * @program: (nullable): roundtrip-cli, for the clients where they run in a process of their own;
 *   %NULL: they run in this one, whatever the plan says
 * @port: where the server listens; 0: on a free one
 *
 * What a round is told.
 */
typedef struct {
  const RtPlan *plan;
  guint         first;
  guint         n;
  guint         repetition;
  RtRecording  *recording;
  const char   *program;
  guint16       port;
} RtRoundPlan;

typedef enum {
  RT_ROUND_OPENING,
  RT_ROUND_CONNECTING,
  RT_ROUND_WARMING_UP,
  RT_ROUND_MEASURING,
  RT_ROUND_ENDING,
} RtRoundPhase;

/**
 * RtSight:
 * @phase: what it is in the middle of
 * @pulse: what its clients are about
 * @published: events of the feed that count
 * @course: how much of the feed is over, 0 to 1
 * @had: how much of what was published the average client has got, 0 to 1; NAN: nobody knows
 *
 * What can be seen of a contestant while it goes on.
 */
typedef struct {
  RtRoundPhase phase;
  RtPulse      pulse;
  guint64      published;
  double       course;
  double       had;
} RtSight;

/**
 * RtRound:
 *
 * Some contestants at once, under one clock: a server of their own, their clients, and the feed.
 */
#define RT_TYPE_ROUND (rt_round_get_type ())
G_DECLARE_FINAL_TYPE (RtRound, rt_round, RT, ROUND, GObject)

RtRound     *rt_round_new          (const RtRoundPlan   *how);
/* Once. Cancelled, it ends soon, with what was measured. */
void         rt_round_run_async    (RtRound             *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
/* (transfer full) (element-type RtRun) one of each contestant; none where it was cancelled before
 * anything was measured. */
GPtrArray   *rt_round_run_finish   (RtRound             *self,
                                    GAsyncResult        *result,
                                    GError             **error);
RtRoundPhase rt_round_get_phase    (RtRound             *self);
/* @i: from its first on. FALSE: it takes no part, or not yet. */
gboolean     rt_round_look         (RtRound             *self,
                                    guint                i,
                                    RtSight             *sight);
/* From 0 to 1. */
double       rt_round_get_progress (RtRound             *self);
/* How long one of @plan takes about, seconds. */
double       rt_round_estimate     (const RtPlan        *plan);

G_END_DECLS
