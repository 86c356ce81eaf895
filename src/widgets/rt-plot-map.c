/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/rt-plot-paint.h"

#define HEIGHT 20  /* of the area, in letters */
#define LEFT   4.2 /* of it, for the scale */
#define POINT  5   /* its radius, pixels */

static int
get_cell (const RtPlot *plot,
          guint         row,
          guint         column)
{
  return plot->cells[row * plot->side + column];
}

/* Neighbours of one owner in a row are one rectangle: no seams between cells. */
static void
paint_row (RtBrush          *self,
           const RtPlotArea *area,
           guint             row)
{
  const RtPlot *plot = self->plot;
  double top = floor (area->y + area->height * (plot->side - row - 1) / plot->side);
  double bottom = floor (area->y + area->height * (plot->side - row) / plot->side);

  for (guint begin = 0, end; begin < plot->side; begin = end)
    {
      int owner = get_cell (plot, row, begin);
      double left = floor (area->x + area->width * begin / plot->side);
      GdkRGBA hue = self->style->foreground;
      double right;

      for (end = begin; end < plot->side && get_cell (plot, row, end) == owner; end++)
        ;
      right = floor (area->x + area->width * end / plot->side);
      if (owner != RT_PLOT_NOBODY)
        rt_plot_style_get_hue (self->style, ((RtPlotSeries *) g_ptr_array_index (plot->series, (guint) owner))->hue, &hue);
      rt_brush_ink (self, &hue, owner == RT_PLOT_NOBODY ? 0.06 : 0.55);
      cairo_rectangle (self->cr, left, top, right - left, bottom - top);
      cairo_fill (self->cr);
    }
}

static gboolean
is_within (const RtPlot *plot,
           int           owner,
           guint         row,
           guint         column,
           guint         reach)
{
  if (row < reach || column < reach || row + reach >= plot->side || column + reach >= plot->side)
    return FALSE;
  for (guint r = row - reach; r <= row + reach; r++)
    for (guint c = column - reach; c <= column + reach; c++)
      if (get_cell (plot, r, c) != owner)
        return FALSE;

  return TRUE;
}

/* Where a letter has the most room: the middle of the largest square of one owner. */
static gboolean
find_middle (const RtPlot *plot,
             int           owner,
             guint        *row,
             guint        *column)
{
  for (guint reach = plot->side / 4; reach > 0; reach--)
    for (*row = reach; *row < plot->side - reach; (*row)++)
      for (*column = reach; *column < plot->side - reach; (*column)++)
        if (is_within (plot, owner, *row, *column, reach))
          return TRUE;

  return FALSE;
}

static void
paint_letters (RtBrush          *self,
               const RtPlotArea *area)
{
  for (guint i = 0; i < self->plot->series->len; i++)
    {
      g_autofree char *letter = rt_plot_letter (i);
      guint row, column;

      if (!find_middle (self->plot, (int) i, &row, &column))
        continue;
      rt_brush_text (self, letter, area->x + area->width * (column + 0.5) / self->plot->side - self->em,
                     area->y + area->height * (self->plot->side - row - 0.5) / self->plot->side - self->em * 0.8,
                     2 * self->em, PANGO_ALIGN_CENTER, 1.1, TRUE, 1);
    }
}

static void
paint_point (RtBrush          *self,
             const RtPlotArea *area)
{
  double x = area->x + area->width * rt_plot_axis_place (&self->plot->x, self->plot->point.x);
  double y = area->y + area->height * (1 - rt_plot_axis_place (&self->plot->y, self->plot->point.y));

  rt_brush_ink (self, &self->style->foreground, 0.6);
  cairo_rectangle (self->cr, area->x, round (y), area->width, 1);
  cairo_rectangle (self->cr, round (x), area->y, 1, area->height);
  cairo_fill (self->cr);
  rt_brush_ink (self, &self->style->foreground, 1);
  cairo_arc (self->cr, x, y, POINT + 2, 0, 2 * G_PI);
  cairo_fill (self->cr);
  cairo_set_source_rgb (self->cr, 1, 1, 1);
  cairo_arc (self->cr, x, y, POINT, 0, 2 * G_PI);
  cairo_fill (self->cr);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  cairo_arc (self->cr, x, y, POINT / 2.0, 0, 2 * G_PI);
  cairo_fill (self->cr);
}

static void
paint_y_axis (RtBrush          *self,
              const RtPlotArea *area)
{
  const RtPlotAxis *axis = &self->plot->y;

  for (int power = (int) ceil (log10 (axis->least) - 1e-9); power <= log10 (axis->most) + 1e-9; power++)
    {
      g_autofree char *text = axis->format (pow (10, power));
      double y = area->y + area->height * (1 - rt_plot_axis_place (axis, pow (10, power)));

      rt_brush_text (self, text, 0, y - self->em * 0.6, area->x - 5, PANGO_ALIGN_RIGHT, 0.82, FALSE, RT_BRUSH_DIM);
    }
}

static gboolean
has_nobody (const RtPlot *plot)
{
  for (guint i = 0; i < plot->side * plot->side; i++)
    if (plot->cells[i] == RT_PLOT_NOBODY)
      return TRUE;

  return FALSE;
}

static double
paint_key (RtBrush       *self,
           const char    *letter,
           const char    *words,
           const GdkRGBA *hue,
           double         alpha,
           double         y)
{
  double side = 1.3 * self->em;

  if (self->cr != NULL)
    {
      rt_brush_ink (self, hue, alpha);
      cairo_rectangle (self->cr, 0, y, side, side);
      cairo_fill (self->cr);
    }
  rt_brush_text (self, letter, 0, y, side, PANGO_ALIGN_CENTER, 0.9, TRUE, 1);

  return MAX (side, rt_brush_text (self, words, side + 6, y, self->width - side - 6, PANGO_ALIGN_LEFT, 0.9, FALSE, 1)) + 3;
}

static double
paint_legend (RtBrush *self,
              double   y)
{
  double begin = y;

  for (guint i = 0; i < self->plot->series->len; i++)
    {
      const RtPlotSeries *series = g_ptr_array_index (self->plot->series, i);
      g_autofree char *letter = rt_plot_letter (i);
      GdkRGBA hue;

      rt_plot_style_get_hue (self->style, series->hue, &hue);
      y += paint_key (self, letter, series->name, &hue, 0.55, y);
    }
  if (has_nobody (self->plot))
    y += paint_key (self, "", _("Nobody is that fresh"), &self->style->foreground, 0.06, y);
  y += paint_key (self, "◉", _("This workload"), &self->style->foreground, 0, y);

  return y - begin;
}

double
rt_brush_map (RtBrush *self,
              double   y)
{
  double title = rt_brush_text (self, self->plot->y.title, 0, y, self->width, PANGO_ALIGN_LEFT, 0.82, FALSE, RT_BRUSH_DIM);
  RtPlotArea area = { LEFT * self->em, y + title + self->em * 0.6, 0, HEIGHT * self->em };
  double height = title + self->em * 0.6 + area.height;

  area.width = self->width - area.x - 1.5 * self->em;
  for (guint row = 0; self->cr != NULL && row < self->plot->side; row++)
    paint_row (self, &area, row);
  paint_y_axis (self, &area);
  height += rt_brush_x_axis (self, &area) + self->em / 2;
  if (self->cr != NULL)
    {
      paint_letters (self, &area);
      paint_point (self, &area);
    }

  return height + paint_legend (self, y + height);
}
