/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "widgets/rt-hue.h"
#include "widgets/rt-plot-paint.h"

#define BAR 0.75 /* of the size of letters */

static double
get_most (const RtPlot *plot)
{
  double most = 0;

  for (guint i = 0; i < plot->series->len; i++)
    {
      const RtPlotSeries *series = g_ptr_array_index (plot->series, i);

      if (!isnan (series->full))
        most = MAX (most, series->full + series->faded);
      if (!isnan (series->other))
        most = MAX (most, series->other);
    }

  return most;
}

static double
get_length (RtBrush *self,
            double   value,
            double   most)
{
  return value > 0 && most > 0 ? MAX (1, self->width * value / most) : 0;
}

static void
paint_bar (RtBrush            *self,
           const RtPlotSeries *series,
           double              most,
           double              y)
{
  double full = isnan (series->full) ? 0 : get_length (self, series->full, most);
  double faded = get_length (self, series->faded, most);
  double height = BAR * self->em;
  GdkRGBA hue;

  rt_plot_style_get_hue (self->style, series->hue, &hue);
  rt_brush_ink (self, &self->style->foreground, 0.08);
  cairo_rectangle (self->cr, 0, y, self->width, height);
  cairo_fill (self->cr);
  rt_brush_ink (self, &hue, 1);
  cairo_rectangle (self->cr, 0, y, MIN (full, self->width), height);
  cairo_fill (self->cr);
  rt_brush_ink (self, &hue, RT_HUE_FADED);
  cairo_rectangle (self->cr, full, y, MAX (MIN (faded, self->width - full), 0), height);
  cairo_fill (self->cr);
  if (isnan (series->other))
    return;

  /* What it is compared with is a line across. */
  rt_brush_ink (self, &self->style->foreground, 1);
  cairo_rectangle (self->cr, CLAMP (get_length (self, series->other, most) - 1, 0, self->width - 2), y - 2, 2, height + 4);
  cairo_fill (self->cr);
}

double
rt_brush_bars (RtBrush *self,
               double   y)
{
  double begin = y;
  double most = get_most (self->plot);

  for (guint i = 0; i < self->plot->series->len; i++)
    {
      const RtPlotSeries *series = g_ptr_array_index (self->plot->series, i);
      const char *text = series->text != NULL ? series->text : "";
      double room = rt_brush_text_width (self, text, 1);
      double left = rt_brush_text (self, series->name, 0, y, MAX (self->width - room - self->em, self->width / 3),
                                   PANGO_ALIGN_LEFT, 1, FALSE, 1);
      double right = rt_brush_text (self, text, self->width / 3, y, self->width * 2 / 3, PANGO_ALIGN_RIGHT, 1, FALSE, 1);

      y += MAX (left, right) + 3;
      if (self->cr != NULL)
        paint_bar (self, series, most, y);
      y += (BAR + 0.7) * self->em;
    }

  return y - begin;
}
