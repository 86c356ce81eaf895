/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-header.h"

#include "rt-lane-menu.h"
#include "rt-lane-toggle.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-status.h"

struct _RtLaneHeader {
  AdwBin      parent_instance;
  RtLane     *lane;
  GtkLabel   *name;
  RtStatus   *status;
  GtkButton  *toggle;
  RtLaneMenu *menu;
};

G_DEFINE_FINAL_TYPE (RtLaneHeader, rt_lane_header, ADW_TYPE_BIN)

enum {
  SIGNAL_START,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rt_lane_header_show_running (RtLaneHeader *self)
{
  rt_lane_toggle_show (self->toggle, self->lane);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), rt_lane_get_uri (self->lane) != NULL);
}

static void
rt_lane_header_show_state (RtLaneHeader *self)
{
  const char *reason = rt_lane_get_reason (self->lane);

  rt_status_set (self->status, rt_lane_get_state (self->lane), reason, TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), reason);
}

static void
on_toggle (RtLaneHeader *self)
{
  if (self->lane == NULL)
    return;
  if (rt_lane_get_running (self->lane))
    rt_lane_stop (self->lane);
  else
    g_signal_emit (self, signals[SIGNAL_START], 0);
}

static void
rt_lane_header_dispose (GObject *object)
{
  RtLaneHeader *self = RT_LANE_HEADER (object);

  if (self->lane != NULL)
    g_signal_handlers_disconnect_by_data (self->lane, self);
  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_lane_header_parent_class)->dispose (object);
}

static void
rt_lane_header_class_init (RtLaneHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_header_dispose;

  signals[SIGNAL_START] =
    g_signal_new ("start", RT_TYPE_LANE_HEADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (RT_TYPE_LANE_MENU);
  g_type_ensure (RT_TYPE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-header.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneHeader, name);
  gtk_widget_class_bind_template_child (widget_class, RtLaneHeader, status);
  gtk_widget_class_bind_template_child (widget_class, RtLaneHeader, toggle);
  gtk_widget_class_bind_template_child (widget_class, RtLaneHeader, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_toggle);
}

static void
rt_lane_header_init (RtLaneHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_lane_header_set_lane:
 * @self: a header
 * @lane: (nullable): what it is of; %NULL: of none any more, as long as it can still be seen
 *
 * Sets the lane whose name and state are shown.
 */
void
rt_lane_header_set_lane (RtLaneHeader *self,
                         RtLane       *lane)
{
  if (self->lane == lane)
    return;
  if (self->lane != NULL)
    g_signal_handlers_disconnect_by_data (self->lane, self);
  g_set_object (&self->lane, lane);
  rt_lane_menu_set_lane (self->menu, lane);
  if (lane == NULL)
    return;
  g_signal_connect_object (lane, "notify::state", G_CALLBACK (rt_lane_header_show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "notify::reason", G_CALLBACK (rt_lane_header_show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "notify::running", G_CALLBACK (rt_lane_header_show_running), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "notify::uri", G_CALLBACK (rt_lane_header_show_running), self,
                           G_CONNECT_SWAPPED);
  gtk_label_set_text (self->name, rt_lane_get_name (lane));
  rt_hue_apply (GTK_WIDGET (self->name), rt_lane_get_pattern (lane)->id);
  rt_lane_header_show_running (self);
  rt_lane_header_show_state (self);
}
