/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "widgets/rt-plot.h"

G_BEGIN_DECLS

/**
 * RtPlotView:
 *
 * A plot, as wide as there is room.
 */
#define RT_TYPE_PLOT_VIEW (rt_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (RtPlotView, rt_plot_view, RT, PLOT_VIEW, GtkWidget)

GtkWidget *rt_plot_view_new (RtPlot *plot);

G_END_DECLS
