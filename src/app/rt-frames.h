/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has bytes give way to the frames of @window. */
void rt_frames_favour (GtkWidget *window);

G_END_DECLS
