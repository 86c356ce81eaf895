/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/rt-sample-ring.h"

G_BEGIN_DECLS

/**
 * RtTrafficChart:
 *
 * The last minute of a lane: a bar a second, payload in the full hue, overhead on top
 * of it in the same hue faded. Drawn anew when a sample comes, while it can be seen.
 *
 * Properties: "samples" (RtSampleRing, series 0 and 1), "scale" (string, read only):
 * what a bar of full height stands for.
 */
#define RT_TYPE_TRAFFIC_CHART (rt_traffic_chart_get_type ())
G_DECLARE_FINAL_TYPE (RtTrafficChart, rt_traffic_chart, RT, TRAFFIC_CHART, GtkWidget)

void rt_traffic_chart_set_samples (RtTrafficChart *self,
                                   RtSampleRing   *samples);
/* What is marked above the bars, of RtMark; NULL: nothing. */
void rt_traffic_chart_set_marks   (RtTrafficChart *self,
                                   GListModel     *marks);
/* The highest bar, bytes a second. */
double rt_traffic_chart_get_peak  (RtTrafficChart *self);
/* What the scale reaches to at least, so that several charts have one scale. */
void rt_traffic_chart_set_least   (RtTrafficChart *self,
                                   double          least);

G_END_DECLS
