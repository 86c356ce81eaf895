/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-queue-view.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-lane-desk.h"
#include "patterns/publish-subscribe/rt-ack-rule.h"
#include "rt-job-strip.h"
#include "rt-queue-settings.h"
#include "rt-worker-row.h"
#include "widgets/rt-column-layout.h"
#include "widgets/rt-figure.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-number-field.h"

/* Who types nothing for so long is told what is wrong. */
#define TYPING_MS 800

struct _RtQueueView {
  RtLiveView       parent_instance;
  GtkSpinButton   *producers;
  GtkSpinButton   *rate;
  RtQueueSettings *settings;
  GtkLabel        *queue_name;
  RtJobStrip      *queue;
  GtkLabel        *full;
  GtkBox          *workers;
  GtkSpinButton   *n_workers;
  GtkEntry        *rule;
  GtkLabel        *about_rule;
  RtFigure        *ready;
  RtFigure        *unacknowledged;
  RtFigure        *acknowledged;
  RtFigure        *redelivered;
  RtFigure        *dead;
  RtQueueDesk     *desk;
  guint            typing;      /* until the user seems to be done */
};

G_DEFINE_FINAL_TYPE (RtQueueView, rt_queue_view, RT_TYPE_LIVE_VIEW)

static void
set_css_class (GtkWidget  *widget,
               const char *name,
               gboolean    is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static gboolean
is_applied (RtQueueView *self)
{
  return g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->rule)), rt_queue_desk_get_rule (self->desk));
}

/* An entry says what is wrong with it, or that it is not in force yet, where it has the focus. */
static void
show_rule (RtQueueView *self,
           const char  *wrong)
{
  GtkWidget *entry = GTK_WIDGET (self->rule);
  gboolean waits = wrong == NULL && !is_applied (self);
  const char *words = waits ? _("Not in force yet: Return applies it, Escape takes it back.") : wrong;

  set_css_class (entry, "error", wrong != NULL);
  set_css_class (entry, "warning", waits);
  set_css_class (GTK_WIDGET (self->about_rule), "error", wrong != NULL);
  gtk_entry_set_icon_from_icon_name (self->rule, GTK_ENTRY_ICON_SECONDARY, waits ? "object-select-symbolic" : NULL);
  gtk_entry_set_icon_tooltip_text (self->rule, GTK_ENTRY_ICON_SECONDARY, waits ? _("Apply the rule") : NULL);
  gtk_label_set_text (self->about_rule, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->about_rule), words != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : gtk_widget_get_tooltip_text (entry), -1);
}

static void
on_rule_done (RtQueueView *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->rule));
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->typing, g_source_remove);
  if (!is_applied (self))
    rt_queue_desk_set_rule (self->desk, text, &error);
  show_rule (self, error != NULL ? error->message : NULL);
}

/* Another window has the focus now: who comes back goes on typing. */
static void
on_rule_left (RtQueueView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->desk != NULL && GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root)))
    on_rule_done (self);
}

static gboolean
on_rule_key (RtQueueView *self,
             guint        key)
{
  if (key != GDK_KEY_Escape || is_applied (self))
    return GDK_EVENT_PROPAGATE;

  gtk_editable_set_text (GTK_EDITABLE (self->rule), rt_queue_desk_get_rule (self->desk));
  gtk_editable_set_position (GTK_EDITABLE (self->rule), -1);

  return GDK_EVENT_STOP;
}

/* What cannot be read, once nobody types any more. */
static void
check_rule (RtQueueView *self)
{
  g_autoptr (GError) error = NULL;
  RtAckRule *rule = rt_ack_rule_new (gtk_editable_get_text (GTK_EDITABLE (self->rule)), &error);

  g_clear_pointer (&rule, rt_ack_rule_unref);
  if (error != NULL)
    show_rule (self, error->message);
}

static gboolean
on_typed (gpointer user_data)
{
  RtQueueView *self = user_data;

  self->typing = 0;
  check_rule (self);

  return G_SOURCE_REMOVE;
}

/* Half a rule may be one that takes everything, and what is acknowledged is gone: nothing is in
 * force before the user says so. */
static void
on_rule_changed (RtQueueView *self)
{
  g_clear_handle_id (&self->typing, g_source_remove);
  show_rule (self, NULL);
  if (!is_applied (self))
    self->typing = g_timeout_add (TYPING_MS, on_typed, self);
}

