/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "widgets/rt-sequence-rows.h"

G_BEGIN_DECLS

/* How a sequence diagram is painted: what each kind of thing that happens looks like. */

/**
 * RtSequenceBoard:
 * @widget: what is painted
 * @width: of it, in logical pixels
 * @height: of it
 * @head: from where on there are rows; above are the names of the two ends
 * @sizes: whether sizes are written
 * @below: how far above the lower edge of its row an arrow arrives
 * @hue: of the pattern
 * @ink: of words
 * @accent: of what is chosen
 * @warning: of what is broken
 *
 * What a diagram is painted on and with.
 */
typedef struct {
  GtkWidget *widget;
  double     width;
  double     height;
  double     head;
  gboolean   sizes;
  double     below;
  GdkRGBA    hue;
  GdkRGBA    ink;
  GdkRGBA    accent;
  GdkRGBA    warning;
} RtSequenceBoard;

void   rt_sequence_board_init     (RtSequenceBoard     *self,
                                   GtkWidget           *widget,
                                   gboolean             sizes);
/* Of the lifelines, from the left edge. */
double rt_sequence_client_x       (const RtSequenceBoard *self);
double rt_sequence_server_x       (const RtSequenceBoard *self);
/* @scale: of letters */
int    rt_sequence_words_height   (GtkWidget           *widget,
                                   double               scale);
double rt_sequence_row_height     (GtkWidget           *widget,
                                   gboolean             sizes);
/* At least, of a time in which nothing happened. */
double rt_sequence_gap_height     (GtkWidget           *widget);
/* Of the names of the two ends, above all rows. */
double rt_sequence_head_height    (GtkWidget           *widget);
/* The rows from @first on, as far as they can be seen, moved up by @scrolled; those from
 * @fresh on are on their way, by that @share of it. */
void   rt_sequence_paint_lines    (RtSequenceBoard     *self,
                                   cairo_t             *cr,
                                   RtSequenceRows      *rows,
                                   double               scrolled,
                                   guint                fresh,
                                   double               share);
void   rt_sequence_paint_words    (RtSequenceBoard     *self,
                                   GtkSnapshot         *snapshot,
                                   RtSequenceRows      *rows,
                                   double               scrolled);
void   rt_sequence_paint_head     (RtSequenceBoard     *self,
                                   GtkSnapshot         *snapshot);

G_END_DECLS
