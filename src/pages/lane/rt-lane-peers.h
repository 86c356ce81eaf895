/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"
#include "net/rt-server.h"

G_BEGIN_DECLS

/**
 * RtLanePeers:
 *
 * Who is at the other end of what a lane's server serves; where the server is somebody
 * else's, that nobody can know that here.
 */
#define RT_TYPE_LANE_PEERS (rt_lane_peers_get_type ())
G_DECLARE_FINAL_TYPE (RtLanePeers, rt_lane_peers, RT, LANE_PEERS, AdwBin)

void rt_lane_peers_set_server (RtLanePeers *self,
                               RtServer    *server);
/* Whose clients the server takes for those of another lane; NULL: none. */
void rt_lane_peers_set_misread (RtLanePeers *self,
                                RtLane      *lane);
/* @lane: NULL: none. */
void rt_lane_peers_set_lane   (RtLanePeers *self,
                               RtLane      *lane);

G_END_DECLS
