/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-lane.h"
#include "pages/dashboard/rt-lane-slot.h"

G_BEGIN_DECLS

/**
 * RtLaneView:
 *
 * The bones of a lane, the same in the same order for all patterns: name and state,
 * one sentence, the live view, the last minute, four numbers. Where there are several
 * live views, a switcher chooses which is shown; the lane's clients go on all the same.
 */
#define RT_TYPE_LANE_VIEW (rt_lane_view_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneView, rt_lane_view, RT, LANE_VIEW, GtkBox)

/* Signals:
 *   "start" (): the user wants @lane to start
 *   "source-changed" (): the user wants it to read something else, see get_chosen */

GtkWidget *rt_lane_view_new     (RtLane     *lane);
/* The first is the lane's own. @title is translated; @live: (transfer floating) */
void       rt_lane_view_add_live (RtLaneView *self,
                                  const char *title,
                                  RtLiveView *live);
/* Where others can have what a live view shows, by its number from 0; @help: translated */
void       rt_lane_view_set_address (RtLaneView *self,
                                     guint       index,
                                     const char *address,
                                     const char *help);
/* (transfer none) */
RtLaneSlot *rt_lane_view_get_slot (RtLaneView *self);
RtLane    *rt_lane_view_get_lane (RtLaneView *self);
/* What the user chose for the lane to read; NULL: its own address. (transfer none) */
const char *rt_lane_view_get_chosen (RtLaneView *self);
/* Shows what the counters say now. */
void       rt_lane_view_refresh (RtLaneView *self);
/* The highest bar of its chart, bytes a second, and the least its scale reaches to. */
double     rt_lane_view_get_peak  (RtLaneView *self);
void       rt_lane_view_set_scale (RtLaneView *self,
                                   double      least);

G_END_DECLS
