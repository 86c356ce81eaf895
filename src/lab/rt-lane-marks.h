/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-lane.h"
#include "lab/rt-mark.h"
#include "net/rt-faults.h"

G_BEGIN_DECLS

/* So many marks a lane keeps; the oldest give way. */
#define RT_LANE_MAX_MARKS 100

/* What happened to the lane, RtMark, oldest first. (transfer none) */
GListModel *rt_lane_get_marks     (RtLane     *self);
void        rt_lane_add_mark      (RtLane     *self,
                                   RtMarkKind  kind,
                                   gint64      when_us,
                                   const char *words);
/* What is broken on purpose on the connections of the lane's clients. (transfer none) */
RtFaults   *rt_lane_get_faults    (RtLane     *self);
/* Likewise at the server it reads; NULL: it is somebody else's. (transfer none) (nullable) */
RtFaults   *rt_lane_get_server_faults (RtLane *self);
void        rt_lane_set_server_faults (RtLane   *self,
                                       RtFaults *faults);

/* Whether its clients go on after a reconnect where they were; they do at first. */
void       rt_lane_set_resumes (RtLane   *self,
                                gboolean  resumes);
gboolean   rt_lane_get_resumes (RtLane   *self);

G_END_DECLS
