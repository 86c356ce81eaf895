/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtLaneMenu:
 *
 * The button that has the menu of a lane: opens it, breaks its connections on purpose, and
 * mends them.
 */
#define RT_TYPE_LANE_MENU (rt_lane_menu_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneMenu, rt_lane_menu, RT, LANE_MENU, AdwBin)

GtkWidget *rt_lane_menu_new      (RtLane     *lane,
                                  gboolean    opens);
/* (nullable); it opens no page: it is there. */
void       rt_lane_menu_set_lane (RtLaneMenu *self,
                                  RtLane     *lane);

G_END_DECLS
