/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-allowance.h"

/**
 * rt_allowance_take:
 * @self: an allowance
 * @rate: how many a second may come, at least 1
 * @now: monotonic time, µs
 *
 * Takes one, if there is one: at most @rate at a time, and @rate in each second after that.
 *
 * Returns: whether there was one
 */
gboolean
rt_allowance_take (RtAllowance *self,
                   guint64      rate,
                   gint64       now)
{
  gint64 step = MAX (G_USEC_PER_SEC / (gint64) rate, 1);
  gint64 until = MAX (self->until, now) + step;

  if (until > now + G_USEC_PER_SEC + step - 1)
    return FALSE;
  self->until = until;

  return TRUE;
}
