/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer.h"

G_BEGIN_DECLS

/**
 * RtPeerAccount:
 *
 * Private to RtPeer: divides a connection's bytes, segments and counts among the
 * patterns that it serves one after the other, and posts them to the ledger.
 *
 * Incoming bytes belong to the request they are part of; what came after a request
 * and is no whole one yet waits for its pattern to be known. Outgoing bytes belong
 * to the answer they are part of and are posted as the kernel sends them. At the
 * close what is left belongs to the pattern served last, or to
 * %RT_LEDGER_OTHER where there never was a request.
 */
typedef struct {
  RtPeerStream  *stream;
  RtLedger      *ledger;
  const char    *pattern;      /* interned */
  const char    *expected;     /* a request is coming in that shows this, or NULL */
  RtTraffic     *account;      /* the pattern's, in the ledger */
  RtTraffic     *sender;       /* whose bytes left last; NULL before the first */
  RtTraffic      traffic;      /* the peer's own */
  RtWire         posted;
  RtOutboxCounts posted_counts;
  guint64        posted_events;  /* of those waiting in the outbox */
  guint64        posted_bytes;
  guint64        pending_payload; /* published before its request was counted */
  GArray        *answers;      /* not sent whole, oldest first; NULL while there never was one */
  guint64        end_in;       /* where the last request ended */
  guint64        end_segments_in;
  guint          header_size;
  guint          in_request : 1;
  guint          has_asked : 1;
  guint          is_closed : 1;
} RtPeerAccount;

void rt_peer_account_init    (RtPeerAccount      *self,
                              RtPeerStream       *stream,
                              RtLedger           *ledger,
                              guint               header_size);
void rt_peer_account_clear   (RtPeerAccount      *self);
void rt_peer_account_expect  (RtPeerAccount      *self,
                              const char         *pattern);
void rt_peer_account_begin   (RtPeerAccount      *self,
                              const char         *pattern);
/* @answer: %NULL where none was written whole. */
void rt_peer_account_end     (RtPeerAccount      *self,
                              const RtPeerAnswer *answer);
/* An answer that was sent at once, or has begun and will never end. */
void rt_peer_account_answer  (RtPeerAccount      *self,
                              const RtPeerAnswer *answer);
void rt_peer_account_publish (RtPeerAccount      *self,
                              guint64             payload);
void rt_peer_account_file    (RtPeerAccount      *self,
                              guint64             n_bytes);
void rt_peer_account_settle  (RtPeerAccount      *self);
void rt_peer_account_close   (RtPeerAccount      *self);

G_END_DECLS
