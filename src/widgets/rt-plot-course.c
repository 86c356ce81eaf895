/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "widgets/rt-plot-paint.h"

#define LEFT       4.6 /* of the area, for the scale, in letters */
#define TICK_SCALE 0.82
#define MAX_LINES  5   /* of the scale, and words below it */

static double
place_up (const RtPlotAxis *axis,
          double            value)
{
  return rt_plot_axis_place (axis, MAX (value, axis->least));
}

static void
paint_scale (RtBrush          *self,
             const RtPlotArea *area)
{
  const RtPlotAxis *axis = &self->plot->y;
  int first = (int) ceil (log10 (axis->least) - 1e-9);
  int last = (int) floor (log10 (axis->most) + 1e-9);
  int step = MAX (1, (last - first + MAX_LINES - 1) / MAX_LINES);

  for (int power = first; power <= last; power += step)
    {
      g_autofree char *text = axis->format (pow (10, power));

      rt_brush_rule (self, area, area->y + area->height * (1 - place_up (axis, pow (10, power))), text);
    }
}

/* 1, 2 or 5 of a power of ten, so that there are a few of them. */
static double
get_step (double length)
{
  double power = pow (10, floor (log10 (length / MAX_LINES)));
  double parts = length / MAX_LINES / power;

  return power * (parts <= 1 ? 1 : parts <= 2 ? 2 : parts <= 5 ? 5 : 10);
}

static double
paint_times (RtBrush          *self,
             const RtPlotArea *area)
{
  const RtPlotAxis *axis = &self->plot->x;
  double below = area->y + area->height;
  double step = get_step (axis->most);
  double height = 0;

  for (double value = 0; value <= axis->most * 1.001; value += step)
    {
      double x = area->x + area->width * value / axis->most;
      g_autofree char *text = axis->format (value);

      height = rt_brush_text (self, text, x - 3 * self->em, below + 5, 6 * self->em, PANGO_ALIGN_CENTER, TICK_SCALE,
                              FALSE, RT_BRUSH_DIM);
    }
  height += 6;

  return height + rt_brush_text (self, axis->title, area->x, below + height, area->width, PANGO_ALIGN_CENTER, TICK_SCALE,
                                 FALSE, RT_BRUSH_DIM);
}

static void
trace_course (RtBrush            *self,
              const RtPlotArea   *area,
              const RtPlotSeries *series)
{
  gboolean draws = FALSE;

  for (guint i = 0; i < series->points->len; i++)
    {
      const RtPlotPoint *point = &g_array_index (series->points, RtPlotPoint, i);
      double x = area->x + area->width * CLAMP (point->x / self->plot->x.most, 0, 1);

      /* Where nobody showed anything the line has a gap. */
      if (isnan (point->y))
        draws = FALSE;
      else if (draws)
        cairo_line_to (self->cr, x, area->y + area->height * (1 - place_up (&self->plot->y, point->y)));
      else
        cairo_move_to (self->cr, x, area->y + area->height * (1 - place_up (&self->plot->y, point->y)));
      draws = !isnan (point->y);
    }
}

double
rt_brush_course (RtBrush *self,
                 double   y)
{
  static const RtPlotLines lines = { LEFT, paint_scale, trace_course, paint_times };

  return rt_brush_lines (self, y, &lines);
}
