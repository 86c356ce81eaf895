/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-plan.h"

G_BEGIN_DECLS

/* The numbers of a plan, in the order of their rows. */
typedef enum {
  RT_PLAN_CLIENTS,
  RT_PLAN_RATE,
  RT_PLAN_BURST,
  RT_PLAN_SIZE,
  RT_PLAN_DURATION,
  RT_PLAN_INTERVAL,
  RT_PLAN_WAIT,
  RT_PLAN_WARM_UP,
  RT_PLAN_REPEAT,
  RT_PLAN_PER_HOST,
  RT_PLAN_HOST_CLIENTS,
  RT_PLAN_SEED,
  RT_N_PLAN_FIELDS,
} RtPlanField;

/* A row with a number field, which is @button. (transfer floating) */
GtkWidget *rt_plan_field_new   (RtPlanField     field,
                                GtkSpinButton **button);
void       rt_plan_field_show  (RtPlanField     field,
                                GtkSpinButton  *button,
                                const RtPlan   *plan);
void       rt_plan_field_apply (RtPlanField     field,
                                GtkSpinButton  *button,
                                RtPlan         *plan);

G_END_DECLS
