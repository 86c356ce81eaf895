/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-picture.h"

#include <cairo-svg.h>
#include <gio/gio.h>
#include <math.h>
#include <pango/pangocairo.h>

#define COLUMNS 2
#define GAP     28   /* between plots, pixels */
#define MARGIN  28   /* around all of it */
#define SCALE   2    /* pixels of a PNG for each */
#define TITLE   1.5  /* of the size of letters */

struct _RtPicture {
  char        *title;
  char        *words;
  GPtrArray   *plots;
  RtPlotStyle *style;
};

static gpointer
ref_plot (gconstpointer plot,
          gpointer      user_data)
{
  return rt_plot_ref ((RtPlot *) plot);
}

/**
 * rt_picture_new:
 * @title: what stands above it
 * @words: what stands below that
 * @plots: (element-type RtPlot): what it shows
 * @style: how it looks
 *
 * Returns: (transfer full): a picture
 */
RtPicture *
rt_picture_new (const char        *title,
                const char        *words,
                GPtrArray         *plots,
                const RtPlotStyle *style)
{
  RtPicture *self = g_new0 (RtPicture, 1);

  self->title = g_strdup (title);
  self->words = g_strdup (words);
  self->plots = g_ptr_array_copy (plots, ref_plot, NULL);
  self->style = rt_plot_style_copy (style);

  return self;
}

RtPicture *
rt_picture_copy (const RtPicture *self)
{
  return rt_picture_new (self->title, self->words, self->plots, self->style);
}

void
rt_picture_free (RtPicture *self)
{
  g_free (self->title);
  g_free (self->words);
  g_ptr_array_unref (self->plots);
  rt_plot_style_free (self->style);
  g_free (self);
}

/* @cr: (nullable): to measure only. */
static double
paint_words (const RtPicture *self,
             cairo_t         *cr,
             const char      *words,
             double           y,
             double           width,
             double           scale)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) layout = NULL;
  PangoFontDescription *font = pango_font_description_new ();
  int height;

  pango_cairo_context_set_resolution (context, 96);
  layout = pango_layout_new (context);
  pango_font_description_set_family (font, self->style->font);
  pango_font_description_set_absolute_size (font, self->style->size * scale * PANGO_SCALE);
  pango_font_description_set_weight (font, scale > 1 ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, words, -1);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, NULL, &height);
  if (cr != NULL)
    {
      gdk_cairo_set_source_rgba (cr, &self->style->foreground);
      cairo_move_to (cr, 0, y);
      pango_cairo_show_layout (cr, layout);
    }
  pango_font_description_free (font);
  g_object_unref (context);

  return height;
}

/**
 * rt_picture_get_n_rows:
 * @self: a picture
 *
 * Returns: how many rows of plots it has
 */
guint
rt_picture_get_n_rows (const RtPicture *self)
{
  return (self->plots->len + COLUMNS - 1) / COLUMNS;
}

static double
get_column_width (double width)
{
  return (width - GAP * (COLUMNS - 1)) / COLUMNS;
}

/**
 * rt_picture_measure_row:
 * @self: a picture
 * @row: one of its rows
 * @width: how wide it is to be
 *
 * Returns: how high it gets
 */
double
rt_picture_measure_row (const RtPicture *self,
                        guint            row,
                        double           width)
{
  double height = 0;

  for (guint i = row * COLUMNS; i < MIN ((row + 1) * COLUMNS, self->plots->len); i++)
    height = MAX (height, rt_plot_measure (g_ptr_array_index (self->plots, i), self->style, get_column_width (width)));

  return height;
}

/**
 * rt_picture_paint_row:
 * @self: a picture
 * @row: one of its rows
 * @cr: where to, from 0, 0 on
 * @width: how wide
 */
void
rt_picture_paint_row (const RtPicture *self,
                      guint            row,
                      cairo_t         *cr,
                      double           width)
{
  for (guint i = row * COLUMNS; i < MIN ((row + 1) * COLUMNS, self->plots->len); i++)
    {
      cairo_save (cr);
      cairo_translate (cr, (i % COLUMNS) * (get_column_width (width) + GAP), 0);
      rt_plot_paint (g_ptr_array_index (self->plots, i), self->style, cr, get_column_width (width));
      cairo_restore (cr);
    }
}

static double
paint (const RtPicture *self,
       cairo_t         *cr,
       double           width)
{
  double y = paint_words (self, cr, self->title, 0, width, TITLE);

  y += self->style->size / 2;
  y += paint_words (self, cr, self->words, y, width, 1) + GAP;
  for (guint row = 0; row < rt_picture_get_n_rows (self); row++)
    {
      if (cr != NULL)
        {
          cairo_save (cr);
          cairo_translate (cr, 0, y);
          rt_picture_paint_row (self, row, cr, width);
          cairo_restore (cr);
        }
      y += rt_picture_measure_row (self, row, width) + GAP;
    }

  return y;
}

/* With its margin. */
static double
measure (const RtPicture *self,
         double           width)
{
  return ceil (paint (self, NULL, width - 2 * MARGIN)) + 2 * MARGIN;
}

static void
paint_whole (const RtPicture *self,
             cairo_t         *cr,
             double           width)
{
  gdk_cairo_set_source_rgba (cr, &self->style->background);
  cairo_paint (cr);
  cairo_save (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  paint (self, cr, width - 2 * MARGIN);
  cairo_restore (cr);
}

static cairo_status_t
on_write (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
finish (GByteArray      *bytes,
        cairo_status_t   status,
        GError         **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);

  g_byte_array_unref (bytes);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));

  return NULL;
}

/**
 * rt_picture_to_png:
 * @self: a picture
 * @error: return location for a %G_IO_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable): a file
 */
GBytes *
rt_picture_to_png (const RtPicture  *self,
                   GError          **error)
{
  double height = measure (self, RT_PICTURE_WIDTH);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, RT_PICTURE_WIDTH * SCALE,
                                                         (int) height * SCALE);
  GByteArray *bytes = g_byte_array_new ();
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_scale (cr, SCALE, SCALE);
  paint_whole (self, cr, RT_PICTURE_WIDTH);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, on_write, bytes);
  cairo_surface_destroy (surface);

  return finish (bytes, status, error);
}

/**
 * rt_picture_to_svg:
 * @self: a picture
 * @error: return location for a %G_IO_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable): a file
 */
GBytes *
rt_picture_to_svg (const RtPicture  *self,
                   GError          **error)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (on_write, bytes, RT_PICTURE_WIDTH,
                                                                  measure (self, RT_PICTURE_WIDTH));
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  paint_whole (self, cr, RT_PICTURE_WIDTH);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  return finish (bytes, status, error);
}
