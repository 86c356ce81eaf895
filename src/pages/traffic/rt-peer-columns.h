/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The columns of the Traffic page: one table says what each is called, what it means,
 * what it shows of an RtTableItem that is of an RtPeer and how it sorts. */
void rt_peer_columns_append       (GtkColumnView *view,
                                   gboolean       brief);
void rt_peer_columns_show_pattern (GtkColumnView *view,
                                   gboolean       shown);
void rt_peer_columns_show_refused (GtkColumnView *view,
                                   gboolean       shown);

G_END_DECLS
