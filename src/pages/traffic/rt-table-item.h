/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer.h"

G_BEGIN_DECLS

/**
 * RtPeerItem:
 *
 * A peer as a row of a list: says when what it shows is to be shown anew.
 *
 * Signal: "changed" ()
 */
#define RT_TYPE_PEER_ITEM (rt_peer_item_get_type ())
G_DECLARE_FINAL_TYPE (RtPeerItem, rt_peer_item, RT, PEER_ITEM, GObject)

RtPeerItem *rt_peer_item_new     (RtPeer     *peer);
RtPeer     *rt_peer_item_get_peer (RtPeerItem *self);
/* Brings the peer's counters up to date and says so, while anyone is listening. */
void        rt_peer_item_refresh (RtPeerItem *self);

G_END_DECLS
