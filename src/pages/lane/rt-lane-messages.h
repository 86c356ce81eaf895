/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "rt-playback.h"

G_BEGIN_DECLS

/**
 * RtLaneMessages:
 *
 * The last messages of a lane's first client as a list, in words, of which each opens to its
 * bytes.
 */
#define RT_TYPE_LANE_MESSAGES (rt_lane_messages_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneMessages, rt_lane_messages, RT, LANE_MESSAGES, AdwBin)

void rt_lane_messages_set_playback (RtLaneMessages *self,
                                    RtPlayback     *playback);
/* To its end, and stays there until somebody scrolls. */
void rt_lane_messages_follow       (RtLaneMessages *self);
/* The bytes of what is chosen. */
void rt_lane_messages_open         (RtLaneMessages *self);
/* Back to the list; FALSE: that is shown already. */
gboolean rt_lane_messages_close    (RtLaneMessages *self);

G_END_DECLS
