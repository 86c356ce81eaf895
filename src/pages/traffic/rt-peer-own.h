/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-lane.h"
#include "net/rt-peer.h"

G_BEGIN_DECLS

/* Peers that are clients of this program, and of another pattern than what they ask for shows to
 * the server: who asks for one address again and again polls, as the server sees it. */

/* @items: of RtTableItem, each of an RtPeer. @lane: whose clients are to be named. */
void        rt_peer_own_name        (GListModel *items,
                                     RtLane     *lane);
/* The id of the pattern that it is shown as of. (nullable) */
const char *rt_peer_own_get_pattern (RtPeer     *peer);

G_END_DECLS
