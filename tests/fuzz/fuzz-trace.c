/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a tap hears, both directions by turns: every byte belongs to one item, whatever reads
 * and writes they came in, and no item's parts say what is not in it. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "lab/rt-dissect.h"
#include "lab/rt-trace-connection.h"

/* Says that the other direction goes on. */
#define TURN 0x1E
#define MAX_DEPTH 12

static void
check_part (RtTracePart *part,
            gsize        size,
            guint        depth)
{
  GListModel *parts = rt_trace_part_get_parts (part);
  gsize offset = rt_trace_part_get_offset (part);

  g_assert_cmpuint (depth, <, MAX_DEPTH);
  g_assert_cmpuint (offset, <=, size);
  g_assert_cmpuint (rt_trace_part_get_length (part), <=, size - offset);
  g_assert_true (g_utf8_validate (rt_trace_part_get_name (part), -1, NULL));
  g_assert_true (g_utf8_validate (rt_trace_part_get_value (part), -1, NULL));
  g_assert_true (rt_trace_part_get_remark (part) == NULL || g_utf8_validate (rt_trace_part_get_remark (part), -1, NULL));

  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (RtTracePart) child = g_list_model_get_item (parts, i);

      check_part (child, size, depth + 1);
    }
}

static guint64
check_item (RtTraceItem *item)
{
  g_autoptr (GBytes) bytes = rt_trace_item_get_bytes (item);
  g_autoptr (RtTracePart) parts = rt_dissect_item (item);

  g_assert_true (rt_trace_item_get_complete (item));
  g_assert_true (g_utf8_validate (rt_trace_item_get_summary (item), -1, NULL));
  g_assert_cmpuint (rt_trace_item_get_size (item), >=, g_bytes_get_size (bytes));
  if (parts != NULL)
    check_part (parts, g_bytes_get_size (bytes), 0);

  return rt_trace_item_get_size (item);
}

static void
listen (const guint8 *data,
        gsize         size,
        gsize         step)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (RtTracePiece));
  g_autoptr (GPtrArray) items = NULL;
  RtTraceDirection direction = RT_TRACE_TO_SERVER;
  guint64 given = 0, found = 0;

  while (size > 0)
    {
      const guint8 *turn = memchr (data, TURN, size);
      gsize length = MIN (step, turn != NULL ? (gsize) (turn - data) : size);
      RtTracePiece piece = { direction, (const char *) data, length };

      if (length > 0)
        g_array_append_val (pieces, piece);
      else
        direction = direction == RT_TRACE_TO_SERVER ? RT_TRACE_TO_CLIENT : RT_TRACE_TO_SERVER;
      given += length;
      length += length == 0;
      data += length;
      size -= length;
    }

  items = rt_trace_split ((gconstpointer) pieces->data, pieces->len, TRUE, TRUE);
  for (guint i = 0; i < items->len; i++)
    found += check_item (g_ptr_array_index (items, i));
  g_assert_cmpuint (found, ==, given);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  gsize step = fuzz_take_step (&data, &size);

  listen (data, size, MAX (size, 1));
  listen (data, size, step);

  return 0;
}
