/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtListTail:
 *
 * Keeps a list that grows, and loses its oldest rows, at its end while it is there, until
 * somebody scrolls; and brings into sight what is chosen elsewhere. All rows are equally high.
 */
#define RT_TYPE_LIST_TAIL (rt_list_tail_get_type ())
G_DECLARE_FINAL_TYPE (RtListTail, rt_list_tail, RT, LIST_TAIL, GObject)

/* @scroller: what the list is scrolled in; it lives longer */
RtListTail *rt_list_tail_new       (GtkScrolledWindow  *scroller);
/* What the list shows, and what of it is chosen; once. */
void        rt_list_tail_set_model (RtListTail         *self,
                                    GtkSingleSelection *model);
/* To the end, and stays there. */
void        rt_list_tail_follow    (RtListTail         *self);

G_END_DECLS
