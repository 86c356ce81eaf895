/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-part.h"

G_BEGIN_DECLS

/**
 * RtTraceItem:
 *
 * One thing that happened on a connection, with its bytes exactly as they were on the
 * wire. Immutable but for what completes it: an item is there as soon as it is known what
 * it is, and grows until "complete".
 */
#define RT_TYPE_TRACE_ITEM (rt_trace_item_get_type ())
G_DECLARE_FINAL_TYPE (RtTraceItem, rt_trace_item, RT, TRACE_ITEM, GObject)

/* So many bytes of one item are kept; all are counted. */
#define RT_TRACE_MAX_ITEM_BYTES (64 * 1024)

typedef enum {
  RT_TRACE_OPEN,      /* a connection was opened, or one that was open is listened to */
  RT_TRACE_REQUEST,
  RT_TRACE_RESPONSE,  /* of an event stream the head alone; informational ones too */
  RT_TRACE_PUSH,      /* an event of a stream, or a WebSocket message from the server */
  RT_TRACE_MESSAGE,   /* a WebSocket message from the client */
  RT_TRACE_CONTROL,   /* ping, pong, close; the last chunk of a stream */
  RT_TRACE_COMMENT,   /* what a stream says that is no event: heartbeat, retry */
  RT_TRACE_CLOSE,
  RT_TRACE_FAULT,     /* something was broken on purpose */
  RT_TRACE_LEFT_OUT,  /* so many came that were not kept */
  RT_TRACE_OPAQUE,    /* bytes that cannot be read: encrypted, or not understood */
} RtTraceKind;

typedef enum {
  RT_TRACE_NOWHERE,
  RT_TRACE_TO_SERVER,
  RT_TRACE_TO_CLIENT,
} RtTraceDirection;

/* Property "complete" (boolean, read only): nothing will change any more.
 * A number that no other item of its trace has; later ones are higher. */
guint64          rt_trace_item_get_id         (RtTraceItem *self);
RtTraceKind      rt_trace_item_get_kind       (RtTraceItem *self);
RtTraceDirection rt_trace_item_get_direction  (RtTraceItem *self);
/* The connection's number. */
guint64          rt_trace_item_get_connection (RtTraceItem *self);
/* When its first and its last byte passed (monotonic, µs); the last so far. */
gint64           rt_trace_item_get_begin      (RtTraceItem *self);
gint64           rt_trace_item_get_end        (RtTraceItem *self);
/* In a few words, as on the wire: "GET /channels/ticker?after=41", "event 42 · tick".
 * (transfer none) */
const char      *rt_trace_item_get_summary    (RtTraceItem *self);
/* An answer without anything new. */
gboolean         rt_trace_item_get_is_empty   (RtTraceItem *self);
gboolean         rt_trace_item_get_complete   (RtTraceItem *self);
/* The connection ended, or something else came, before it was whole. */
gboolean         rt_trace_item_get_cut_off    (RtTraceItem *self);
/* It was lost on its way, on purpose: what it says never reached who reads. */
gboolean         rt_trace_item_get_lost       (RtTraceItem *self);
/* Bytes on the wire; how many of them are an event's data, and how many are not. -1: more
 * than is looked into. */
guint64          rt_trace_item_get_size       (RtTraceItem *self);
gint64           rt_trace_item_get_payload    (RtTraceItem *self);
gint64           rt_trace_item_get_overhead   (RtTraceItem *self);
/* The request that a response answers. (transfer none) (nullable) */
RtTraceItem     *rt_trace_item_get_answered   (RtTraceItem *self);
/* Its first RT_TRACE_MAX_ITEM_BYTES bytes, so far. (transfer full) */
GBytes          *rt_trace_item_get_bytes      (RtTraceItem *self);
/* The same without what lets somebody in, to be handed on. (transfer full) */
RtTraceItem     *rt_trace_item_dup_shown      (RtTraceItem *self);
/* Its bytes taken apart. (transfer full) */
RtTracePart     *rt_trace_item_dissect        (RtTraceItem *self);

G_END_DECLS
