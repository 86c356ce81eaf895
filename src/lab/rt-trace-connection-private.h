/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "lab/rt-trace-connection.h"
#include "lab/rt-trace-item-private.h"
#include "patterns/server-sent-events/rt-event-stream-parser.h"

G_BEGIN_DECLS

/* A head, or the line before a chunk, is no longer than this. */
#define RT_TRACE_MAX_HEAD (64 * 1024)
/* A body or message is looked into up to here; that takes less than a slice. */
#define RT_TRACE_MAX_CONTENT (256 * 1024)
/* So many requests wait for their answers. */
#define RT_TRACE_MAX_UNANSWERED 100
/* Of a summary so many characters are told. */
#define RT_TRACE_MAX_SUMMARY 200

typedef struct _RtTraceSide RtTraceSide;

/* Takes some of @length bytes, at least one, into the items of @side, and says how many; 0
 * only where it left them to another reader. */
typedef gsize (*RtTraceReader) (RtTraceSide *side,
                                const char  *bytes,
                                gsize        length);

/* One event stream that is being read. */
typedef struct {
  RtEventStreamParser *parser;
  GString *line;          /* the first of the block, for people */
  gboolean in_line;       /* a line has begun */
  gboolean has_fields;    /* the block has lines that are no comments */
  gboolean has_comment;   /* it has a comment, and nothing else */
  gboolean after_return;  /* a line feed now belongs to the line end before */
  gboolean has_ended;     /* the block is over; what still may come is its line end */
  gboolean has_cursor;    /* the client has one, so that it minds gaps */
  /* What the parser told of the block. */
  gboolean is_over;
  char    *event;         /* what it is, for people; NULL: none */
  guint64  seq;           /* 0: it has none */
  gint64   payload;
} RtTraceEvents;

/* One way of a connection. */
struct _RtTraceSide {
  RtTraceConnection *connection;
  RtTraceDirection   direction;
  RtTraceReader      read;
  RtTraceItem       *item;       /* the one being read */
  gboolean           is_begun;   /* it was told of */
  gboolean           is_fresh;   /* nothing came yet */
  gboolean           is_lost;    /* what comes is thrown away */
  RtTraceBody        body;       /* how the body is framed */
  GString           *head;       /* what of a head, a line or a frame's header came */
  guint64            left;       /* of a body, a chunk, a frame, a record */
  GByteArray        *content;    /* of a body or message, its first bytes */
  guint64            n_content;

  /* HTTP */
  char              *method;     /* of what is answered */
  guint              status;
  RtTraceEvents     *events;     /* of a body that is an event stream */

  /* WebSocket */
  RtTraceItem       *message;    /* of which not all frames came */
  GByteArray        *control;    /* payload of a control frame */
  guint8             first;      /* byte of the frame's header */
  guint8             opcode;     /* of the message */
  guint              n_frames;
  guint8             mask[4];
  guint64            n_masked;
};

/* A request without an answer. */
typedef struct {
  RtTraceItem *item;
  char        *method;
  gboolean     is_upgrade;
  gboolean     has_cursor;
} RtTraceAsked;

struct _RtTraceConnection {
  guint64             number;
  gboolean            is_new;
  RtTraceReading     *reading;
  const RtTraceHooks *hooks;
  gpointer            user_data;
  gint64              now_us;
  RtTraceSide         sides[2];       /* to the server, to the client */
  GQueue              asked;          /* of RtTraceAsked */
  gboolean            has_envelopes;  /* the subprotocol was agreed on */
  gboolean            gave_one;
};

/* rt-trace-side.c */
void     rt_trace_side_start    (RtTraceSide   *self);
void     rt_trace_side_take     (RtTraceSide   *self,
                                 RtTraceKind    kind,
                                 RtTraceForm    form,
                                 const char    *bytes,
                                 gsize          length);
/* @summary: (transfer full) */
void     rt_trace_side_begin    (RtTraceSide   *self,
                                 RtTraceKind    kind,
                                 char          *summary);
void     rt_trace_side_finish   (RtTraceSide   *self);
void     rt_trace_side_cut_off  (RtTraceSide   *self);
void     rt_trace_side_lose     (RtTraceSide   *self,
                                 const char    *why);
void     rt_trace_side_keep     (RtTraceSide   *self,
                                 const char    *bytes,
                                 gsize          length);
void     rt_trace_side_count    (RtTraceSide   *self,
                                 gint64         payload,
                                 gboolean       is_empty);
/* (transfer full) */
char    *rt_trace_dup_words     (const char    *bytes,
                                 gsize          length);
RtTraceSide *rt_trace_side_get_other (RtTraceSide *self);

/* rt-trace-head.c: where a message begins, and its head */
gsize    rt_trace_read_start    (RtTraceSide   *self,
                                 const char    *bytes,
                                 gsize          length);
void     rt_trace_asked_free    (RtTraceAsked  *asked);
/* rt-trace-body.c */
void     rt_trace_begin_body    (RtTraceSide   *self,
                                 SoupMessageHeaders *headers,
                                 gboolean       has_none);
void     rt_trace_end_body      (RtTraceSide   *self);
/* The connection ended. */
void     rt_trace_break_body    (RtTraceSide   *self);
gsize    rt_trace_read_chunk_size (RtTraceSide *self,
                                 const char    *bytes,
                                 gsize          length);
gsize    rt_trace_read_to_close (RtTraceSide   *self,
                                 const char    *bytes,
                                 gsize          length);
/* rt-trace-events.c */
void     rt_trace_begin_events  (RtTraceSide   *self,
                                 gboolean       has_cursor);
gsize    rt_trace_read_events   (RtTraceSide   *self,
                                 const char    *bytes,
                                 gsize          length);
/* Bytes of the chunks' framing. */
void     rt_trace_take_events   (RtTraceSide   *self,
                                 const char    *bytes,
                                 gsize          length);
void     rt_trace_end_chunk     (RtTraceSide   *self);
void     rt_trace_end_events    (RtTraceSide   *self,
                                 gboolean       is_whole);
void     rt_trace_events_free   (RtTraceEvents *events);
/* rt-trace-frames.c */
void     rt_trace_break_frames  (RtTraceSide   *self);
gsize    rt_trace_read_frame    (RtTraceSide   *self,
                                 const char    *bytes,
                                 gsize          length);
/* rt-trace-record.c */
gsize    rt_trace_read_record   (RtTraceSide   *self,
                                 const char    *bytes,
                                 gsize          length);
/* rt-trace-payload.c */
void     rt_trace_count_response (RtTraceSide  *self);
void     rt_trace_count_message (RtTraceSide   *self);

G_END_DECLS
