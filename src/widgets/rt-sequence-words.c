/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sequence-paint.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-format.h"

#define MARGIN     26
#define WORDS_SIDE 12
#define PAD        3

static PangoLayout *
new_words (GtkWidget  *widget,
           const char *words,
           double      scale)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, words);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

int
rt_sequence_words_height (GtkWidget *widget,
                          double     scale)
{
  g_autoptr (PangoLayout) layout = new_words (widget, "Xg", scale);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

double
rt_sequence_client_x (const RtSequenceBoard *self)
{
  gboolean mirrored = gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL;

  return floor (mirrored ? self->width - MARGIN : MARGIN) + 0.5;
}

double
rt_sequence_server_x (const RtSequenceBoard *self)
{
  return self->width - rt_sequence_client_x (self);
}

/* In the middle of what is between the lifelines. */
static void
append_words (const RtSequenceBoard *self,
              GtkSnapshot           *snapshot,
              const char            *words,
              double                 scale,
              double                 y,
              const GdkRGBA         *color)
{
  g_autoptr (PangoLayout) layout = new_words (self->widget, words, scale);
  double room = MAX (self->width - 2 * (MARGIN + WORDS_SIDE), 1);
  int width;

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > room)
    {
      pango_layout_set_width (layout, room * PANGO_SCALE);
      width = room;
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((self->width - width) / 2, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static char *
dup_gap (const RtSequenceRow *row)
{
  g_autofree char *time = rt_format_elapsed_us (row->gap_us);

  /* Translators: how long a server has held a request; how long nothing happened */
  return g_strdup_printf (row->held ? _("waits %s") : _("%s later"), time);
}

static char *
dup_sizes (RtTraceItem *item)
{
  gint64 payload = rt_trace_item_get_payload (item);
  g_autofree char *one = rt_format_bytes (payload);
  g_autofree char *other = rt_format_bytes (rt_trace_item_get_overhead (item));
  g_autofree char *size = NULL;

  if (payload >= 0)
    /* Translators: so many bytes of each */
    return g_strdup_printf (_("%s payload · %s overhead"), one, other);
  size = rt_format_bytes (rt_trace_item_get_size (item));
  return g_steal_pointer (&size);
}

static void
append_row (const RtSequenceBoard *self,
            GtkSnapshot           *snapshot,
            const RtSequenceRow   *row,
            double                 top)
{
  g_autofree char *small = NULL;
  int height = rt_sequence_words_height (self->widget, PANGO_SCALE_SMALL);
  GdkRGBA faint = self->ink;

  faint.alpha *= 0.8;
  if (row->item == NULL)
    {
      small = dup_gap (row);
      append_words (self, snapshot, small, PANGO_SCALE_SMALL, row->y + (row->height - height) / 2 + top, &faint);
      return;
    }
  append_words (self, snapshot, rt_trace_item_get_summary (row->item), 1, row->y + PAD + top, &self->ink);
  if (!self->sizes || rt_trace_item_get_size (row->item) == 0)
    return;
  small = dup_sizes (row->item);
  append_words (self, snapshot, small, PANGO_SCALE_SMALL, row->y + row->height - height + top, &faint);
}

/**
 * rt_sequence_paint_words:
 * @self: a board
 * @snapshot: to paint on
 * @rows: the rows
 * @scrolled: how far they are moved up
 *
 * Paints what is written beside arrows and gaps.
 */
void
rt_sequence_paint_words (RtSequenceBoard *self,
                         GtkSnapshot     *snapshot,
                         RtSequenceRows  *rows,
                         double           scrolled)
{
  double top = self->head - scrolled;
  guint n = rt_sequence_rows_get_n (rows);

  for (guint i = rt_sequence_rows_find (rows, scrolled); i < n; i++)
    {
      const RtSequenceRow *row = rt_sequence_rows_get (rows, i);

      if (row->y + top > self->height)
        break;
      append_row (self, snapshot, row, top);
    }
}

/* As near to @x as there is room for it. */
static void
append_end (const RtSequenceBoard *self,
            GtkSnapshot           *snapshot,
            const char            *name,
            double                 x)
{
  g_autoptr (PangoLayout) layout = new_words (self->widget, name, 1);
  int width, height;
  double left;

  pango_layout_get_pixel_size (layout, &width, &height);
  left = CLAMP (x - width / 2.0, PAD, MAX (self->width - width - PAD, PAD));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, (self->head - height) / 2.0));
  gtk_snapshot_append_layout (snapshot, layout, &self->ink);
  gtk_snapshot_restore (snapshot);
}

/**
 * rt_sequence_paint_head:
 * @self: a board
 * @snapshot: to paint on
 *
 * Paints the names of the two ends, where their lifelines begin.
 */
void
rt_sequence_paint_head (RtSequenceBoard *self,
                        GtkSnapshot     *snapshot)
{
  GdkRGBA line = self->ink;

  line.alpha *= 0.3;
  append_end (self, snapshot, C_("lifeline", "Client"), rt_sequence_client_x (self));
  append_end (self, snapshot, C_("lifeline", "Server"), rt_sequence_server_x (self));
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (0, self->head - 1, self->width, 1));
}
