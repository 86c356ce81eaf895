/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtColumnLayout:
 *
 * Lays out children in as many columns as fit, row by row. All are equally wide, those of
 * a row equally high, and they fill the room there is, of which each row gets as much more
 * than it needs as any other.
 *
 * Properties: "column-width" (int, default 320): the least width of a column,
 * "spacing" (int, default 12), "usual-columns" (int, default 0: all): for so many it would like
 * to have the height, where it does not know its width, "n-columns" (uint, read-only): how many there are, 0 before
 * anything was laid out
 */
#define RT_TYPE_COLUMN_LAYOUT (rt_column_layout_get_type ())
G_DECLARE_FINAL_TYPE (RtColumnLayout, rt_column_layout, RT, COLUMN_LAYOUT, GtkLayoutManager)

GtkLayoutManager *rt_column_layout_new           (void);
/* How many columns @n_children get in @width. */
guint             rt_column_layout_get_n_columns (RtColumnLayout *self,
                                                  int             width,
                                                  guint           n_children);

G_END_DECLS
