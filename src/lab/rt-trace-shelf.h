/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-item.h"

G_BEGIN_DECLS

/* Where a trace has an item. */
typedef enum {
  RT_TRACE_PLACE_NONE,
  RT_TRACE_PLACE_WAITING,
  RT_TRACE_PLACE_SHOWN,
  RT_TRACE_N_PLACES,
} RtTracePlace;

/**
 * RtTraceShelf:
 * @items: of RtTraceItem, the oldest first
 * @n_bytes: that those of them keep that are complete
 *
 * Private to RtTrace: items that wait, or that are shown. Zero to begin with.
 */
typedef struct {
  GQueue items;
  gsize  n_bytes;
} RtTraceShelf;

/* @item: (transfer full) */
void         rt_trace_shelf_push    (RtTraceShelf *self,
                                     RtTraceItem  *item,
                                     RtTracePlace  place);
/* The oldest, of which there must be one. (transfer full) */
RtTraceItem *rt_trace_shelf_pop     (RtTraceShelf *self);
void         rt_trace_shelf_clear   (RtTraceShelf *self);
/* Whether there would be too many, or too many bytes, with so many more. */
gboolean     rt_trace_shelf_is_full (RtTraceShelf *self,
                                     guint         n,
                                     gsize         n_bytes);

G_END_DECLS
