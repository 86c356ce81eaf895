/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtRaceFigure:
 *
 * A number of a contestant while it runs, and what it is.
 */
#define RT_TYPE_RACE_FIGURE (rt_race_figure_get_type ())
G_DECLARE_FINAL_TYPE (RtRaceFigure, rt_race_figure, RT, RACE_FIGURE, GtkBox)

/* @tooltip: what it means in full */
GtkWidget *rt_race_figure_new        (const char   *caption,
                                      const char   *tooltip);
/* As the functions of rt-format.h give it. (transfer full) */
void       rt_race_figure_take_value (RtRaceFigure *self,
                                      char         *value);

G_END_DECLS
