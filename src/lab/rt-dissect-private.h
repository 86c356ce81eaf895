/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-dissect.h"
#include "lab/rt-trace-item-private.h"

G_BEGIN_DECLS

/* What is taken apart: an item, and what of its bytes is kept. */
typedef struct {
  RtTraceItem *item;
  const char  *bytes;
  gsize        size;
} RtDissect;

/* A line from an offset on: where its text ends, and where the next begins. */
typedef struct {
  gsize begin;
  gsize end;
  gsize next;
} RtDissectLine;

/* FALSE: there is no line end any more; @line is what is left. */
gboolean     rt_dissect_find_line    (const RtDissect     *self,
                                      gsize                offset,
                                      RtDissectLine       *line);
/* A part whose value is its bytes. (transfer none) */
RtTracePart *rt_dissect_add_text     (const RtDissect     *self,
                                      RtTracePart         *parent,
                                      const char          *name,
                                      gsize                begin,
                                      gsize                end);

/* rt-dissect-head.c; where the body begins */
gsize        rt_dissect_head         (const RtDissect     *self,
                                      RtTracePart         *whole);
void         rt_dissect_field        (const RtDissect     *self,
                                      RtTracePart         *parent,
                                      const RtDissectLine *line);
/* rt-dissect-field.c: what a field is for. (nullable) */
const char  *rt_dissect_get_field_remark (const char      *name,
                                      gsize                length);
/* rt-dissect-body.c */
void         rt_dissect_body         (const RtDissect     *self,
                                      RtTracePart         *whole,
                                      gsize                offset);
void         rt_dissect_chunk_size   (const RtDissect     *self,
                                      RtTracePart         *parent,
                                      const RtDissectLine *line,
                                      guint64             *size);
void         rt_dissect_trailer      (const RtDissect     *self,
                                      RtTracePart         *whole,
                                      gsize                offset);
/* rt-dissect-events.c */
void         rt_dissect_events       (const RtDissect     *self,
                                      RtTracePart         *whole);
/* rt-dissect-frames.c */
void         rt_dissect_frames       (const RtDissect     *self,
                                      RtTracePart         *whole);
/* rt-dissect-handshake.c: how the accept key comes about, of an answer that has one */
void         rt_dissect_handshake    (const RtDissect     *self,
                                      RtTracePart         *whole);

G_END_DECLS
