/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-compare-page-private.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

#define TICK_MS 250
/* Where the processor time of this process is measured, it is painted in only every so many. */
#define APART_TICKS 4

static void
show_progress (RtComparePage *self)
{
  double left_s;
  double done = rt_experiment_get_progress (self->experiment, &left_s);
  g_autofree char *left = rt_format_left (left_s);

  gtk_progress_bar_set_fraction (self->progress, CLAMP (done, 0, 1));
  gtk_label_set_text (self->left, left);
  rt_race_view_look (self->race, self->experiment);
}

static gboolean
on_tick (gpointer user_data)
{
  RtComparePage *self = user_data;
  gboolean is_due = !self->is_apart || self->n_ticks % APART_TICKS == 0;

  self->n_ticks++;
  if (is_due && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_progress (self);

  return G_SOURCE_CONTINUE;
}

/* One button for both: a pointer that does not move would not find another one in its place. */
static void
show_button (RtComparePage *self,
             gboolean       runs)
{
  GtkWidget *button = GTK_WIDGET (self->run);

  /* Insensitive for a moment, it would lose the pointer too. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.run", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.cancel", TRUE);
  gtk_button_set_label (self->run, runs ? _("Cancel") : _("Run"));
  gtk_widget_set_tooltip_text (button, runs ? _("Stop, and keep what was measured") : _("Run the comparison (Ctrl+Enter)"));
  if (runs)
    gtk_widget_remove_css_class (button, "suggested-action");
  else
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), runs ? "compare.cancel" : "compare.run");
}

static void
show_running (RtComparePage *self)
{
  gboolean runs = self->experiment != NULL;

  show_button (self, runs);
  gtk_widget_set_visible (self->progress_box, runs);
  gtk_widget_set_sensitive (GTK_WIDGET (self->workload), !runs);
  rt_compare_page_update (self);
  if (runs)
    gtk_stack_set_visible_child_name (self->results, "running");
  else
    gtk_stack_set_visible_child_name (self->results, self->result != NULL ? "result" : "empty");
}

/* The window may be gone by now; the application was held for this. */
static void
on_over (GObject      *source,
         GAsyncResult *async_result,
         gpointer      user_data)
{
  g_autoptr (RtComparePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtResult) result = rt_experiment_run_finish (RT_EXPERIMENT (source), async_result, &error);

  g_application_release (g_application_get_default ());
  g_clear_object (&self->experiment);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (gtk_widget_in_destruction (GTK_WIDGET (self)) || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;

  /* First: what can no longer be cancelled would make the button insensitive. */
  show_running (self);
  if (result != NULL && rt_result_get_n_runs (result) > 0)
    rt_compare_page_show (self, result, NULL);
  rt_compare_page_check_stale (self);
  if (error != NULL)
    rt_compare_page_warn (self, error);
}

static void
run (GtkWidget  *widget,
     const char *action,
     GVariant   *parameter)
{
  RtComparePage *self = RT_COMPARE_PAGE (widget);
  g_autoptr (RtPlan) plan = rt_workload_dup_plan (self->workload);
  g_autoptr (GError) error = NULL;

  if (self->experiment != NULL)
    return;
  if (!rt_plan_check (plan, &error))
    {
      rt_compare_page_warn (self, error);
      return;
    }

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->experiment = rt_experiment_new (plan);
  self->is_apart = plan->order == RT_ORDER_APART;
  self->n_ticks = 0;
  self->tick = g_timeout_add (TICK_MS, on_tick, self);
  rt_race_view_begin (self->race, plan);
  gtk_toggle_button_set_active (self->result_side, TRUE);
  show_running (self);
  show_progress (self);
  /* The settings, which had the keys, do not take them now. */
  gtk_widget_grab_focus (GTK_WIDGET (self->run));
  g_application_hold (g_application_get_default ());
  rt_experiment_run_async (self->experiment, self->cancellable, on_over, g_object_ref (self));
}

static void
cancel (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  g_cancellable_cancel (RT_COMPARE_PAGE (widget)->cancellable);
}

/* The second press of a double click would meet the other button in the place of the first. */
static gboolean
on_button_event (GtkEventController *controller,
                 GdkEvent           *event,
                 gpointer            user_data)
{
  RtComparePage *self = user_data;
  GdkEventType type = gdk_event_get_event_type (event);
  guint32 time_ms = gdk_event_get_time (event);
  int double_click_ms;

  if (type != GDK_BUTTON_PRESS && type != GDK_TOUCH_BEGIN)
    return GDK_EVENT_PROPAGATE;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &double_click_ms, NULL);
  if (self->pressed_ms != 0 && time_ms - self->pressed_ms < (guint) double_click_ms)
    return GDK_EVENT_STOP;
  self->pressed_ms = time_ms;

  return GDK_EVENT_PROPAGATE;
}

void
rt_compare_page_init_run (RtComparePage *self)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_button_event), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->run), controller);
}

void
rt_compare_page_install_run (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.run", NULL, run);
  gtk_widget_class_install_action (widget_class, "compare.cancel", NULL, cancel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "compare.cancel", NULL);
}
