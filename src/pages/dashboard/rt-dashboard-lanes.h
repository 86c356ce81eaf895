/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/* What the dashboard knows of a pattern: one row of a table, in rt-dashboard-lanes.c.
 * A pattern without a row gets the generic one. */

/* The lane of @pattern on the ticker; it has no address yet. (transfer full) */
RtLane     *rt_dashboard_new_lane      (const RtPattern *pattern);
/* (transfer floating) */
RtLiveView *rt_dashboard_new_live_view (const RtPattern *pattern);
/* @base: where the server listens, "http://127.0.0.1:2000/" (transfer full) */
char       *rt_dashboard_dup_address   (const RtPattern *pattern,
                                        const char      *base);

G_END_DECLS
