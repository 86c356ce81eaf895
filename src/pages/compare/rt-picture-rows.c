/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-picture-private.h"

#include <math.h>
#include <pango/pangocairo.h>

#define BESIDE      2    /* plots in a row */
#define PLOT_GAP    28
#define COLUMN_GAP  14
#define MAX_COLUMN  130  /* pixels: heads are wrapped there */
#define CELL_GAP    5
#define SECTION     14   /* above a heading */
#define DIM         0.7
#define WIDEST      4000

/* How large, how bold, how dark, and how much is left below, by RtPictureLetters. */
static const struct {
  double   scale;
  gboolean is_bold;
  double   alpha;
  double   gap;
} letters[] = {
  [RT_PICTURE_TITLE] = { 1.7, TRUE, 1, 4 },
  [RT_PICTURE_HEADING] = { 1.25, TRUE, 1, 6 },
  [RT_PICTURE_STRONG] = { 1, TRUE, 1, 4 },
  [RT_PICTURE_BODY] = { 1, FALSE, 1, 6 },
  [RT_PICTURE_NOTE] = { 0.9, FALSE, DIM, 6 },
};

static void
cell_free (gpointer cell)
{
  RtCell *self = cell;

  g_free (self->text);
  g_free (self->below);
  g_free (self->hue);
  g_free (self);
}

RtPictureRow *
rt_picture_row_new (void)
{
  RtPictureRow *self = g_new0 (RtPictureRow, 1);

  self->cells = g_ptr_array_new_with_free_func (cell_free);

  return self;
}

void
rt_picture_row_free (gpointer row)
{
  RtPictureRow *self = row;

  g_ptr_array_unref (self->cells);
  g_clear_pointer (&self->plots, g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_atomic_rc_box_release);
  g_free (self);
}

static PangoLayout *
new_layout (const RtPlotStyle *style,
            const char        *text,
            RtPictureLetters   how,
            double             width,
            PangoAlignment     alignment)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoFontDescription *font = pango_font_description_new ();
  PangoLayout *layout;

  pango_cairo_context_set_resolution (context, 96);
  layout = pango_layout_new (context);
  pango_font_description_set_family (font, style->font);
  pango_font_description_set_absolute_size (font, style->size * letters[how].scale * PANGO_SCALE);
  pango_font_description_set_weight (font, letters[how].is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, alignment);
  pango_font_description_free (font);
  g_object_unref (context);

  return layout;
}

/* @cr: (nullable): to measure only. Returns: how high it is */
static double
paint_words (const RtPlotStyle *style,
             cairo_t           *cr,
             const RtCell      *cell,
             graphene_rect_t   *room,
             PangoAlignment     alignment)
{
  const char *texts[] = { cell->text, cell->below };
  double height = 0;
  GdkRGBA ink = style->foreground;

  if (cell->hue != NULL)
    rt_plot_style_get_hue (style, cell->hue, &ink);
  for (guint i = 0; i < G_N_ELEMENTS (texts) && texts[i] != NULL; i++)
    {
      RtPictureLetters how = i == 0 ? cell->letters : RT_PICTURE_NOTE;
      g_autoptr (PangoLayout) layout = new_layout (style, texts[i], how, room->size.width, alignment);
      int its;

      pango_layout_get_pixel_size (layout, NULL, &its);
      if (cr != NULL)
        {
          cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, ink.alpha * letters[how].alpha);
          cairo_move_to (cr, room->origin.x, room->origin.y + height);
          pango_cairo_show_layout (cr, layout);
        }
      height += its;
    }

  return height;
}

static double
get_natural_width (const RtPlotStyle *style,
                   const RtCell      *cell)
{
  const char *texts[] = { cell->text, cell->below };
  double width = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts) && texts[i] != NULL; i++)
    {
      g_autoptr (PangoLayout) layout = new_layout (style, texts[i], i == 0 ? cell->letters : RT_PICTURE_NOTE, WIDEST,
                                                   PANGO_ALIGN_LEFT);
      int its;

      pango_layout_get_pixel_size (layout, &its, NULL);
      width = MAX (width, its + 1);
    }

  return width;
}

void
rt_picture_row_add (RtPictureRow        *self,
                    const RtPictureCell *cell,
                    const RtPlotStyle   *style)
{
  RtCell *copy = g_new (RtCell, 1);
  guint i = self->cells->len;

  *copy = (RtCell) { g_strdup (cell->text), g_strdup (cell->below), g_strdup (cell->hue), cell->letters };
  g_ptr_array_add (self->cells, copy);
  if (self->columns == NULL || i >= RT_PICTURE_MAX_COLUMNS)
    return;
  self->columns->n_columns = MAX (self->columns->n_columns, i + 1);
  self->columns->widths[i] = MAX (self->columns->widths[i], MIN (get_natural_width (style, copy), MAX_COLUMN));
}

/* The first has what the others leave. */
static void
place_column (const RtColumns *columns,
              guint            column,
              double           width,
              double          *x,
              double          *its)
{
  double others = 0;
  double most = (width * 0.82 - COLUMN_GAP * columns->n_columns) / MAX (1, columns->n_columns - 1);

  *x = width;
  for (guint i = columns->n_columns - 1; i >= 1; i--)
    {
      double wanted = MIN (columns->widths[i], most);

      others += wanted + COLUMN_GAP;
      if (i != column)
        continue;
      *x = width - others + COLUMN_GAP;
      *its = wanted;
      return;
    }
  *x = 0;
  *its = width - others;
}

