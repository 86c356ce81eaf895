/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtWholeRowsLayout:
 *
 * Lays out a #GtkScrolledWindow with a #GtkListBox in it, the one child there is, at the top
 * of the room there is: as high as the rows that fit whole, so that its edge cuts none of
 * them. It asks for room for the first one at least, and where not even that fits has all
 * there is.
 */
#define RT_TYPE_WHOLE_ROWS_LAYOUT (rt_whole_rows_layout_get_type ())
G_DECLARE_FINAL_TYPE (RtWholeRowsLayout, rt_whole_rows_layout, RT, WHOLE_ROWS_LAYOUT, GtkLayoutManager)

/* How much of @height whole rows of @rows take. */
int rt_whole_rows_layout_get_height (const int *rows,
                                     gsize      n_rows,
                                     int        height);

G_END_DECLS
