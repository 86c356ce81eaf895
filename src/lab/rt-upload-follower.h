/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-lane.h"
#include "lab/rt-upload-list.h"
#include "lab/rt-upload-report.h"

G_BEGIN_DECLS

/**
 * RtUploadFollower:
 *
 * What a server tells of the uploads of a list by the pattern of a lane: one client of
 * that pattern for each upload on its way, which counts with the lane. Stopping the lane
 * stops them, starting it starts them again. Knows no widget.
 */
#define RT_TYPE_UPLOAD_FOLLOWER (rt_upload_follower_get_type ())
G_DECLARE_FINAL_TYPE (RtUploadFollower, rt_upload_follower, RT, UPLOAD_FOLLOWER, GObject)

RtUploadFollower     *rt_upload_follower_new        (RtUploadList     *list,
                                                     RtLane           *lane);
/* What was told of @transfer so far; NULL where nobody asked. */
const RtUploadReport *rt_upload_follower_get_report (RtUploadFollower *self,
                                                     RtUploadTransfer *transfer);
/* Why there is nothing new, for people; NULL while all is well. (transfer none) */
const char           *rt_upload_follower_get_trouble (RtUploadFollower *self,
                                                      RtUploadTransfer *transfer);

G_END_DECLS
