/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-faults-window.h"

#include <glib/gi18n.h>

#include "lab/rt-lane-broken.h"
#include "lab/rt-lane-marks.h"
#include "rt-fault-rows.h"

struct _RtFaultsWindow {
  AdwWindow           parent_instance;
  RtLane             *lane;
  AdwWindowTitle     *title;
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (RtFaultsWindow, rt_faults_window, ADW_TYPE_WINDOW)

static void
on_mend (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  rt_lane_mend (RT_FAULTS_WINDOW (widget)->lane);
}

static void
rt_faults_window_update (RtFaultsWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "faults.mend", rt_lane_get_broken (self->lane));
}

static void
rt_faults_window_dispose (GObject *object)
{
  RtFaultsWindow *self = RT_FAULTS_WINDOW (object);

  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_faults_window_parent_class)->dispose (object);
}

static void
rt_faults_window_class_init (RtFaultsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_faults_window_dispose;

  gtk_widget_class_install_action (widget_class, "faults.mend", NULL, on_mend);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-faults-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RtFaultsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RtFaultsWindow, page);
}

static void
rt_faults_window_init (RtFaultsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_faults_window_new:
 * @lane: a lane
 *
 * Returns: (transfer none): a new dialog for @lane, not shown yet
 */
GtkWindow *
rt_faults_window_new (RtLane *lane)
{
  RtFaultsWindow *self = g_object_new (RT_TYPE_FAULTS_WINDOW, NULL);
  const char *name = rt_lane_get_name (lane);
  /* Translators: a dialog; the name of a pattern follows */
  g_autofree char *words = g_strdup_printf (_("Faults of %s"), name);

  self->lane = g_object_ref (lane);
  gtk_window_set_title (GTK_WINDOW (self), words);
  adw_window_title_set_subtitle (self->title, name);
  rt_fault_rows_add (self->page, rt_lane_get_faults (lane));
  g_signal_connect_object (lane, "faults-changed", G_CALLBACK (rt_faults_window_update), self, G_CONNECT_SWAPPED);
  rt_faults_window_update (self);
  return GTK_WINDOW (self);
}
