/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "net/rt-peer.h"

G_BEGIN_DECLS

/**
 * RtExchange:
 *
 * One request to a server and what becomes of it: a response, a response held
 * back, an event stream, or a WebSocket. Lives until it is answered and sent, or
 * the peer is gone.
 */
#define RT_TYPE_EXCHANGE (rt_exchange_get_type ())
G_DECLARE_FINAL_TYPE (RtExchange, rt_exchange, RT, EXCHANGE, GObject)

/* Signal "gone" (): the peer left before the answer, or before its body was whole;
 * nothing may be answered now. */

typedef void (*RtExchangeFunc) (RtExchange *exchange,
                                gpointer    user_data);

/* Nothing of the request can be read any more, nothing answered. */
gboolean     rt_exchange_is_over          (RtExchange  *self);

const char  *rt_exchange_get_method       (RtExchange  *self);
const char  *rt_exchange_get_path         (RtExchange  *self);
/* A field of the request, %NULL when there is none. */
const char  *rt_exchange_get_header       (RtExchange  *self,
                                           const char  *name);
/* A decoded value of the query, %NULL when there is none. */
const char  *rt_exchange_get_query        (RtExchange  *self,
                                           const char  *name);
/* The request's body, whole. (transfer full) */
GBytes      *rt_exchange_dup_body         (RtExchange  *self);
/* Its length as the head says it; -1 where it does not (RFC 9112 section 7.1). */
goffset      rt_exchange_get_body_length  (RtExchange  *self);
RtPeer      *rt_exchange_get_peer         (RtExchange  *self);
SoupServerMessage *rt_exchange_get_message (RtExchange *self);
gboolean     rt_exchange_is_websocket     (RtExchange  *self);

/**
 * RtBodySink:
 * @data: a piece of the body arrived; may refuse the exchange
 * @end: it is whole: answers, or holds the exchange
 *
 * Who takes a request's body as it arrives. A static constant.
 */
typedef struct {
  void (*data) (RtExchange *exchange,
                GBytes     *bytes,
                gpointer    user_data);
  void (*end)  (RtExchange *exchange,
                gpointer    user_data);
} RtBodySink;
void         rt_exchange_take_body        (RtExchange       *self,
                                           const RtBodySink *sink,
                                           gpointer          user_data);
/* While the sink can take no more. */
void         rt_exchange_pause_body       (RtExchange       *self,
                                           gboolean          paused);

/* Which pattern the exchange counts for; before it is answered. @pattern interned. */
void         rt_exchange_set_pattern      (RtExchange  *self,
                                           const char  *pattern);
void         rt_exchange_set_header       (RtExchange  *self,
                                           const char  *name,
                                           const char  *value);
/* @empty: the answer carries nothing new. @events, @payload: what it carries. */
void         rt_exchange_set_carries      (RtExchange  *self,
                                           gboolean     empty,
                                           guint        events,
                                           gsize        payload);
void         rt_exchange_respond          (RtExchange  *self,
                                           guint        status,
                                           const char  *content_type,
                                           GBytes      *body);
void         rt_exchange_respond_text     (RtExchange  *self,
                                           guint        status,
                                           const char  *text);
/* application/problem+json (RFC 9457). */
void         rt_exchange_respond_problem  (RtExchange  *self,
                                           guint        status,
                                           const char  *format,
                                           ...) G_GNUC_PRINTF (3, 4);
/* As the route's errors are written, also in the middle of a body: where it is not
 * worth waiting for the rest, at once and for the last time on this connection. */
void         rt_exchange_refuse           (RtExchange  *self,
                                           guint        status,
                                           const char  *text);
/* The connection is cut on purpose once its answer is sent. */
void         rt_exchange_cut_after        (RtExchange  *self);
/* Keeps the request open; answer it later, or hear "gone". */
void         rt_exchange_hold             (RtExchange  *self);
/* The same while the answer is made: who closed its side alone waits for it. */
void         rt_exchange_hold_for_work    (RtExchange  *self);
/* Calls back when it is still held in @delay_ms. */
void         rt_exchange_set_deadline     (RtExchange     *self,
                                           guint           delay_ms,
                                           RtExchangeFunc  func,
                                           gpointer        user_data);

/* Takes the connection over for an event stream: writes the head of a 200 answer
 * with the fields set so far, and gives the stream; the rest goes through its
 * outbox. The exchange is over. (transfer full) */
RtPeerStream *rt_exchange_take_stream     (RtExchange  *self,
                                           const char  *content_type);
/* Answers the opening handshake (RFC 6455 section 4.2.2) with the first of
 * @protocols that the client offered, then calls back. */
typedef void (*RtWebsocketFunc) (SoupWebsocketConnection *websocket,
                                 RtPeer                  *peer,
                                 gpointer                 user_data);
void         rt_exchange_upgrade          (RtExchange  *self,
                                           const char * const *protocols,
                                           RtWebsocketFunc     func,
                                           gpointer            user_data,
                                           GDestroyNotify      destroy);

G_END_DECLS
