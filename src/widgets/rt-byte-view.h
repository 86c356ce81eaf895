/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtByteView:
 *
 * Bytes as they are: offset, hexadecimal, and letters where they are any. Some of them can be
 * marked.
 */
#define RT_TYPE_BYTE_VIEW (rt_byte_view_get_type ())
G_DECLARE_FINAL_TYPE (RtByteView, rt_byte_view, RT, BYTE_VIEW, GtkWidget)

/* Of more, it is said how many there are. */
#define RT_BYTE_VIEW_MAX_BYTES 8192

/* NULL: none. */
void  rt_byte_view_set_bytes   (RtByteView *self,
                                GBytes     *bytes);
/* How many are in a line, 8 or 16. */
void  rt_byte_view_set_columns (RtByteView *self,
                                guint       columns);
/* Marks these and no others, and brings them into sight. */
void  rt_byte_view_mark        (RtByteView *self,
                                gsize       offset,
                                gsize       length);
/* What would be shown of @shown; NULL: none. (transfer full) */
char *rt_byte_view_dup_text    (RtByteView *self,
                                GBytes     *shown);

G_END_DECLS
