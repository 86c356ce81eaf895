/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-engine.h"
#include "pages/dashboard/rt-lane-view.h"

G_BEGIN_DECLS

/**
 * RtDashboardPage:
 *
 * A lane for each pattern, side by side in as many columns as fit; where only one
 * fits, one lane at a time, swiped. Below, what they cost together.
 *
 * Property: "running" (boolean, read only): whether any lane runs
 */
#define RT_TYPE_DASHBOARD_PAGE (rt_dashboard_page_get_type ())
G_DECLARE_FINAL_TYPE (RtDashboardPage, rt_dashboard_page, RT, DASHBOARD_PAGE, AdwBin)

/* From now on lanes can start. */
void     rt_dashboard_page_set_engine  (RtDashboardPage *self,
                                        RtEngine        *engine);
/* No lane can start. */
void     rt_dashboard_page_fail        (RtDashboardPage *self,
                                        const char      *reason);
/* @files: of GFile; they wait for an engine. */
void     rt_dashboard_page_upload      (RtDashboardPage *self,
                                        GListModel      *files);
/* Lanes on a bus work where they did last. */
void     rt_dashboard_page_keep_buses  (RtDashboardPage *self,
                                        GSettings       *settings);
gboolean rt_dashboard_page_get_running (RtDashboardPage *self);
/* The view of a lane. (transfer none) (nullable) */
RtLaneView *rt_dashboard_page_find     (RtDashboardPage *self,
                                        const char      *id);
void     rt_dashboard_page_start_all   (RtDashboardPage *self);
void     rt_dashboard_page_stop_all    (RtDashboardPage *self);

G_END_DECLS
