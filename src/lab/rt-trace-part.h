/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtTracePart:
 *
 * A part of what passed on a connection: a request line, a field, a frame's mask. Parts
 * have parts. Immutable once it was handed out.
 */
#define RT_TYPE_TRACE_PART (rt_trace_part_get_type ())
G_DECLARE_FINAL_TYPE (RtTracePart, rt_trace_part, RT, TRACE_PART, GObject)

/* Of a value so many characters are told. */
#define RT_TRACE_PART_MAX_VALUE 1000
/* So many parts one has; the last says that there are more. */
#define RT_TRACE_PART_MAX_PARTS 500

/* What it is, for people or, of a field, its name on the wire. */
const char  *rt_trace_part_get_name     (RtTracePart *self);
/* What it says; empty where it is only what its parts are. */
const char  *rt_trace_part_get_value    (RtTracePart *self);
/* One short sentence about it, with the standard's section. (nullable) */
const char  *rt_trace_part_get_remark   (RtTracePart *self);
/* Where it is in the item's bytes. */
gsize        rt_trace_part_get_offset   (RtTracePart *self);
gsize        rt_trace_part_get_length   (RtTracePart *self);
/* Of RtTracePart; NULL: it has none. (transfer none) (nullable) */
GListModel  *rt_trace_part_get_parts    (RtTracePart *self);

/* For who takes apart. (transfer full) */
RtTracePart *rt_trace_part_new          (const char  *name,
                                         gsize        offset,
                                         gsize        length);
/* The same as the last part of @self. (transfer none) */
RtTracePart *rt_trace_part_add          (RtTracePart *self,
                                         const char  *name,
                                         gsize        offset,
                                         gsize        length);
void         rt_trace_part_set_name     (RtTracePart *self,
                                         const char  *name);
/* Has it end before @end. */
void         rt_trace_part_extend       (RtTracePart *self,
                                         gsize        end);
/* As UTF-8; what is none, and what is not to be shown, is written as \x and two digits. */
void         rt_trace_part_set_text     (RtTracePart *self,
                                         const char  *bytes,
                                         gsize        length);
void         rt_trace_part_set_value    (RtTracePart *self,
                                         const char  *format,
                                         ...) G_GNUC_PRINTF (2, 3);
void         rt_trace_part_set_remark   (RtTracePart *self,
                                         const char  *remark);

G_END_DECLS
