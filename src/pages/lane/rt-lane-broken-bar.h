/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtLaneBrokenBar:
 *
 * One line that says what is broken on purpose, and a button that mends it. Where nothing is,
 * it is not shown.
 */
#define RT_TYPE_LANE_BROKEN_BAR (rt_lane_broken_bar_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneBrokenBar, rt_lane_broken_bar, RT, LANE_BROKEN_BAR, AdwBin)

GtkWidget *rt_lane_broken_bar_new      (RtLane          *lane);
/* (nullable) */
void       rt_lane_broken_bar_set_lane (RtLaneBrokenBar *self,
                                        RtLane          *lane);

G_END_DECLS
