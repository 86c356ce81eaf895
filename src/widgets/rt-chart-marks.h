/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What happened to a lane, of RtMark, at its time in a chart of which a second is so many
 * pixels wide and which ends
 * at @end_us (monotonic). */
void rt_chart_marks_append (GtkWidget   *chart,
                            GtkSnapshot *snapshot,
                            GListModel  *marks,
                            gint64       end_us,
                            double       second);

G_END_DECLS
