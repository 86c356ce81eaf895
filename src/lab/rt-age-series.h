/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stretches that a run is told in, at the most. */
#define RT_AGE_SERIES_MAX 120

/**
 * RtAgeSeries:
 * @width_us: how long each stretch is, µs
 * @n: how many there are
 * @sums: of the ages in each, µs
 * @counts: how many ages; 0: nobody showed anything
 *
 * How old what clients showed was, in the course of a run: the mean of each of at most
 * %RT_AGE_SERIES_MAX stretches. Where a run lasts longer, each becomes twice as long.
 */
typedef struct {
  gint64  width_us;
  guint   n;
  double  sums[RT_AGE_SERIES_MAX];
  guint64 counts[RT_AGE_SERIES_MAX];
} RtAgeSeries;

RtAgeSeries *rt_age_series_new      (void);
RtAgeSeries *rt_age_series_copy     (const RtAgeSeries *self);
void         rt_age_series_free     (RtAgeSeries       *self);
/* Forgets all. */
void         rt_age_series_reset    (RtAgeSeries       *self);
/* @at_us: since the run began */
void         rt_age_series_record   (RtAgeSeries       *self,
                                     gint64             at_us,
                                     gint64             age_us);
/* The mean of a stretch, µs; NAN: nobody showed anything. */
double       rt_age_series_get_mean (const RtAgeSeries *self,
                                     guint              stretch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtAgeSeries, rt_age_series_free)

G_END_DECLS
