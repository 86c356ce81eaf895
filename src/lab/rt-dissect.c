/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-dissect.h"

/**
 * rt_dissect_item:
 * @item: an item
 *
 * Takes its bytes apart, those that are kept.
 *
 * Returns: (transfer full): the whole item
 */
RtTracePart *
rt_dissect_item (RtTraceItem *item)
{
  g_autoptr (GBytes) bytes = rt_trace_item_get_bytes (item);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  RtTracePart *whole = rt_trace_part_new (rt_trace_item_get_summary (item), 0, size);

  rt_trace_part_set_text (whole, data, size);
  return whole;
}
