/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The geometry of the charts, apart from drawing it. */

/**
 * RtBar:
 * @x: from the start edge
 * @width: never below 0
 *
 * Where one of a chart's bars stands, in logical pixels.
 */
typedef struct {
  double x;
  double width;
} RtBar;

double rt_chart_scale_maximum (double  value);
RtBar  rt_chart_scale_bar     (double  width,
                               guint   capacity,
                               guint   length,
                               guint   index);
double rt_chart_scale_height  (double  height,
                               double  maximum,
                               double  value);

G_END_DECLS
