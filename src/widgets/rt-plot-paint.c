/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-plot-paint.h"

#include <math.h>
#include <pango/pangocairo.h>

#define NOTE_SCALE 0.82
#define TICK_SCALE 0.82

static PangoLayout *
new_layout (RtBrush    *self,
            const char *text,
            double      scale,
            gboolean    bold)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, self->style->font);
  pango_font_description_set_absolute_size (font, self->style->size * scale * PANGO_SCALE);
  if (bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

double
rt_brush_text (RtBrush        *self,
               const char     *text,
               double          x,
               double          y,
               double          width,
               PangoAlignment  alignment,
               double          scale,
               gboolean        bold,
               double          alpha)
{
  g_autoptr (PangoLayout) layout = new_layout (self, text, scale, bold);
  int height;

  pango_layout_set_width (layout, (int) (MAX (width, 1) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, alignment);
  /* Numbers and names stand where they are put, whatever the language. */
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_get_pixel_size (layout, NULL, &height);
  if (self->cr != NULL)
    {
      rt_brush_ink (self, &self->style->foreground, alpha);
      cairo_move_to (self->cr, x, y);
      pango_cairo_show_layout (self->cr, layout);
    }

  return height;
}

double
rt_brush_text_width (RtBrush    *self,
                     const char *text,
                     double      scale)
{
  g_autoptr (PangoLayout) layout = new_layout (self, text, scale, FALSE);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);

  return width;
}

void
rt_brush_ink (RtBrush       *self,
              const GdkRGBA *color,
              double         alpha)
{
  if (self->cr != NULL)
    cairo_set_source_rgba (self->cr, color->red, color->green, color->blue, color->alpha * alpha);
}

double
rt_plot_axis_place (const RtPlotAxis *axis,
                    double            value)
{
  return CLAMP (log (value / axis->least) / log (axis->most / axis->least), 0, 1);
}

void
rt_brush_dash (RtBrush *self,
               guint    series)
{
  static const double dashes[][4] = { { 1, 0, 1, 0 }, { 6, 3, 6, 3 }, { 2, 2, 2, 2 }, { 8, 3, 2, 3 } };
  const RtPlotSeries *its = g_ptr_array_index (self->plot->series, series);
  guint before = 0;

  for (guint i = 0; i < series; i++)
    if (g_str_equal (((RtPlotSeries *) g_ptr_array_index (self->plot->series, i))->hue, its->hue))
      before++;
  cairo_set_dash (self->cr, dashes[before % G_N_ELEMENTS (dashes)], before == 0 ? 0 : 4, 0);
}

char *
rt_plot_letter (guint series)
{
  return g_strdup_printf ("%c", 'A' + series % 26);
}

/* So many decades apart that their words do not meet. */
static int
get_tick_step (RtBrush          *self,
               const RtPlotArea *area)
{
  const RtPlotAxis *axis = &self->plot->x;
  double decade = area->width / MAX (log10 (axis->most / axis->least), 1e-9);

  return MAX (1, (int) ceil (5 * self->em / decade));
}

double
rt_brush_x_axis (RtBrush          *self,
                 const RtPlotArea *area)
{
  const RtPlotAxis *axis = &self->plot->x;
  double below = area->y + area->height;
  int step = get_tick_step (self, area);
  double height = 0;

  for (int power = (int) ceil (log10 (axis->least) - 1e-9); power <= log10 (axis->most) + 1e-9; power += step)
    {
      double value = pow (10, power);
      double x = area->x + area->width * rt_plot_axis_place (axis, value);
      g_autofree char *text = axis->format (value);

      if (self->cr != NULL)
        {
          rt_brush_ink (self, &self->style->foreground, 0.15);
          cairo_rectangle (self->cr, round (x), area->y, 1, area->height + 4);
          cairo_fill (self->cr);
        }
      height = rt_brush_text (self, text, x - 3 * self->em, below + 5, 6 * self->em, PANGO_ALIGN_CENTER, TICK_SCALE,
                              FALSE, RT_BRUSH_DIM);
    }
  height += 6;
  height += rt_brush_text (self, axis->title, area->x, below + height, area->width, PANGO_ALIGN_CENTER, TICK_SCALE, FALSE,
                           RT_BRUSH_DIM);

  return height;
}

static double
paint (RtBrush *self)
{
  static double (* const kinds[]) (RtBrush *, double) = {
    [RT_PLOT_BARS] = rt_brush_bars,
    [RT_PLOT_CURVES] = rt_brush_curves,
    [RT_PLOT_COURSE] = rt_brush_course,
    [RT_PLOT_MAP] = rt_brush_map,
  };
  double y = rt_brush_text (self, self->plot->title, 0, 0, self->width, PANGO_ALIGN_LEFT, 1, TRUE, 1);

  y += self->em / 2;
  y += kinds[self->plot->kind] (self, y);
  if (self->plot->note != NULL)
    {
      y += self->em / 2;
      y += rt_brush_text (self, self->plot->note, 0, y, self->width, PANGO_ALIGN_LEFT, NOTE_SCALE, FALSE, RT_BRUSH_DIM);
    }

  return ceil (y);
}

static double
paint_with (const RtPlot      *plot,
            const RtPlotStyle *style,
            cairo_t           *cr,
            double             width)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  RtBrush self = { plot, style, cr, context, width, style->size };
  double height;

  pango_cairo_context_set_resolution (context, 96);
  if (cr != NULL)
    pango_cairo_update_context (cr, context);

  height = paint (&self);
  g_object_unref (context);

  return height;
}

/**
 * rt_plot_measure:
 * @self: a plot
 * @style: how it looks
 * @width: how wide it is to be, pixels
 *
 * Returns: how high it gets
 */
double
rt_plot_measure (const RtPlot      *self,
                 const RtPlotStyle *style,
                 double             width)
{
  return paint_with (self, style, NULL, width);
}

/**
 * rt_plot_paint:
 * @self: a plot
 * @style: how it looks
 * @cr: where to, from 0, 0 on
 * @width: how wide, pixels
 */
void
rt_plot_paint (const RtPlot      *self,
               const RtPlotStyle *style,
               cairo_t           *cr,
               double             width)
{
  cairo_save (cr);
  paint_with (self, style, cr, width);
  cairo_restore (cr);
}
