/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtSampleRing:
 *
 * The last few samples of several series, such as the last minute of payload
 * and overhead, in fixed memory. "changed" is emitted once per sample.
 */
#define RT_TYPE_SAMPLE_RING (rt_sample_ring_get_type ())
G_DECLARE_FINAL_TYPE (RtSampleRing, rt_sample_ring, RT, SAMPLE_RING, GObject)

RtSampleRing *rt_sample_ring_new          (guint         n_samples,
                                           guint         n_series);
guint         rt_sample_ring_get_n_series (RtSampleRing *self);
guint         rt_sample_ring_get_capacity (RtSampleRing *self);
guint         rt_sample_ring_get_length   (RtSampleRing *self);
/* @values: one for each series */
void          rt_sample_ring_push         (RtSampleRing *self,
                                           const double *values);
/* @index 0 is the oldest */
double        rt_sample_ring_get          (RtSampleRing *self,
                                           guint         series,
                                           guint         index);
double        rt_sample_ring_get_maximum  (RtSampleRing *self,
                                           guint         series);
/* When the latest was pushed: monotonic, µs; 0: there is none. */
gint64        rt_sample_ring_get_when     (RtSampleRing *self);
void          rt_sample_ring_clear        (RtSampleRing *self);

G_END_DECLS
