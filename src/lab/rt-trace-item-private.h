/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-item.h"
#include "lab/rt-trace-shelf.h"

G_BEGIN_DECLS

/* What rt-trace-item.c, the object, shares with those that read a connection into items
 * and those that take items apart. */

typedef enum {
  RT_TRACE_FORM_NONE,     /* no bytes */
  RT_TRACE_FORM_HTTP,     /* a head, and a body as context.body says */
  RT_TRACE_FORM_EVENTS,   /* a part of an event stream */
  RT_TRACE_FORM_FRAMES,   /* RFC 6455 */
  RT_TRACE_FORM_RECORD,   /* TLS */
  RT_TRACE_FORM_UNKNOWN,
} RtTraceForm;

typedef enum {
  RT_TRACE_BODY_NONE,
  RT_TRACE_BODY_LENGTH,
  RT_TRACE_BODY_CHUNKED,
  RT_TRACE_BODY_CLOSE,    /* until the connection ends */
} RtTraceBody;

/* What its bytes alone do not say about how to read them. */
typedef struct {
  RtTraceForm form;
  RtTraceBody body;
  guint64     chunk_left;  /* of the chunk in which it begins; 0: it begins with a chunk */
  guint64     stopped_at;  /* of RT_TRACE_FORM_UNKNOWN: where it made no sense any more */
  char       *why;         /* the same: for people */
} RtTraceContext;

struct _RtTraceItem {
  GObject          parent_instance;
  guint64          id;
  RtTraceKind      kind;
  RtTraceDirection direction;
  guint64          connection;
  gint64           begin_us;
  gint64           end_us;
  char            *summary;
  gboolean         is_empty;
  gboolean         is_complete;
  gboolean         is_cut_off;
  gboolean         is_lost;
  guint64          seq;         /* of an event that was pushed, 0: it has none */
  guint64          size;
  gint64           payload;
  GByteArray      *growing;     /* what of its bytes is kept, until it is complete */
  GBytes          *bytes;       /* and then */
  RtTraceItem     *answered;
  RtTraceContext   context;
  RtTracePlace     place;
};

/* An item of which nothing came yet. (transfer full) */
RtTraceItem *rt_trace_item_new      (RtTraceKind       kind,
                                     RtTraceDirection  direction,
                                     guint64           connection,
                                     gint64            now_us);
/* The next bytes of it came. */
void         rt_trace_item_take     (RtTraceItem      *self,
                                     const char       *bytes,
                                     gsize             length,
                                     gint64            now_us);
/* (transfer full) */
void         rt_trace_item_set_summary (RtTraceItem   *self,
                                     char             *summary);
/* Nothing of it comes any more. */
void         rt_trace_item_complete (RtTraceItem      *self);
gsize        rt_trace_item_get_kept (RtTraceItem      *self);

G_END_DECLS
