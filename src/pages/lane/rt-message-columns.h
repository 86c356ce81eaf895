/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The columns of a lane's messages: one table says what each is called, what it means and what
 * it shows of an RtTraceItem. */
void rt_message_columns_append  (GtkColumnView *view);
/* A few times a second: shows what is complete now and was not. */
void rt_message_columns_refresh (GtkColumnView *view);

G_END_DECLS
