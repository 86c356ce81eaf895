/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-window-private.h"

#include "pages/dashboard/rt-dashboard-lanes.h"

static void
show_view (RtWindow   *self,
           const char *name)
{
  gtk_stack_set_visible_child_name (self->headers, name);
  gtk_stack_set_visible_child_name (self->views, name);
}

static void
need_lane_page (RtWindow *self)
{
  if (self->lane != NULL)
    return;

  self->lane = g_object_new (RT_TYPE_LANE_PAGE, NULL);
  adw_bin_set_child (self->lane_place, GTK_WIDGET (self->lane));
  rt_lane_page_set_engine (self->lane, self->engine);
  rt_lane_page_set_misread (self->lane, rt_window_find_misread (self));
}

RtLane *
rt_window_find_misread (RtWindow *self)
{
  const RtPattern * const *patterns = rt_patterns_list ();

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      RtLaneView *view = rt_dashboard_page_find (self->dashboard, patterns[i]->id);

      if (view != NULL && !g_str_equal (rt_dashboard_get_seen_as (patterns[i]), patterns[i]->id))
        return rt_lane_view_get_lane (view);
    }
  return NULL;
}

void
rt_window_open_lane (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  RtWindow *self = RT_WINDOW (widget);
  RtLaneView *view = rt_dashboard_page_find (self->dashboard, g_variant_get_string (parameter, NULL));
  RtLane *lane;

  if (view == NULL)
    return;
  lane = rt_lane_view_get_lane (view);
  need_lane_page (self);
  g_set_weak_pointer (&self->focus_before, gtk_window_get_focus (GTK_WINDOW (self)));
  rt_lane_header_set_lane (self->lane_header, lane);
  rt_lane_page_set_lane (self->lane, lane);
  show_view (self, "lane");
  gtk_widget_action_set_enabled (widget, "win.back", TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->lane), GTK_DIR_TAB_FORWARD);
}

void
rt_window_go_back (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  RtWindow *self = RT_WINDOW (widget);

  if (rt_lane_page_leave (self->lane))
    return;
  gtk_widget_action_set_enabled (widget, "win.back", FALSE);
  show_view (self, "pages");
  rt_lane_page_set_lane (self->lane, NULL);
  rt_lane_header_set_lane (self->lane_header, NULL);
  if (self->focus_before != NULL)
    gtk_widget_grab_focus (self->focus_before);
  g_clear_weak_pointer (&self->focus_before);
}

void
rt_window_start_lane (RtWindow *self)
{
  g_signal_emit_by_name (rt_dashboard_page_find (self->dashboard, rt_lane_get_id (rt_lane_page_get_lane (self->lane))), "start");
}
