/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "widgets/rt-plot.h"

G_BEGIN_DECLS

#define RT_PICTURE_WIDTH 1120 /* pixels of a picture in a file */

/**
 * RtPicture:
 *
 * Words, tables and plots on one sheet, row by row, for files and for paper. It knows no widget: a
 * thread can paint it. Reference counted; not changed once somebody else has it.
 */
typedef struct _RtPicture RtPicture;

typedef enum {
  RT_PICTURE_TITLE,
  RT_PICTURE_HEADING,
  RT_PICTURE_STRONG,
  RT_PICTURE_BODY,
  RT_PICTURE_NOTE,
} RtPictureLetters;

/**
 * RtPictureCell:
 * @text: what stands in it
 * @below: (nullable): what stands below that, smaller
 * @hue: (nullable): the id of a pattern, in whose hue it is
 * @letters: how it is written
 */
typedef struct {
  const char      *text;
  const char      *below;
  const char      *hue;
  RtPictureLetters letters;
} RtPictureCell;

#define RT_PICTURE_MAX_COLUMNS 33

RtPicture *rt_picture_new       (const RtPlotStyle   *style);
RtPicture *rt_picture_ref       (RtPicture           *self);
void       rt_picture_unref     (RtPicture           *self);
/* @hue: (nullable) */
void       rt_picture_add_text  (RtPicture           *self,
                                 const char          *text,
                                 RtPictureLetters     letters,
                                 const char          *hue);
/* Until rt_picture_add_text() or rt_picture_add_plots() all rows are of one table. */
void       rt_picture_add_cells (RtPicture           *self,
                                 const RtPictureCell *cells,
                                 guint                n_cells);
/* (transfer none) @plots: of RtPlot */
void       rt_picture_add_plots (RtPicture           *self,
                                 GPtrArray           *plots);

/* Files of it: (transfer full) (nullable) */
GBytes    *rt_picture_to_png    (RtPicture           *self,
                                 GError             **error);
GBytes    *rt_picture_to_svg    (RtPicture           *self,
                                 GError             **error);

/* The rows, each by itself, for pages: how high one is with what is to be left below it. */
guint      rt_picture_get_n_rows  (RtPicture         *self);
double     rt_picture_measure_row (RtPicture         *self,
                                   guint              row,
                                   double             width);
void       rt_picture_paint_row   (RtPicture         *self,
                                   guint              row,
                                   cairo_t           *cr,
                                   double             width);
/* Whether it is not to be the last of a page. */
gboolean   rt_picture_keeps_row   (RtPicture         *self,
                                   guint              row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPicture, rt_picture_unref)

G_END_DECLS
