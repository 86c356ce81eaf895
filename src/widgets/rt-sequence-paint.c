/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sequence-paint.h"

#include <math.h>

#include "widgets/rt-hue.h"
#include "widgets/rt-sequence-arrow.h"

#define PAD        3
#define DROP       5
#define BAR        8
#define BREAK      5

static void
look_up (GtkWidget  *widget,
         const char *name,
         GdkRGBA    *color)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, color))
    gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
}

/**
 * rt_sequence_board_init:
 * @self: a board
 * @widget: what is painted; it has a hue
 * @sizes: whether sizes are written
 *
 * Takes sizes and colours from @widget as it is now.
 */
void
rt_sequence_board_init (RtSequenceBoard *self,
                        GtkWidget       *widget,
                        gboolean         sizes)
{
  GdkRGBA faded;

  self->widget = widget;
  self->width = gtk_widget_get_width (widget);
  self->height = gtk_widget_get_height (widget);
  self->head = rt_sequence_head_height (widget);
  self->sizes = sizes;
  self->below = sizes ? rt_sequence_words_height (widget, PANGO_SCALE_SMALL) + PAD : 2 * PAD;
  rt_hue_get (widget, &self->hue, &faded);
  look_up (widget, "card_fg_color", &self->ink);
  look_up (widget, "accent_color", &self->accent);
  look_up (widget, "error_color", &self->warning);
}

/**
 * rt_sequence_row_height:
 * @widget: what is painted
 * @sizes: whether sizes are written
 *
 * Returns: how high the row of one message is, in logical pixels
 */
double
rt_sequence_row_height (GtkWidget *widget,
                        gboolean   sizes)
{
  int height = rt_sequence_words_height (widget, 1) + DROP + 3 * PAD;

  return sizes ? height + rt_sequence_words_height (widget, PANGO_SCALE_SMALL) : height + PAD;
}

/**
 * rt_sequence_gap_height:
 * @widget: what is painted
 *
 * Returns: how high the row of a short time is in which nothing happened, in logical pixels
 */
double
rt_sequence_gap_height (GtkWidget *widget)
{
  return rt_sequence_words_height (widget, PANGO_SCALE_SMALL) + 3 * PAD;
}

/**
 * rt_sequence_head_height:
 * @widget: what is painted
 *
 * Returns: how high the names of the two ends are with the room around them, in logical pixels
 */
double
rt_sequence_head_height (GtkWidget *widget)
{
  return rt_sequence_words_height (widget, 1) + 6 * PAD;
}

static void
set_color (cairo_t       *cr,
           const GdkRGBA *color,
           double         share)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * share);
}

/* A lifeline, with a break in it where time is left out. */
static void
draw_lifeline (const RtSequenceBoard *self,
               cairo_t               *cr,
               double                 x)
{
  set_color (cr, &self->ink, 0.4);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_move_to (cr, x, self->head);
  cairo_line_to (cr, x, self->height);
  cairo_stroke (cr);
}

static void
draw_break (const RtSequenceBoard *self,
            cairo_t               *cr,
            double                 x,
            double                 y)
{
  set_color (cr, &self->ink, 0.7);
  cairo_set_line_width (cr, 1.2);
  cairo_set_dash (cr, NULL, 0, 0);
  for (int i = 0; i < 2; i++)
    {
      cairo_move_to (cr, x - BREAK, y + 1 + i * 4);
      cairo_line_to (cr, x + BREAK, y - 3 + i * 4);
    }
  cairo_stroke (cr);
}

static double
arrow_y (const RtSequenceBoard *self,
         const RtSequenceRow   *row)
{
  return floor (row->y + row->height - self->below - DROP) + 0.5;
}