static double
paint_cells (const RtPictureRow *self,
             const RtPlotStyle  *style,
             cairo_t            *cr,
             double              width)
{
  double height = 0;

  for (guint i = 0; i < self->cells->len; i++)
    {
      graphene_rect_t room = GRAPHENE_RECT_INIT (0, 0, (float) width, 0);

      if (self->columns != NULL)
        {
          double x;
          double its = 0;

          place_column (self->columns, i, width, &x, &its);
          room = GRAPHENE_RECT_INIT ((float) x, 0, (float) its, 0);
        }
      height = MAX (height, paint_words (style, cr, g_ptr_array_index (self->cells, i), &room,
                                         self->columns != NULL && i > 0 ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT));
    }

  return height;
}

static void
paint_line (const RtPlotStyle *style,
            cairo_t           *cr,
            double             y,
            double             width,
            double             alpha)
{
  cairo_set_source_rgba (cr, style->foreground.red, style->foreground.green, style->foreground.blue, alpha);
  cairo_rectangle (cr, 0, y, width, 1);
  cairo_fill (cr);
}

static double
paint_plots (const RtPictureRow *self,
             const RtPlotStyle  *style,
             cairo_t            *cr,
             double              width)
{
  double its = (width - PLOT_GAP * (BESIDE - 1)) / BESIDE;
  double height = 0;

  for (guint i = 0; i < self->plots->len; i++)
    {
      height = MAX (height, rt_plot_measure (g_ptr_array_index (self->plots, i), style, its));
      if (cr == NULL)
        continue;
      cairo_save (cr);
      cairo_translate (cr, i * (its + PLOT_GAP), 0);
      rt_plot_paint (g_ptr_array_index (self->plots, i), style, cr, its);
      cairo_restore (cr);
    }

  return height;
}

static double
paint_row (RtPicture *self,
           guint      row,
           cairo_t   *cr,
           double     width)
{
  const RtPictureRow *its = g_ptr_array_index (self->rows, row);
  const RtCell *first = its->cells->len > 0 ? g_ptr_array_index (its->cells, 0) : NULL;
  double height;
  double top;

  if (its->plots != NULL)
    return paint_plots (its, self->style, cr, width) + PLOT_GAP;

  top = row > 0 && its->columns == NULL && first != NULL && first->letters == RT_PICTURE_HEADING ? SECTION : 0;
  if (cr != NULL)
    cairo_translate (cr, 0, top);
  height = paint_cells (its, self->style, cr, width);
  if (its->columns == NULL)
    return top + height + (first != NULL ? letters[first->letters].gap : 0);
  if (cr != NULL)
    paint_line (self->style, cr, height + CELL_GAP / 2.0, width, its->is_head ? 0.5 : 0.12);

  return height + CELL_GAP + 1;
}

/**
 * rt_picture_get_n_rows:
 * @self: a picture
 *
 * Returns: how many rows it has
 */
guint
rt_picture_get_n_rows (RtPicture *self)
{
  return self->rows->len;
}

/**
 * rt_picture_measure_row:
 * @self: a picture
 * @row: one of its rows
 * @width: how wide it is to be, pixels
 *
 * Returns: how high it gets, with what is to be left below it
 */
double
rt_picture_measure_row (RtPicture *self,
                        guint      row,
                        double     width)
{
  return paint_row (self, row, NULL, width);
}

/**
 * rt_picture_paint_row:
 * @self: a picture
 * @row: one of its rows
 * @cr: where to, from 0, 0 on
 * @width: how wide, pixels
 */
void
rt_picture_paint_row (RtPicture *self,
                      guint      row,
                      cairo_t   *cr,
                      double     width)
{
  paint_row (self, row, cr, width);
}

/**
 * rt_picture_keeps_row:
 * @self: a picture
 * @row: one of its rows
 *
 * Returns: whether it is a heading, or the head of a table, and belongs to what comes next
 */
gboolean
rt_picture_keeps_row (RtPicture *self,
                      guint      row)
{
  const RtPictureRow *its = g_ptr_array_index (self->rows, row);
  const RtCell *first = its->cells->len > 0 ? g_ptr_array_index (its->cells, 0) : NULL;

  return its->is_head || (its->columns == NULL && first != NULL && first->letters <= RT_PICTURE_STRONG);
}

static gpointer
ref_plot (gconstpointer plot,
          gpointer      user_data)
{
  return rt_plot_ref ((RtPlot *) plot);
}

/**
 * rt_picture_add_plots:
 * @self: a picture that nobody else has yet
 * @plots: (element-type RtPlot): what to add, some beside each other
 */
void
rt_picture_add_plots (RtPicture *self,
                      GPtrArray *plots)
{
  g_autoptr (GPtrArray) all = g_ptr_array_copy (plots, ref_plot, NULL);

  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i += BESIDE)
    {
      RtPictureRow *row = rt_picture_row_new ();

      row->plots = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_plot_unref);
      for (guint j = i; j < MIN (i + BESIDE, all->len); j++)
        g_ptr_array_add (row->plots, g_ptr_array_index (all, j));
      g_ptr_array_add (self->rows, row);
    }
}
