/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-desk.h"
#include "lab/rt-lane.h"

G_BEGIN_DECLS

/* Lanes in which publishers and consumers work on a bus. (transfer full) */
RtLane *rt_lane_new_for_desk (const RtPattern *pattern,
                              RtDesk          *desk);
/* NULL: clients that are all alike do. (transfer none) (nullable) */
RtDesk *rt_lane_get_desk     (RtLane          *self);
/* Without, nothing can be counted on it. */
gboolean rt_lane_has_wire    (RtLane          *self);
/* Every connection, once. */
void    rt_lane_cut          (RtLane          *self);

G_END_DECLS
