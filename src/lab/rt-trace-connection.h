/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-item.h"

G_BEGIN_DECLS

/**
 * RtTraceReading:
 * @polls: whether answers are read as a polling client reads them: of a channel's the data
 *   of its events count, and one that says again what the last said is empty. Others
 *   count an answer's body as it is.
 * @is_empty_status: (nullable): which statuses say that there is nothing new, beside
 *   204 and 304
 * @last_body: (nullable): what was answered last, to find repetitions
 *
 * How the bodies of a client's answers are to be understood; one for all its connections.
 */
typedef struct {
  gboolean   polls;
  gboolean (*is_empty_status) (guint status);
  GBytes    *last_body;
} RtTraceReading;

/**
 * RtTraceHooks:
 * @begun: it is known what an item is; more of it may come
 * @completed: nothing more of it comes; it was begun before
 *
 * Who is told what is on a connection.
 */
typedef struct {
  void (*begun)     (RtTraceItem *item,
                     gpointer     user_data);
  void (*completed) (RtTraceItem *item,
                     gpointer     user_data);
} RtTraceHooks;

/**
 * RtTraceConnection:
 *
 * Reads the bytes of one connection, as they pass, into items: HTTP/1.1 (RFC 9112), event
 * streams (WHATWG HTML section 9.2), WebSocket frames (RFC 6455); of TLS the records. Each
 * byte belongs to exactly one item. Pieces may be cut anywhere, and make no difference.
 */
typedef struct _RtTraceConnection RtTraceConnection;

RtTraceConnection *rt_trace_connection_new   (guint64              number,
                                              gboolean             is_new,
                                              RtTraceReading      *reading,
                                              const RtTraceHooks  *hooks,
                                              gpointer             user_data);
void               rt_trace_connection_free  (RtTraceConnection   *self);
void               rt_trace_connection_open  (RtTraceConnection   *self,
                                              gint64               now_us);
void               rt_trace_connection_feed  (RtTraceConnection   *self,
                                              RtTraceDirection     direction,
                                              const char          *bytes,
                                              gsize                length,
                                              gint64               now_us);
/* What is fed from here on in @direction is thrown away. */
void               rt_trace_connection_lose  (RtTraceConnection   *self,
                                              RtTraceDirection     direction);
/* Completes what is not complete. Nothing may be fed afterwards. */
void               rt_trace_connection_close (RtTraceConnection   *self,
                                              gint64               now_us);

/* One read or write of a connection, for rt_trace_split(). */
typedef struct {
  RtTraceDirection  direction;
  const char       *bytes;
  gsize             length;
} RtTracePiece;

/* All items of a connection that was opened, carried these and was closed. (transfer full) */
GPtrArray         *rt_trace_split            (const RtTracePiece  *pieces,
                                              gsize                n_pieces,
                                              gboolean             is_new,
                                              gboolean             polls);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtTraceConnection, rt_trace_connection_free)

G_END_DECLS
