/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-mark.h"

G_BEGIN_DECLS

/* What happened to a lane, of RtMark, at its time in a chart of which a second is so many
 * pixels wide and which ends
 * at @end_us (monotonic). */
void rt_chart_marks_append (GtkWidget   *chart,
                            GtkSnapshot *snapshot,
                            GListModel  *marks,
                            gint64       end_us,
                            double       second);
/* What happened around @x, in words; NULL: nothing. (transfer full) */
char *rt_chart_marks_dup_at (GtkWidget  *chart,
                             GListModel *marks,
                             gint64      end_us,
                             double      second,
                             double      x);
/* A line of it. */
void rt_chart_marks_append_words (GString *text,
                                  RtMark  *mark);

G_END_DECLS