static void
on_workers (RtQueueView *self)
{
  GListModel *workers = rt_queue_desk_get_workers (self->desk);
  const char *pattern = rt_lane_get_pattern (rt_live_view_get_lane (RT_LIVE_VIEW (self)))->id;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->workers))) != NULL)
    gtk_box_remove (self->workers, child);
  for (guint i = 0; i < g_list_model_get_n_items (workers); i++)
    {
      g_autoptr (RtQueueWorker) worker = g_list_model_get_item (workers, i);

      gtk_box_append (self->workers, rt_worker_row_new (self->desk, worker, pattern));
    }
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
show_figures (RtQueueView          *self,
              const RtQueueFigures *figures)
{
  rt_figure_take_value (self->ready, rt_format_count (figures->ready));
  rt_figure_take_value (self->unacknowledged, rt_format_count (figures->unacknowledged));
  rt_figure_take_value (self->acknowledged, rt_format_count (figures->acknowledged));
  rt_figure_take_value (self->redelivered, rt_format_count (figures->redelivered));
  rt_figure_take_value (self->dead, rt_format_count (figures->dead_lettered));
  gtk_widget_set_visible (GTK_WIDGET (self->full), figures->full);
}

static void
rt_queue_view_refresh (RtLiveView *view)
{
  RtQueueView *self = RT_QUEUE_VIEW (view);
  RtQueueJob jobs[RT_JOB_STRIP_MAX_JOBS];
  RtQueueFigures figures;
  guint n_jobs = rt_queue_desk_list (self->desk, jobs, G_N_ELEMENTS (jobs));

  rt_queue_desk_get_figures (self->desk, &figures);
  set_text (self->queue_name, rt_queue_desk_get_queue (self->desk));
  rt_job_strip_set_jobs (self->queue, jobs, n_jobs, MAX (figures.ready, (gint64) n_jobs), -1);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->workers)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    rt_worker_row_refresh (RT_WORKER_ROW (row));
  if (rt_live_view_take_numbers (view))
    show_figures (self, &figures);
}

static void
rt_queue_view_bind (RtLiveView *view,
                    RtLane     *lane)
{
  RtQueueView *self = RT_QUEUE_VIEW (view);

  self->desk = RT_QUEUE_DESK (g_object_ref (rt_lane_get_desk (lane)));
  rt_hue_apply (GTK_WIDGET (self->queue), rt_lane_get_pattern (lane)->id);
  rt_number_field_bind (G_OBJECT (self->desk), "n-producers", self->producers);
  rt_number_field_bind (G_OBJECT (self->desk), "rate", self->rate);
  rt_number_field_bind (G_OBJECT (self->desk), "n-workers", self->n_workers);
  gtk_editable_set_text (GTK_EDITABLE (self->rule), rt_queue_desk_get_rule (self->desk));
  rt_queue_settings_set_desk (self->settings, self->desk);
  g_signal_connect_object (rt_queue_desk_get_workers (self->desk), "items-changed", G_CALLBACK (on_workers), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "notify::kind", G_CALLBACK (rt_queue_view_refresh), self, G_CONNECT_SWAPPED);
  rt_queue_view_refresh (view);
}

static void
rt_queue_view_dispose (GObject *object)
{
  RtQueueView *self = RT_QUEUE_VIEW (object);

  g_clear_handle_id (&self->typing, g_source_remove);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (rt_queue_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, producers);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, rate);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, settings);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, queue_name);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, queue);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, full);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, workers);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, n_workers);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, rule);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, about_rule);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, ready);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, unacknowledged);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, acknowledged);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, redelivered);
  gtk_widget_class_bind_template_child (widget_class, RtQueueView, dead);
}

static void
rt_queue_view_class_init (RtQueueViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_queue_view_dispose;
  RT_LIVE_VIEW_CLASS (klass)->wants_room = TRUE;
  RT_LIVE_VIEW_CLASS (klass)->bind = rt_queue_view_bind;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_queue_view_refresh;
  RT_LIVE_VIEW_CLASS (klass)->clear = rt_queue_view_refresh;

  g_type_ensure (RT_TYPE_COLUMN_LAYOUT);
  g_type_ensure (RT_TYPE_FIGURE);
  g_type_ensure (RT_TYPE_JOB_STRIP);
  g_type_ensure (RT_TYPE_QUEUE_SETTINGS);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-queue-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_rule_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_rule_done);
  gtk_widget_class_bind_template_callback (widget_class, on_rule_key);
  gtk_widget_class_bind_template_callback (widget_class, on_rule_left);
}

static void
rt_queue_view_init (RtQueueView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
