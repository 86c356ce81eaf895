/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-engine.h"
#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtLanePage:
 *
 * One lane, large: its last minute and all that it counts, its peers, its last messages as a
 * picture and as a list, and each of them down to its bytes. Side by side where there is room,
 * else one at a time.
 */
#define RT_TYPE_LANE_PAGE (rt_lane_page_get_type ())
G_DECLARE_FINAL_TYPE (RtLanePage, rt_lane_page, RT, LANE_PAGE, AdwBin)

/* Whose peers are shown. */
void    rt_lane_page_set_engine (RtLanePage *self,
                                 RtEngine   *engine);
/* Whose clients the server takes for those of another lane; NULL: none. */
void    rt_lane_page_set_misread (RtLanePage *self,
                                  RtLane     *lane);
/* @lane: NULL: none, and nothing of it is followed. */
void    rt_lane_page_set_lane   (RtLanePage *self,
                                 RtLane     *lane);
/* One step back within it; FALSE: there is none. */
gboolean rt_lane_page_leave     (RtLanePage *self);
/* (transfer none) (nullable) */
RtLane *rt_lane_page_get_lane   (RtLanePage *self);

G_END_DECLS
