/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-private.h"

#include <glib/gi18n.h>

#include "lab/rt-trace-item-private.h"

/* The oldest give way to @n that keep @n_bytes. Returns whether any did. */
static gboolean
rt_trace_make_room (RtTrace *self,
                    guint    n,
                    gsize    n_bytes)
{
  RtTraceShelf *shown = &self->shelves[RT_TRACE_PLACE_SHOWN];
  guint n_gone = 0;

  for (; rt_trace_shelf_is_full (shown, n, n_bytes); n_gone++)
    g_object_unref (rt_trace_shelf_pop (shown));
  if (n_gone > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_gone, 0);
  return n_gone > 0;
}

/* What gave way before it was shown, told where it is missing. */
static RtTraceItem *
new_left_out (RtTrace     *self,
              RtTraceItem *before,
              RtTraceItem *next)
{
  RtTraceItem *item = rt_trace_item_new (RT_TRACE_LEFT_OUT, RT_TRACE_NOWHERE, 0, before->end_us);
  guint n = MIN (next->id - self->shown_id - 1, G_MAXUINT);

  item->id = next->id - 1;
  item->end_us = MAX (next->begin_us, item->begin_us);
  rt_trace_item_set_summary (item, g_strdup_printf (ngettext ("%u message left out", "%u messages left out", n), n));
  rt_trace_item_complete (item);
  return item;
}

static gboolean
rt_trace_show_some (RtTrace *self,
                    guint    n,
                    gsize    n_bytes)
{
  RtTraceShelf *waiting = &self->shelves[RT_TRACE_PLACE_WAITING];
  RtTraceShelf *shown = &self->shelves[RT_TRACE_PLACE_SHOWN];
  RtTraceItem *next = g_queue_peek_head (&waiting->items);
  gboolean jumps = n > 0 && next->id > self->shown_id + 1;
  gboolean changed = rt_trace_make_room (self, n + (jumps ? 1 : 0), n_bytes);
  guint position = shown->items.length;

  if (n == 0)
    return changed;
  /* Where nothing is before it nothing is missing between. */
  if (jumps && position > 0)
    rt_trace_shelf_push (shown, new_left_out (self, g_queue_peek_tail (&shown->items), next), RT_TRACE_PLACE_SHOWN);
  for (guint i = 0; i < n; i++)
    {
      RtTraceItem *item = rt_trace_shelf_pop (waiting);

      self->shown_id = item->id;
      rt_trace_shelf_push (shown, item, RT_TRACE_PLACE_SHOWN);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, shown->items.length - position);
  return TRUE;
}

/**
 * rt_trace_show:
 * @self: a trace
 *
 * Shows all that waits; the oldest gives way to it. Call it a few times a second.
 *
 * Returns: whether the list changed
 */
gboolean
rt_trace_show (RtTrace *self)
{
  RtTraceShelf *waiting = &self->shelves[RT_TRACE_PLACE_WAITING];

  return rt_trace_show_some (self, waiting->items.length, waiting->n_bytes);
}

/**
 * rt_trace_step:
 * @self: a trace
 *
 * Shows the first that waits, and before it how many are left out, if any are.
 *
 * Returns: whether there was one
 */
gboolean
rt_trace_step (RtTrace *self)
{
  RtTraceItem *first = g_queue_peek_head (&self->shelves[RT_TRACE_PLACE_WAITING].items);

  return first != NULL && rt_trace_show_some (self, 1, first->is_complete ? rt_trace_item_get_kept (first) : 0);
}

/**
 * rt_trace_get_n_waiting:
 * @self: a trace
 *
 * Returns: how many items wait to be shown, at most %RT_TRACE_MAX_ITEMS
 */
guint
rt_trace_get_n_waiting (RtTrace *self)
{
  return self->shelves[RT_TRACE_PLACE_WAITING].items.length;
}

/**
 * rt_trace_get_n_behind:
 * @self: a trace
 *
 * Returns: how many items came after the last that is in the list: those that wait, and those
 *   that gave way to them
 */
guint64
rt_trace_get_n_behind (RtTrace *self)
{
  return self->last_id - self->shown_id;
}
