/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-caller.h"
#include "net/rt-ledger.h"
#include "net/rt-limits.h"
#include "net/rt-peer-stream.h"

G_BEGIN_DECLS

/**
 * RtPeer:
 *
 * Who is at the other end of a server's connection: a row with address, user
 * agent, pattern and counters. Splits the connection's bytes and segments among
 * the patterns it served, at request boundaries, and posts them to the ledger.
 *
 * Signal "closed" (): the connection is over and its last bytes are posted.
 */
#define RT_TYPE_PEER (rt_peer_get_type ())
G_DECLARE_FINAL_TYPE (RtPeer, rt_peer, RT, PEER, GObject)

RtPeer          *rt_peer_new             (RtPeerStream *stream,
                                          RtLedger     *ledger,
                                          guint16       local_port);
guint64          rt_peer_get_id          (RtPeer       *self);
RtPeerStream    *rt_peer_get_stream      (RtPeer       *self);
const char      *rt_peer_get_address     (RtPeer       *self);
guint16          rt_peer_get_local_port  (RtPeer       *self);
const char      *rt_peer_get_user_agent  (RtPeer       *self);
GBytes          *rt_peer_get_farewell    (RtPeer       *self);
void             rt_peer_set_farewell    (RtPeer       *self,
                                          GBytes       *farewell);
void             rt_peer_set_user_agent  (RtPeer       *self,
                                          const char   *user_agent);
const char      *rt_peer_get_pattern     (RtPeer       *self);
gint64           rt_peer_get_since       (RtPeer       *self);
gint64           rt_peer_get_until       (RtPeer       *self);
gboolean         rt_peer_is_open         (RtPeer       *self);

/* What it may, and which of that it tried in vain. */
RtLimits        *rt_peer_get_limits      (RtPeer       *self);
void             rt_peer_set_limits      (RtPeer       *self,
                                          RtLimits     *limits);
void             rt_peer_strike          (RtPeer       *self,
                                          RtLimitKind   kind);
RtLimitKind      rt_peer_get_struck      (RtPeer       *self);
RtCaller        *rt_peer_get_caller      (RtPeer       *self);
void             rt_peer_set_caller      (RtPeer       *self,
                                          RtCaller     *caller);

/* What a whole answer carried: whether nothing new; else how many events with how
 * many bytes of data. */
typedef struct {
  gboolean empty;
  guint64  events;
  guint64  payload;
} RtPeerAnswer;

void             rt_peer_expect_request  (RtPeer             *self,
                                          const char         *pattern);
void             rt_peer_begin_request   (RtPeer             *self,
                                          const char         *pattern);
void             rt_peer_end_request     (RtPeer             *self,
                                          const RtPeerAnswer *answer);
void             rt_peer_count_response  (RtPeer             *self,
                                          gboolean            empty);
void             rt_peer_count_published (RtPeer             *self,
                                          guint64             payload);
void             rt_peer_count_file      (RtPeer             *self,
                                          guint64             n_bytes);
void             rt_peer_settle          (RtPeer       *self);
const RtTraffic *rt_peer_get_traffic     (RtPeer       *self);

G_END_DECLS
