/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-lane-view.h"

G_BEGIN_DECLS

/* What the lanes of @views cost together, in one line. */
void  rt_dashboard_totals_show        (GPtrArray *views,
                                       GtkLabel  *label);
/* Gives all charts of @views one scale. */
void  rt_dashboard_totals_share_scale (GPtrArray *views);

G_END_DECLS
