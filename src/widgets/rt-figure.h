/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtFigure:
 *
 * A number and what it is. What it means in full, and whether it is measured or
 * estimated, is its tooltip.
 *
 * Property: "caption" (string)
 */
#define RT_TYPE_FIGURE (rt_figure_get_type ())
G_DECLARE_FINAL_TYPE (RtFigure, rt_figure, RT, FIGURE, GtkWidget)

/* Takes @value, as the functions of rt-format.h give it. (transfer full) */
void rt_figure_take_value (RtFigure *self,
                           char     *value);

G_END_DECLS
