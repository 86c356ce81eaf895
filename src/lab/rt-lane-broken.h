/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/* What is broken on purpose, for people. (transfer full) (nullable): nothing is */
char    *rt_lane_dup_broken (RtLane *lane);
gboolean rt_lane_get_broken (RtLane *lane);
/* Everything, at both ends. */
void     rt_lane_mend       (RtLane *lane);

G_END_DECLS
