/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "rt-playback.h"

G_BEGIN_DECLS

/**
 * RtLaneSequence:
 *
 * The last exchanges of a lane's first client as a sequence diagram, with what pauses it and
 * steps through it.
 *
 * Signal: "activate" (): the user wants to see more of what is chosen
 */
#define RT_TYPE_LANE_SEQUENCE (rt_lane_sequence_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneSequence, rt_lane_sequence, RT, LANE_SEQUENCE, AdwBin)

void rt_lane_sequence_set_playback (RtLaneSequence *self,
                                    RtPlayback     *playback);
/* @pattern: the id of one, for its hue */
void rt_lane_sequence_set_pattern  (RtLaneSequence *self,
                                    const char     *pattern);

G_END_DECLS
