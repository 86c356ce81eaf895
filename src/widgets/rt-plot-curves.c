/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-plot-paint.h"

#define LEFT 3.4 /* of the area, for the scale, in letters */

static void
paint_scale (RtBrush          *self,
             const RtPlotArea *area)
{
  static const char * const shares[] = { "100 %", "50 %", "0 %" };

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    rt_brush_rule (self, area, area->y + area->height * i / (G_N_ELEMENTS (shares) - 1), shares[i]);
}

static void
trace_curve (RtBrush            *self,
             const RtPlotArea   *area,
             const RtPlotSeries *series)
{
  double before = 0;

  cairo_move_to (self->cr, area->x, area->y + area->height);
  for (guint i = 0; i < series->points->len; i++)
    {
      const RtPlotPoint *point = &g_array_index (series->points, RtPlotPoint, i);
      double x = area->x + area->width * rt_plot_axis_place (&self->plot->x, point->x);

      cairo_line_to (self->cr, x, area->y + area->height * (1 - before));
      cairo_line_to (self->cr, x, area->y + area->height * (1 - point->y));
      before = point->y;
    }
  cairo_line_to (self->cr, area->x + area->width, area->y + area->height * (1 - before));
}

double
rt_brush_curves (RtBrush *self,
                 double   y)
{
  static const RtPlotLines lines = { LEFT, paint_scale, trace_curve, rt_brush_x_axis };

  return rt_brush_lines (self, y, &lines);
}
