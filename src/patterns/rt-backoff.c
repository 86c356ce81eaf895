/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-backoff.h"

/**
 * rt_backoff_get_range:
 * @self: a back-off
 *
 * Tells among how many ms the next retry is drawn, above what the server asked for.
 *
 * Returns: ms, at most %RT_BACKOFF_CAP_MS
 */
guint
rt_backoff_get_range (const RtBackoff *self)
{
  guint64 range = (guint64) self->base_ms << MIN (self->failures, 31);

  return MIN (range, RT_BACKOFF_CAP_MS);
}

/**
 * rt_backoff_next:
 * @self: a back-off
 * @at_least_ms: what this answer asked for (`Retry-After`), 0 nothing
 *
 * Counts a failure and draws when to try again.
 *
 * Returns: ms from now: what the server asked for, %RT_BACKOFF_MAX_FLOOR_MS at most, and
 *   a random part of the range
 */
guint
rt_backoff_next (RtBackoff *self,
                 guint      at_least_ms)
{
  guint floor_ms = MIN (MAX (self->floor_ms, at_least_ms), RT_BACKOFF_MAX_FLOOR_MS);
  guint range = rt_backoff_get_range (self);

  self->failures++;

  return floor_ms + (range > 0 ? g_random_int_range (0, range + 1) : 0);
}

/**
 * rt_backoff_succeeded:
 * @self: a back-off
 *
 * The next failure counts as the first again.
 */
void
rt_backoff_succeeded (RtBackoff *self)
{
  self->failures = 0;
}
