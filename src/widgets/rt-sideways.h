/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is wider than its place scrolls from side to side, and lets the wheel turn the page around
 * it. (transfer floating) */
GtkWidget *rt_sideways_new (GtkWidget *child);

G_END_DECLS
