/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "widgets/rt-plot.h"

G_BEGIN_DECLS

#define RT_PICTURE_WIDTH 1120 /* pixels of a picture in a file */

/**
 * RtPicture:
 *
 * The pictures of a result on one sheet, for files and for paper. It knows no widget: a thread
 * can paint it. Immutable.
 */
typedef struct _RtPicture RtPicture;

/* (transfer none) @plots: of RtPlot */
RtPicture *rt_picture_new     (const char        *title,
                               const char        *words,
                               GPtrArray         *plots,
                               const RtPlotStyle *style);
RtPicture *rt_picture_copy    (const RtPicture   *self);
void       rt_picture_free    (RtPicture         *self);
GBytes    *rt_picture_to_png  (const RtPicture   *self,
                               GError           **error);
GBytes    *rt_picture_to_svg  (const RtPicture   *self,
                               GError           **error);
/* The rows of plots: how many, and each by itself, for pages. */
guint      rt_picture_get_n_rows  (const RtPicture *self);
double     rt_picture_measure_row (const RtPicture *self,
                                   guint            row,
                                   double           width);
void       rt_picture_paint_row   (const RtPicture *self,
                                   guint            row,
                                   cairo_t         *cr,
                                   double           width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPicture, rt_picture_free)

G_END_DECLS
