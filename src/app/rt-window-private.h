/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/compare/rt-compare-page.h"
#include "pages/dashboard/rt-dashboard-page.h"
#include "pages/lane/rt-lane-header.h"
#include "pages/lane/rt-lane-page.h"
#include "pages/traffic/rt-traffic-page.h"
#include "rt-window.h"
#include "widgets/rt-adaptive.h"

G_BEGIN_DECLS

/* What rt-window.c shares with rt-window-lane.c, what it does when a lane is opened. */

struct _RtWindow {
  AdwApplicationWindow  parent_instance;
  RtAdaptive           *adaptive;
  AdwViewSwitcherTitle *title;
  AdwToastOverlay      *toasts;
  AdwViewStack         *pages;
  GtkWidget            *notice;
  GtkLabel             *notice_label;
  GtkButton            *toggle;
  GtkImage             *toggle_icon;
  GtkLabel             *toggle_words;
  RtDashboardPage      *dashboard;
  RtTrafficPage        *traffic;
  AdwBin               *compare_place;
  RtComparePage        *compare;       /* NULL until it is wanted */
  GtkStack             *headers;
  GtkStack             *views;
  RtLaneHeader         *lane_header;
  AdwBin               *lane_place;
  RtLanePage           *lane;          /* NULL until one is opened: it is large */
  RtEngine             *engine;
  GtkWidget            *focus_before;  /* where it was when the lane was opened */
  GSettings            *settings;
  gulong                after_paint;
};

/* The lane whose clients the server takes for those of another. (transfer none) (nullable) */
RtLane *rt_window_find_misread (RtWindow *self);
void rt_window_open_lane  (GtkWidget  *widget,
                           const char *action,
                           GVariant   *parameter);
void rt_window_go_back    (GtkWidget  *widget,
                           const char *action,
                           GVariant   *parameter);
/* As the button on its card does. */
void rt_window_start_lane (RtWindow   *self);

G_END_DECLS
