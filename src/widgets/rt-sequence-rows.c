/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sequence-rows.h"

#include <math.h>

/* A gap is so high, and higher the longer it was; but ten times as long is not ten times as
 * high, so that what happened stays in sight. */
#define GAP_STEP     0.5
#define MAX_GAP_STEP 2.5

struct _RtSequenceRows {
  GArray   *rows;
  double    height;
  gboolean  waits;
};

static void
clear_row (gpointer row)
{
  g_clear_object (&((RtSequenceRow *) row)->item);
}

/**
 * rt_sequence_rows_new:
 *
 * Returns: (transfer full): no rows
 */
RtSequenceRows *
rt_sequence_rows_new (void)
{
  RtSequenceRows *self = g_new0 (RtSequenceRows, 1);

  self->rows = g_array_new (FALSE, TRUE, sizeof (RtSequenceRow));
  g_array_set_clear_func (self->rows, clear_row);
  return self;
}

/**
 * rt_sequence_rows_free:
 * @self: (transfer full): rows
 *
 * Frees them.
 */
void
rt_sequence_rows_free (RtSequenceRows *self)
{
  g_array_unref (self->rows);
  g_free (self);
}

static RtSequenceRow *
get_row (RtSequenceRows *self,
         guint           index)
{
  return &g_array_index (self->rows, RtSequenceRow, index);
}

static void
add_row (RtSequenceRows      *self,
         const RtSequenceRow *row)
{
  RtSequenceRow placed = *row;

  placed.y = self->height;
  self->height += placed.height;
  g_array_append_val (self->rows, placed);
}

/* The request on @connection that waits for its answer; -1: none does. */
static int
find_waiting (RtSequenceRows *self,
              guint64         connection)
{
  for (int i = (int) self->rows->len - 1; i >= 0; i--)
    {
      const RtSequenceRow *row = get_row (self, i);

      if (row->waits && rt_trace_item_get_connection (row->item) == connection)
        return i;
    }
  return -1;
}

static gboolean
any_waits (RtSequenceRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (get_row (self, i)->waits)
      return TRUE;
  return FALSE;
}

/* The request that is answered by @item; -1: it is not among them. */
static int
find_asked (RtSequenceRows *self,
            RtTraceItem    *item)
{
  RtTraceItem *answered = rt_trace_item_get_answered (item);

  for (int i = (int) self->rows->len - 1; answered != NULL && i >= 0; i--)
    if (get_row (self, i)->item == answered)
      return i;
  return answered != NULL ? -1 : find_waiting (self, rt_trace_item_get_connection (item));
}

/* Whether they were answered is not known any more. */
static void
forget_waiting (RtSequenceRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    get_row (self, i)->waits = FALSE;
}

static void
add_gap (RtSequenceRows *self,
         gint64          us,
         double          least)
{
  RtSequenceRow row = { .gap_us = us, .asked = -1, .held = any_waits (self) };

  if (us < RT_SEQUENCE_GAP_US)
    return;
  row.height = least * (1 + MIN (GAP_STEP * log2 (1 + us / (double) G_USEC_PER_SEC), MAX_GAP_STEP));
  add_row (self, &row);
}

static void
add_item (RtSequenceRows *self,
          RtTraceItem    *item,
          double          height)
{
  RtSequenceRow row = { .item = g_object_ref (item), .height = height, .asked = -1 };
  RtTraceKind kind = rt_trace_item_get_kind (item);
  int waiting = kind == RT_TRACE_CLOSE ? find_waiting (self, rt_trace_item_get_connection (item)) : -1;

  if (kind == RT_TRACE_RESPONSE)
    waiting = row.asked = find_asked (self, item);
  if (waiting >= 0)
    get_row (self, waiting)->waits = FALSE;
  if (kind == RT_TRACE_LEFT_OUT)
    forget_waiting (self);
  row.waits = kind == RT_TRACE_REQUEST;
  add_row (self, &row);
}

/**
 * rt_sequence_rows_update:
 * @self: rows
 * @items: of #RtTraceItem, the oldest first
 * @item_height: how high the row of one is
 * @gap_height: how high at least the row of a time in which nothing happened is
 * @now_us: until when a request that was not answered is shown to wait (monotonic, µs); 0:
 *   until the last item
 *
 * Lays out @items anew, one below the other, with the time between them where it is at least
 * %RT_SEQUENCE_GAP_US.
 */
void
rt_sequence_rows_update (RtSequenceRows *self,
                         GListModel     *items,
                         double          item_height,
                         double          gap_height,
                         gint64          now_us)
{
  guint n_items = g_list_model_get_n_items (items);
  gint64 until = 0;

  g_array_set_size (self->rows, 0);
  self->height = 0;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (RtTraceItem) item = g_list_model_get_item (items, i);

      if (i > 0)
        add_gap (self, rt_trace_item_get_begin (item) - until, gap_height);
      add_item (self, item, item_height);
      until = MAX (until, rt_trace_item_get_end (item));
    }
  self->waits = any_waits (self);
  if (self->waits)
    add_gap (self, MAX (now_us - until, 0), gap_height);
}

/**
 * rt_sequence_rows_get_n:
 * @self: rows
 *
 * Returns: how many there are
 */
guint
rt_sequence_rows_get_n (RtSequenceRows *self)
{
  return self->rows->len;
}

/**
 * rt_sequence_rows_get:
 * @self: rows
 * @index: of one, 0 the oldest
 *
 * Returns: (transfer none): it, until they are laid out anew
 */
const RtSequenceRow *
rt_sequence_rows_get (RtSequenceRows *self,
                      guint           index)
{
  return get_row (self, index);
}

/**
 * rt_sequence_rows_get_height:
 * @self: rows
 *
 * Returns: how high all are together
 */
double
rt_sequence_rows_get_height (RtSequenceRows *self)
{
  return self->height;
}

/**
 * rt_sequence_rows_get_waits:
 * @self: rows
 *
 * Returns: whether a request waits for its answer
 */
gboolean
rt_sequence_rows_get_waits (RtSequenceRows *self)
{
  return self->waits;
}

/**
 * rt_sequence_rows_find:
 * @self: rows
 * @y: in logical pixels
 *
 * Returns: the first row that reaches below @y; their number: none does
 */
guint
rt_sequence_rows_find (RtSequenceRows *self,
                       double          y)
{
  guint low = 0;
  guint high = self->rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const RtSequenceRow *row = get_row (self, middle);

      if (row->y + row->height > y)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/**
 * rt_sequence_rows_find_item:
 * @self: rows
 * @item: (nullable): what happened
 * @index: (out): its row
 *
 * Returns: whether it has a row
 */
gboolean
rt_sequence_rows_find_item (RtSequenceRows *self,
                            RtTraceItem    *item,
                            guint          *index)
{
  for (guint i = 0; item != NULL && i < self->rows->len; i++)
    if (get_row (self, i)->item == item)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}
