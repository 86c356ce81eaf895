/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-age-series.h"

#include <math.h>

/* Short runs are told so finely. */
#define FIRST_WIDTH_US (50 * 1000)

/**
 * rt_age_series_new:
 *
 * Returns: (transfer full): a series without a stretch
 */
RtAgeSeries *
rt_age_series_new (void)
{
  RtAgeSeries *self = g_new0 (RtAgeSeries, 1);

  self->width_us = FIRST_WIDTH_US;

  return self;
}

/**
 * rt_age_series_copy:
 * @self: a series
 *
 * Returns: (transfer full): another just like it
 */
RtAgeSeries *
rt_age_series_copy (const RtAgeSeries *self)
{
  return g_memdup2 (self, sizeof *self);
}

/**
 * rt_age_series_free:
 * @self: (transfer full): a series
 */
void
rt_age_series_free (RtAgeSeries *self)
{
  g_free (self);
}

/**
 * rt_age_series_reset:
 * @self: a series
 *
 * Begins anew.
 */
void
rt_age_series_reset (RtAgeSeries *self)
{
  *self = (RtAgeSeries) { .width_us = FIRST_WIDTH_US };
}

static void
halve (RtAgeSeries *self)
{
  for (guint i = 0; i < RT_AGE_SERIES_MAX / 2; i++)
    {
      self->sums[i] = self->sums[2 * i] + self->sums[2 * i + 1];
      self->counts[i] = self->counts[2 * i] + self->counts[2 * i + 1];
    }
  for (guint i = RT_AGE_SERIES_MAX / 2; i < RT_AGE_SERIES_MAX; i++)
    {
      self->sums[i] = 0;
      self->counts[i] = 0;
    }
  self->n = (self->n + 1) / 2;
  self->width_us *= 2;
}

/**
 * rt_age_series_record:
 * @self: a series
 * @at_us: when, since the run began, µs; not negative
 * @age_us: how old what a client showed then was, µs
 */
void
rt_age_series_record (RtAgeSeries *self,
                      gint64       at_us,
                      gint64       age_us)
{
  guint stretch;

  while (at_us / self->width_us >= RT_AGE_SERIES_MAX)
    halve (self);

  stretch = (guint) (at_us / self->width_us);
  self->n = MAX (self->n, stretch + 1);
  self->sums[stretch] += (double) age_us;
  self->counts[stretch]++;
}

/**
 * rt_age_series_get_mean:
 * @self: a series
 * @stretch: which of it
 *
 * Returns: the mean of its ages, µs; NAN where nobody showed anything
 */
double
rt_age_series_get_mean (const RtAgeSeries *self,
                        guint              stretch)
{
  return stretch < self->n && self->counts[stretch] > 0 ? self->sums[stretch] / (double) self->counts[stretch] : NAN;
}
