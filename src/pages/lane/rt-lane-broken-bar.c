/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-broken-bar.h"

#include "lab/rt-lane-broken.h"

struct _RtLaneBrokenBar {
  AdwBin    parent_instance;
  RtLane   *lane;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (RtLaneBrokenBar, rt_lane_broken_bar, ADW_TYPE_BIN)

static void
rt_lane_broken_bar_show (RtLaneBrokenBar *self)
{
  g_autofree char *words = self->lane != NULL ? rt_lane_dup_broken (self->lane) : NULL;

  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self), words != NULL);
}

static void
on_mend (RtLaneBrokenBar *self)
{
  rt_lane_mend (self->lane);
}

static void
rt_lane_broken_bar_dispose (GObject *object)
{
  RtLaneBrokenBar *self = RT_LANE_BROKEN_BAR (object);

  if (self->lane != NULL)
    g_signal_handlers_disconnect_by_data (self->lane, self);
  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_lane_broken_bar_parent_class)->dispose (object);
}

static void
rt_lane_broken_bar_class_init (RtLaneBrokenBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_broken_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-broken-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneBrokenBar, words);
  gtk_widget_class_bind_template_callback (widget_class, on_mend);
}

static void
rt_lane_broken_bar_init (RtLaneBrokenBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_lane_broken_bar_new:
 * @lane: (nullable): a lane
 *
 * Returns: (transfer floating): what says what of @lane is broken on purpose
 */
GtkWidget *
rt_lane_broken_bar_new (RtLane *lane)
{
  RtLaneBrokenBar *self = g_object_new (RT_TYPE_LANE_BROKEN_BAR, NULL);

  rt_lane_broken_bar_set_lane (self, lane);
  return GTK_WIDGET (self);
}

/**
 * rt_lane_broken_bar_set_lane:
 * @self: a bar
 * @lane: (nullable): what it is of; %NULL: of none
 *
 * Sets the lane.
 */
void
rt_lane_broken_bar_set_lane (RtLaneBrokenBar *self,
                             RtLane          *lane)
{
  if (self->lane == lane)
    return;
  if (self->lane != NULL)
    g_signal_handlers_disconnect_by_data (self->lane, self);
  g_set_object (&self->lane, lane);
  if (lane != NULL)
    g_signal_connect_object (lane, "faults-changed", G_CALLBACK (rt_lane_broken_bar_show), self, G_CONNECT_SWAPPED);
  rt_lane_broken_bar_show (self);
}
