/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"
#include "net/rt-idempotency.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/* An exchange is in five files: the request and what counts (rt-exchange.c), a body
 * that is taken as it arrives (-body.c), its answer (-answer.c), the waiting for it
 * (-hold.c), and the WebSocket that it becomes (-websocket.c). */

struct _RtExchange {
  GObject            parent_instance;

  SoupServerMessage *message;    /* (unowned): NULL once it is over */
  RtPeer            *peer;
  const char        *pattern;
  GHashTable        *query;
  RtPeerAnswer       carried;
  RtPoller          *poller;     /* while it is held */
  RtDeferred         held_turn;
  RtPollerTimer      deadline;
  RtExchangeFunc     deadline_func;
  gpointer           deadline_data;

  const RtBodySink  *sink;       /* NULL where the body is kept whole */
  gpointer           sink_data;
  guint64            n_taken;    /* bytes of the body */

  RtIdempotencyClaim *claim;     /* what its answer is kept for, NULL nothing */

  RtWebsocketFunc    websocket_func;
  gpointer           websocket_data;
  GDestroyNotify     websocket_destroy;

  guint              has_problems : 1;  /* errors are application/problem+json */
  guint              has_bad_query : 1;
  guint              is_begun : 1;
  guint              is_watched : 1;    /* it hears when the peer leaves */
  guint              is_body_paused : 1;
  guint              is_held : 1;
  guint              is_told_held : 1;  /* its connection knows that it is held */
  guint              is_cut_after : 1;  /* a fault ends the connection with it */
  guint              is_worked_on : 1;  /* held, but only until the answer is made */
  guint              is_answered : 1;   /* or given up */
};

RtExchange *rt_exchange_new           (SoupServerMessage *message,
                                       RtPeer            *peer);
/* Which pattern it shows as far as its route tells, and how its errors are written. */
void        rt_exchange_expect        (RtExchange        *self,
                                       const char        *pattern,
                                       gboolean           has_problems);
/* The request counts from here on, for the pattern set so far. */
void        rt_exchange_begin         (RtExchange        *self);
/* The message is finished; its answer was written whole or not. */
void        rt_exchange_end           (RtExchange        *self,
                                       gboolean           is_whole);
/* The message is gone: nothing of libsoup may be touched any more. (transfer full) */
void        rt_exchange_drop          (RtExchange        *self);
void        rt_exchange_stop_deadline (RtExchange        *self);
/* Its answer is kept for @claim, which is free again where there will be none. */
void        rt_exchange_set_claim     (RtExchange         *self,
                                       RtIdempotencyClaim *claim);
void        rt_exchange_drop_claim    (RtExchange        *self);
void        rt_exchange_emit_gone     (RtExchange        *self);
gboolean    rt_exchange_is_answered   (RtExchange        *self);
gboolean    rt_exchange_is_held       (RtExchange        *self);
gboolean    rt_exchange_has_bad_query (RtExchange        *self);
/* Has it hear when the peer leaves, as rt_exchange_hold() or as ..._for_work(). */
void        rt_exchange_watch         (RtExchange        *self,
                                       gboolean           is_worked_on);
gboolean    rt_exchange_has_sink      (RtExchange        *self);
/* The body is whole. */
void        rt_exchange_end_body      (RtExchange        *self);
/* It never will be. */
void        rt_exchange_abandon_body  (RtExchange        *self);

G_END_DECLS
