/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-experiment.h"

G_BEGIN_DECLS

/**
 * RtRaceView:
 *
 * An experiment while it runs, to be looked at: a row for each contestant.
 */
#define RT_TYPE_RACE_VIEW (rt_race_view_get_type ())
G_DECLARE_FINAL_TYPE (RtRaceView, rt_race_view, RT, RACE_VIEW, AdwBin)

/* All at their beginning. */
void rt_race_view_begin (RtRaceView   *self,
                         const RtPlan *plan);
/* As it is now. */
void rt_race_view_look  (RtRaceView   *self,
                         RtExperiment *experiment);

G_END_DECLS
