/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtLaneHeader:
 *
 * What is above a lane's page: the way back, its name and state, and what starts and stops it.
 *
 * Signal: "start" (): the user wants the lane to start
 */
#define RT_TYPE_LANE_HEADER (rt_lane_header_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneHeader, rt_lane_header, RT, LANE_HEADER, AdwBin)

/* NULL: none. */
void rt_lane_header_set_lane (RtLaneHeader *self,
                              RtLane       *lane);

G_END_DECLS
