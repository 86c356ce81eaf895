/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-picture-private.h"

#include <cairo-svg.h>
#include <gio/gio.h>
#include <math.h>

#define MARGIN 28   /* around all of it */
#define SCALE  2    /* pixels of a PNG for each */

/**
 * rt_picture_new:
 * @style: how it looks
 *
 * Returns: (transfer full): an empty sheet
 */
RtPicture *
rt_picture_new (const RtPlotStyle *style)
{
  RtPicture *self = g_new0 (RtPicture, 1);

  g_atomic_ref_count_init (&self->references);
  self->style = rt_plot_style_copy (style);
  self->rows = g_ptr_array_new_with_free_func (rt_picture_row_free);

  return self;
}

/**
 * rt_picture_ref:
 * @self: a picture
 *
 * Returns: (transfer full): @self
 */
RtPicture *
rt_picture_ref (RtPicture *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

/**
 * rt_picture_unref:
 * @self: (transfer full): a picture
 *
 * Gives it up, in any thread.
 */
void
rt_picture_unref (RtPicture *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->rows);
  rt_plot_style_free (self->style);
  g_free (self);
}

/**
 * rt_picture_add_text:
 * @self: a picture that nobody else has yet
 * @text: what to write, perhaps several lines
 * @letters: how
 * @hue: (nullable): the id of a pattern, in whose hue
 */
void
rt_picture_add_text (RtPicture        *self,
                     const char       *text,
                     RtPictureLetters  letters,
                     const char       *hue)
{
  RtPictureRow *row = rt_picture_row_new ();

  rt_picture_row_add (row, &(RtPictureCell) { text, NULL, hue, letters }, self->style);
  g_ptr_array_add (self->rows, row);
}

/**
 * rt_picture_add_cells:
 * @self: a picture that nobody else has yet
 * @cells: (array length=n_cells): a row of a table
 * @n_cells: how many, %RT_PICTURE_MAX_COLUMNS at the most
 *
 * Adds a row to the table that the row before it is of, or begins one with it as its head.
 */
void
rt_picture_add_cells (RtPicture           *self,
                      const RtPictureCell *cells,
                      guint                n_cells)
{
  RtPictureRow *last = self->rows->len > 0 ? g_ptr_array_index (self->rows, self->rows->len - 1) : NULL;
  RtPictureRow *row = rt_picture_row_new ();

  row->is_head = last == NULL || last->columns == NULL;
  row->columns = row->is_head ? g_atomic_rc_box_new0 (RtColumns) : g_atomic_rc_box_acquire (last->columns);
  for (guint i = 0; i < MIN (n_cells, RT_PICTURE_MAX_COLUMNS); i++)
    rt_picture_row_add (row, &cells[i], self->style);
  g_ptr_array_add (self->rows, row);
}

static double
paint (RtPicture *self,
       cairo_t   *cr,
       double     width)
{
  double y = 0;

  for (guint row = 0; row < self->rows->len; row++)
    {
      if (cr != NULL)
        {
          cairo_save (cr);
          cairo_translate (cr, 0, y);
          rt_picture_paint_row (self, row, cr, width);
          cairo_restore (cr);
        }
      y += rt_picture_measure_row (self, row, width);
    }

  return y;
}

/* With its margin. */
static double
measure (RtPicture *self,
         double     width)
{
  return ceil (paint (self, NULL, width - 2 * MARGIN)) + 2 * MARGIN;
}

static void
paint_whole (RtPicture *self,
             cairo_t   *cr,
             double     width)
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
rt_picture_to_png (RtPicture  *self,
                   GError    **error)
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
rt_picture_to_svg (RtPicture  *self,
                   GError    **error)
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
