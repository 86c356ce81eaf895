/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-shelf.h"

#include "lab/rt-trace-item-private.h"
#include "lab/rt-trace.h"

void
rt_trace_shelf_push (RtTraceShelf *self,
                     RtTraceItem  *item,
                     RtTracePlace  place)
{
  g_queue_push_tail (&self->items, item);
  item->place = place;
  if (item->is_complete)
    self->n_bytes += rt_trace_item_get_kept (item);
}

RtTraceItem *
rt_trace_shelf_pop (RtTraceShelf *self)
{
  RtTraceItem *item = g_queue_pop_head (&self->items);

  item->place = RT_TRACE_PLACE_NONE;
  if (item->is_complete)
    self->n_bytes -= rt_trace_item_get_kept (item);
  return item;
}

void
rt_trace_shelf_clear (RtTraceShelf *self)
{
  while (self->items.length > 0)
    g_object_unref (rt_trace_shelf_pop (self));
}

gboolean
rt_trace_shelf_is_full (RtTraceShelf *self,
                        guint         n,
                        gsize         n_bytes)
{
  return self->items.length > 0
         && (self->items.length + n > RT_TRACE_MAX_ITEMS || self->n_bytes + n_bytes > RT_TRACE_MAX_BYTES);
}
