/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtLaneHeading:
 *
 * The name of a lane, which opens its page when it is pressed: "win.open-lane" with the id of
 * the lane.
 */
#define RT_TYPE_LANE_HEADING (rt_lane_heading_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneHeading, rt_lane_heading, RT, LANE_HEADING, AdwBin)

/* The same by a key from anywhere in @card. */
void rt_lane_heading_set_up (RtLaneHeading *self,
                             RtLane        *lane,
                             GtkWidget     *card);

G_END_DECLS
