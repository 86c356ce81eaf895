/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"
#include "lab/rt-round.h"

G_BEGIN_DECLS

/**
 * RtExperiment:
 *
 * Carries out a plan: the same events through every contestant, at once or one after the other, as
 * often as the plan says.
 *
 * Signals:
 *   "measured" (): there are more runs in the result
 */
#define RT_TYPE_EXPERIMENT (rt_experiment_get_type ())
G_DECLARE_FINAL_TYPE (RtExperiment, rt_experiment, RT, EXPERIMENT, GObject)

/* @plan: one that rt_plan_check() takes; copied */
RtExperiment *rt_experiment_new          (const RtPlan        *plan);
/* Which roundtrip-cli the clients run in where they have a process of their own; NULL: the one that
 * belongs to this program. */
void          rt_experiment_set_program  (RtExperiment        *self,
                                          const char          *program);
/* Where its servers listen, so that others can look; 0: on free ports. */
void          rt_experiment_set_port     (RtExperiment        *self,
                                          guint16              port);
/* Once. Cancelled, it ends soon, and what was measured is in the result. */
void          rt_experiment_run_async    (RtExperiment        *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* (transfer full) */
RtResult     *rt_experiment_run_finish   (RtExperiment        *self,
                                          GAsyncResult        *result,
                                          GError             **error);
/* As far as it has come. (transfer none) */
RtResult     *rt_experiment_get_result   (RtExperiment        *self);
/* From 0 to 1; @left_s: about how many seconds are left. */
double        rt_experiment_get_progress (RtExperiment        *self,
                                          double              *left_s);
/* What can be seen of a contestant of the plan; FALSE: it is not its turn, or it takes no part. */
gboolean      rt_experiment_look         (RtExperiment        *self,
                                          guint                contestant,
                                          RtSight             *sight);
/* Of one that is not seen: its turn may still come in this repetition, else it could not take part or is over. */
gboolean      rt_experiment_may_begin    (RtExperiment        *self,
                                          guint                contestant);
/* Which of the plan's repetitions goes on, from 0. */
guint         rt_experiment_get_repetition (RtExperiment      *self);
/* What it is in the middle of, a few words for people. (transfer full) */
char         *rt_experiment_dup_status   (RtExperiment        *self);

G_END_DECLS
