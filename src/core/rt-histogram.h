/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtHistogram:
 *
 * A distribution of µs (or any non-negative whole numbers up to 2^40), kept in
 * buckets so narrow that any quantile is within 1 % of the true value. Values
 * below 128 are exact. Mergeable. Memory is taken only for the scales in use.
 */
typedef struct _RtHistogram RtHistogram;

#define RT_TYPE_HISTOGRAM (rt_histogram_get_type ())

GType        rt_histogram_get_type  (void);
RtHistogram *rt_histogram_new       (void);
RtHistogram *rt_histogram_copy      (const RtHistogram *self);
void         rt_histogram_free      (RtHistogram       *self);
void         rt_histogram_record    (RtHistogram       *self,
                                     gint64             value);
void         rt_histogram_record_n  (RtHistogram       *self,
                                     gint64             value,
                                     guint64            count);
void         rt_histogram_merge     (RtHistogram       *self,
                                     const RtHistogram *other);
void         rt_histogram_reset     (RtHistogram       *self);
guint64      rt_histogram_get_count (const RtHistogram *self);
gint64       rt_histogram_get_min   (const RtHistogram *self);
gint64       rt_histogram_get_max   (const RtHistogram *self);
double       rt_histogram_get_mean  (const RtHistogram *self);
/* @quantile from 0 to 1; -1 when nothing was recorded. */
gint64       rt_histogram_get_quantile (const RtHistogram *self,
                                        double             quantile);

/* For who keeps one: a value of each bucket with something in it, ascending. Recorded again,
 * and given its ends and its sum, they make the same histogram. */
typedef void (*RtHistogramFunc) (gint64   value,
                                 guint64  count,
                                 gpointer user_data);
void         rt_histogram_foreach   (const RtHistogram *self,
                                     RtHistogramFunc    func,
                                     gpointer           user_data);
double       rt_histogram_get_sum   (const RtHistogram *self);
/* FALSE, and nothing is changed: what was recorded cannot have these. */
gboolean     rt_histogram_refine    (RtHistogram       *self,
                                     gint64             min,
                                     gint64             max,
                                     double             sum);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtHistogram, rt_histogram_free)

G_END_DECLS
