/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-slice.h"

#include "core/rt-priority.h"

static _Atomic gint64 short_until_us;

/**
 * rt_slice_shorten:
 * @until_us: a monotonic time
 *
 * Has whatever moves bytes in numbers take less time in one dispatch until then. One frame of a
 * window that changes its size takes several turns of the loop, in each of which every such
 * source may have its slice.
 */
void
rt_slice_shorten (gint64 until_us)
{
  short_until_us = until_us;
}

/**
 * rt_slice_get_us:
 * @now_us: the monotonic time
 *
 * Returns: for how long a dispatch that begins now may go on, in µs: %RT_SLICE_US, or
 *   %RT_SLICE_SHORT_US
 */
gint64
rt_slice_get_us (gint64 now_us)
{
  return now_us < short_until_us ? RT_SLICE_SHORT_US : RT_SLICE_US;
}