/* The server has something in hand, from @from to @to. */
static void
draw_bar (const RtSequenceBoard *self,
          cairo_t               *cr,
          double                 from,
          double                 to,
          gboolean               open)
{
  double x = rt_sequence_server_x (self) - BAR / 2.0;

  if (to < self->head || from > self->height)
    return;
  cairo_rectangle (cr, x, from, BAR, MAX (to - from, 1));
  set_color (cr, &self->hue, RT_HUE_FADED);
  cairo_fill_preserve (cr);
  set_color (cr, &self->hue, 1);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, (const double[]) { 3, 2 }, open ? 2 : 0, 0);
  cairo_stroke (cr);
}

/* All that can be seen, whatever of them begins and ends out of sight. */
static void
draw_bars (const RtSequenceBoard *self,
           cairo_t               *cr,
           RtSequenceRows        *rows,
           double                 top)
{
  for (guint i = 0; i < rt_sequence_rows_get_n (rows); i++)
    {
      const RtSequenceRow *row = rt_sequence_rows_get (rows, i);

      if (row->waits)
        draw_bar (self, cr, arrow_y (self, row) + DROP + top, rt_sequence_rows_get_height (rows) + top, TRUE);
      else if (row->asked >= 0)
        draw_bar (self, cr, arrow_y (self, rt_sequence_rows_get (rows, row->asked)) + DROP + top,
                  arrow_y (self, row) + top, FALSE);
    }
}

static void
draw_item (const RtSequenceBoard *self,
           cairo_t               *cr,
           const RtSequenceRow   *row,
           double                 top,
           double                 share)
{
  RtTraceKind kind = rt_trace_item_get_kind (row->item);
  gboolean to_client = rt_trace_item_get_direction (row->item) == RT_TRACE_TO_CLIENT;
  double client = rt_sequence_client_x (self);
  double server = rt_sequence_server_x (self);
  RtSequencePath path = {
    .from = to_client ? server : client,
    .to = to_client ? client : server,
    .y = arrow_y (self, row) + top,
    .drop = DROP,
  };

  if (kind == RT_TRACE_FAULT || rt_trace_item_get_cut_off (row->item) || rt_trace_item_get_lost (row->item))
    set_color (cr, &self->warning, 1);
  else
    set_color (cr, kind == RT_TRACE_OPEN || kind == RT_TRACE_CLOSE ? &self->ink : &self->hue, 1);
  rt_sequence_draw_item (cr, row->item, &path, share);
}

/* They go one after the other: an answer begins where its question has arrived. */
static double
get_row_share (guint  index,
               guint  fresh,
               guint  n,
               double share)
{
  return index < fresh ? 1 : CLAMP (share * (n - fresh) - (index - fresh), 0, 1);
}

/**
 * rt_sequence_paint_lines:
 * @self: a board
 * @cr: to draw with
 * @rows: the rows
 * @scrolled: how far they are moved up
 * @fresh: from which row on they are on their way
 * @share: how much of the way of all of them is done, 0 to 1
 *
 * Paints lifelines and arrows.
 */
void
rt_sequence_paint_lines (RtSequenceBoard *self,
                         cairo_t         *cr,
                         RtSequenceRows  *rows,
                         double           scrolled,
                         guint            fresh,
                         double           share)
{
  double top = self->head - scrolled;
  guint n = rt_sequence_rows_get_n (rows);

  draw_lifeline (self, cr, rt_sequence_client_x (self));
  draw_lifeline (self, cr, rt_sequence_server_x (self));
  draw_bars (self, cr, rows, top);
  for (guint i = rt_sequence_rows_find (rows, scrolled); i < n; i++)
    {
      const RtSequenceRow *row = rt_sequence_rows_get (rows, i);

      if (row->y + top > self->height)
        break;
      if (row->item != NULL && rt_trace_item_get_kind (row->item) != RT_TRACE_LEFT_OUT)
        {
          double done = get_row_share (i, fresh, n, share);

          if (done > 0)
            draw_item (self, cr, row, top, done);
          continue;
        }
      draw_break (self, cr, rt_sequence_client_x (self), row->y + row->height / 2 + top);
      draw_break (self, cr, rt_sequence_server_x (self), row->y + row->height / 2 + top);
    }
}
