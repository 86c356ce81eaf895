/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtLaneOverview:
 *
 * A lane's last minute, large, and all that it counts.
 */
#define RT_TYPE_LANE_OVERVIEW (rt_lane_overview_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneOverview, rt_lane_overview, RT, LANE_OVERVIEW, AdwBin)

/* NULL: none. */
void rt_lane_overview_set_lane (RtLaneOverview *self,
                                RtLane         *lane);
/* Shows what the counters say now. */
void rt_lane_overview_refresh  (RtLaneOverview *self);

G_END_DECLS
