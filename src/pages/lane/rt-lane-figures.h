/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtLaneFigures:
 *
 * All that a lane counts, in groups; each number says as its tooltip what it means.
 */
#define RT_TYPE_LANE_FIGURES (rt_lane_figures_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneFigures, rt_lane_figures, RT, LANE_FIGURES, AdwBin)

void rt_lane_figures_show (RtLaneFigures *self,
                           RtLane        *lane);

G_END_DECLS
