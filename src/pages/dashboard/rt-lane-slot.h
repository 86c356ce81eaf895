/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtLaneSlot:
 *
 * Where a lane shows what moves in it: one of its live views, and where there are several
 * a switcher to choose with. What is wrong with the lane is shown in place of the first.
 */
#define RT_TYPE_LANE_SLOT (rt_lane_slot_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneSlot, rt_lane_slot, RT, LANE_SLOT, GtkBox)

/* Signal "shown" (): another live view was chosen */

/* @live: (transfer floating) */
void rt_lane_slot_add        (RtLaneSlot *self,
                              const char *title,
                              RtLiveView *live);
void rt_lane_slot_show_state (RtLaneSlot *self,
                              RtLane     *lane);
/* Why what the lane hears cannot be shown. */
const char *rt_lane_slot_get_trouble (RtLaneSlot *self);
/* Slots of one @group are equally high. */
void rt_lane_slot_align      (RtLaneSlot   *self,
                              GtkSizeGroup *group);
/* Shows the live view that takes files and gives it @files, NULL none. FALSE: there is none. */
gboolean rt_lane_slot_take_files (RtLaneSlot *self,
                                  GListModel *files);
/* The live view that is chosen, and any of them by its number from 0. (transfer none) */
RtLiveView *rt_lane_slot_get_shown (RtLaneSlot *self);
RtLiveView *rt_lane_slot_get_nth   (RtLaneSlot *self,
                                    guint       index);
/* Of all live views, shown or not. */
void rt_lane_slot_set_engine (RtLaneSlot   *self,
                              RtEngine     *engine,
                              RtUploadList *uploads);
void rt_lane_slot_refresh    (RtLaneSlot *self);
void rt_lane_slot_clear      (RtLaneSlot *self);

G_END_DECLS
