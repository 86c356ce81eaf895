/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer.h"

G_BEGIN_DECLS

/**
 * RtPeerList:
 *
 * Peers as a list model, in the order in which they came. Whoever listens to it is
 * told of one change at a time: sorting models cannot follow two that are made at once.
 */
#define RT_TYPE_PEER_LIST (rt_peer_list_get_type ())
G_DECLARE_FINAL_TYPE (RtPeerList, rt_peer_list, RT, PEER_LIST, GObject)

RtPeerList *rt_peer_list_new    (void);
void        rt_peer_list_add    (RtPeerList *self,
                                 RtPeer     *peer);
void        rt_peer_list_remove (RtPeerList *self,
                                 RtPeer     *peer);
guint       rt_peer_list_length (RtPeerList *self);
/* (transfer none) */
RtPeer     *rt_peer_list_peek   (RtPeerList *self,
                                 guint       position);

G_END_DECLS
