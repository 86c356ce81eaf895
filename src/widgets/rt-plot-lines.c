/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-plot-paint.h"

#define HEIGHT     12   /* of the area, in letters */
#define SAMPLE     2.2  /* how long a line is beside its name */
#define TICK_SCALE 0.82

/* A line across the area at @y, with what it stands for before it. */
void
rt_brush_rule (RtBrush          *self,
               const RtPlotArea *area,
               double            y,
               const char       *text)
{
  rt_brush_text (self, text, 0, y - self->em * 0.6, area->x - 5, PANGO_ALIGN_RIGHT, TICK_SCALE, FALSE, RT_BRUSH_DIM);
  if (self->cr == NULL)
    return;

  rt_brush_ink (self, &self->style->foreground, 0.15);
  cairo_rectangle (self->cr, area->x, (int) y, area->width, 1);
  cairo_fill (self->cr);
}

/* Each line beside its name and its numbers. */
static double
paint_legend (RtBrush *self,
              double   y)
{
  double begin = y;

  for (guint i = 0; i < self->plot->series->len; i++)
    {
      const RtPlotSeries *series = g_ptr_array_index (self->plot->series, i);
      g_autofree char *words = g_strjoin (series->text != NULL ? ": " : "", series->name,
                                          series->text != NULL ? series->text : "", NULL);
      double x = (SAMPLE + 0.6) * self->em;
      GdkRGBA hue;

      if (self->cr != NULL)
        {
          rt_plot_style_get_hue (self->style, series->hue, &hue);
          rt_brush_ink (self, &hue, 1);
          cairo_set_line_width (self->cr, 2);
          rt_brush_dash (self, i);
          cairo_move_to (self->cr, 0, y + self->em * 0.7);
          cairo_line_to (self->cr, SAMPLE * self->em, y + self->em * 0.7);
          cairo_stroke (self->cr);
          cairo_set_dash (self->cr, NULL, 0, 0);
        }
      y += rt_brush_text (self, words, x, y, self->width - x, PANGO_ALIGN_LEFT, 0.9, FALSE, 1) + 2;
    }

  return y - begin;
}

static void
paint_line (RtBrush           *self,
            const RtPlotArea  *area,
            const RtPlotLines *lines,
            guint              index)
{
  const RtPlotSeries *series = g_ptr_array_index (self->plot->series, index);
  GdkRGBA hue;

  if (series->points->len == 0)
    return;

  rt_plot_style_get_hue (self->style, series->hue, &hue);
  rt_brush_ink (self, &hue, 1);
  cairo_set_line_width (self->cr, 2);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  rt_brush_dash (self, index);
  lines->trace (self, area, series);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0);
}

/* A line for each series over a scale, with the axis and what the lines are below it. */
double
rt_brush_lines (RtBrush           *self,
                double             y,
                const RtPlotLines *lines)
{
  RtPlotArea area = { lines->left * self->em, y + self->em * 0.6, 0, HEIGHT * self->em };
  double height = area.height + self->em * 0.6;

  /* Half of the last number of the axis stands beyond it. */
  area.width = self->width - area.x - 1.5 * self->em;
  lines->paint_scale (self, &area);
  for (guint i = 0; self->cr != NULL && i < self->plot->series->len; i++)
    paint_line (self, &area, lines, i);
  height += lines->paint_axis (self, &area) + self->em / 2;

  return height + paint_legend (self, y + height);
}
