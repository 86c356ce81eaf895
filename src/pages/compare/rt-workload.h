/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-advice.h"

G_BEGIN_DECLS

/**
 * RtWorkload:
 *
 * What is to be compared: a preset or settings of one's own, and what matters beyond them.
 *
 * Signals:
 *   "changed" (): the plan is another
 *   "needs-changed" (): what matters is something else, for which nothing has to be run again
 */
#define RT_TYPE_WORKLOAD (rt_workload_get_type ())
G_DECLARE_FINAL_TYPE (RtWorkload, rt_workload, RT, WORKLOAD, AdwBin)

/* (transfer full), perhaps one that rt_plan_check() refuses. */
RtPlan *rt_workload_dup_plan  (RtWorkload   *self);
void    rt_workload_show_plan (RtWorkload   *self,
                               const RtPlan *plan);
void    rt_workload_get_needs (RtWorkload   *self,
                               RtNeeds      *needs);
void    rt_workload_show_needs (RtWorkload    *self,
                                const RtNeeds *needs);

G_END_DECLS
