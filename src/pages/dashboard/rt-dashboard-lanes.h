/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-lane-view.h"

G_BEGIN_DECLS

/* What the dashboard knows of a pattern: one row of a table, in rt-dashboard-lanes.c, and
 * one row of another for each story that its lane can show. A pattern without a row gets
 * the generic one. */

/* The lane of @pattern on the ticker; it has no address yet. (transfer full) */
RtLane     *rt_dashboard_new_lane      (const RtPattern *pattern);
/* With the stories that it can show. (transfer floating) */
GtkWidget  *rt_dashboard_new_lane_view (RtLane          *lane);
/* @base: where the server listens, "http://127.0.0.1:2000/" (transfer full) */
char       *rt_dashboard_dup_address   (const RtPattern *pattern,
                                        const char      *base);

G_END_DECLS
