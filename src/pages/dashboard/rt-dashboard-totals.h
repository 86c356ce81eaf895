/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-lane-view.h"

G_BEGIN_DECLS

/* What the lanes of @views cost together, in one line. */
void  rt_dashboard_totals_show    (GPtrArray *views,
                                   GtkLabel  *label);
/* What has come; with all @numbers, or what moves alone. */
void  rt_dashboard_totals_refresh (GPtrArray *views,
                                   GtkLabel  *label,
                                   gboolean   numbers);

G_END_DECLS
