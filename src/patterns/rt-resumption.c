/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-resumption.h"

G_DEFINE_BOXED_TYPE (RtResumption, rt_resumption, rt_resumption_ref, rt_resumption_unref)

static void
resumption_clear (RtResumption *self)
{
  g_free (self->request);
}

/**
 * rt_resumption_new:
 * @request: (nullable): the words of the request, %NULL: it said none
 * @lost_us: monotonic time, µs: when the connection was lost
 * @after_us: µs from then to the first answer or event
 * @lost: events, -1 unknown
 *
 * Returns: (transfer full): a resumption
 */
RtResumption *
rt_resumption_new (const char *request,
                   gint64      lost_us,
                   gint64      after_us,
                   gint64      lost)
{
  RtResumption *self = g_rc_box_new0 (RtResumption);

  self->request = g_strdup (request);
  self->lost_us = lost_us;
  self->after_us = after_us;
  self->lost = lost;

  return self;
}

/**
 * rt_resumption_ref:
 * @self: a resumption
 *
 * Returns: (transfer full): @self
 */
RtResumption *
rt_resumption_ref (RtResumption *self)
{
  return g_rc_box_acquire (self);
}

/**
 * rt_resumption_unref:
 * @self: (transfer full): a resumption
 *
 * Drops a reference.
 */
void
rt_resumption_unref (RtResumption *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) resumption_clear);
}
