/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-desk.h"
#include "lab/rt-source.h"

G_BEGIN_DECLS

/**
 * RtLaneAddress:
 *
 * What a lane reads: its address, to copy, and where it can be chosen, what to choose it
 * with.
 */
#define RT_TYPE_LANE_ADDRESS (rt_lane_address_get_type ())
G_DECLARE_FINAL_TYPE (RtLaneAddress, rt_lane_address, RT, LANE_ADDRESS, GtkBox)

/* @uri: NULL while there is none; @help: what it is, translated; NULL: what the lane reads */
void        rt_lane_address_set_uri    (RtLaneAddress *self,
                                        const char    *uri,
                                        const char    *help);
void        rt_lane_address_set_source (RtLaneAddress *self,
                                        RtSource      *source);
void        rt_lane_address_set_desk   (RtLaneAddress *self,
                                        RtDesk        *desk);
/* NULL: the lane's own. (transfer none) */
const char *rt_lane_address_get_chosen (RtLaneAddress *self);

G_END_DECLS
