/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-ledger.h"
#include "net/rt-peer-stream.h"

G_BEGIN_DECLS

/**
 * RtPeer:
 *
 * Who is at the other end of a server's connection: a row with address, user
 * agent, pattern and counters. Splits the connection's bytes among the patterns
 * it served, at request boundaries.
 */
#define RT_TYPE_PEER (rt_peer_get_type ())
G_DECLARE_FINAL_TYPE (RtPeer, rt_peer, RT, PEER, GObject)

RtPeer       *rt_peer_new             (RtPeerStream *stream,
                                       RtLedger     *ledger,
                                       guint16       local_port);
guint64       rt_peer_get_id          (RtPeer       *self);
RtPeerStream *rt_peer_get_stream      (RtPeer       *self);
/* "127.0.0.1:40312" (transfer none) */
const char   *rt_peer_get_address     (RtPeer       *self);
guint16       rt_peer_get_local_port  (RtPeer       *self);
const char   *rt_peer_get_user_agent  (RtPeer       *self);
void          rt_peer_set_user_agent  (RtPeer       *self,
                                       const char   *user_agent);
/* The pattern being served; interned. */
const char   *rt_peer_get_pattern     (RtPeer       *self);
gint64        rt_peer_get_since       (RtPeer       *self);
gboolean      rt_peer_is_open         (RtPeer       *self);
/* A request of @pattern begins: bytes up to here belong to the one before. */
void          rt_peer_begin_request   (RtPeer       *self,
                                       const char   *pattern);
void          rt_peer_count_response  (RtPeer       *self,
                                       gboolean      empty);
void          rt_peer_count_delivered (RtPeer       *self,
                                       guint64       events,
                                       guint64       payload);
void          rt_peer_count_published (RtPeer       *self,
                                       guint64       payload);
void          rt_peer_count_dropped   (RtPeer       *self,
                                       guint64       conflated,
                                       guint64       dropped);
/* Brings the wire counters up to date with the kernel's. */
void          rt_peer_settle          (RtPeer       *self);
/* (transfer none): as of the last settling */
const RtTraffic *rt_peer_get_traffic  (RtPeer       *self);

G_END_DECLS
