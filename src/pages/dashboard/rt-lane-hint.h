/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-lane.h"

G_BEGIN_DECLS

char       *rt_lane_hint_dup           (RtLane *lane);
/* (transfer none) */
const char *rt_lane_hint_get_per_event (RtLane *lane);

G_END_DECLS
