/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-lane-view.h"

G_BEGIN_DECLS

/* What the dashboard knows of a pattern: one row of a table, in rt-dashboard-lanes.c, and
 * one row of another for each story that its lane can show. A pattern without a row gets
 * the generic one. */

/* The lane of @pattern on the ticker, which has no address yet, or those of its desks. Of RtLane.
 * (transfer full) */
GPtrArray  *rt_dashboard_new_lanes     (const RtPattern *pattern);
/* With the stories that it can show. (transfer floating) */
GtkWidget  *rt_dashboard_new_lane_view (RtLane          *lane);
/* The pattern that its clients show to the server. */
const char *rt_dashboard_get_seen_as   (const RtPattern *pattern);
/* Where it reads: @engine, or what the user chose. */
void        rt_dashboard_address       (RtLaneView      *view,
                                        RtEngine        *engine);
/* Nothing that was before @engine's now is read. */
void        rt_dashboard_begin_now     (RtLaneView      *view,
                                        RtEngine        *engine);
/* Both, and the engine of its live views. */
void        rt_dashboard_serve         (RtLaneView      *view,
                                        RtEngine        *engine,
                                        gboolean         another,
                                        RtUploadList    *uploads);

G_END_DECLS
