/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-log-view.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-lane-desk.h"
#include "rt-group-row.h"
#include "rt-log-tapes.h"
#include "widgets/rt-column-layout.h"
#include "widgets/rt-figure.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-number-field.h"

/* How high they are at least, in px. */
#define ONE_ROW  34
#define TWO_ROWS 70

struct _RtLogView {
  RtLiveView     parent_instance;
  GtkSpinButton *rate;
  GtkSpinButton *work;
  GtkButton     *add;
  RtLogTapes    *tapes;
  GtkLabel      *unable;
  GtkWidget     *scrolled;
  GtkBox        *groups;
  RtFigure      *kept;
  RtFigure      *published;
  RtFigure      *lag;
  RtFigure      *replayed;
  RtFigure      *missed;
  RtLogDesk     *desk;
};

G_DEFINE_FINAL_TYPE (RtLogView, rt_log_view, RT_TYPE_LIVE_VIEW)

static void
on_add (RtLogView *self)
{
  rt_log_desk_add_group (self->desk);
}

static void
on_groups (RtLogView *self)
{
  GListModel *groups = rt_log_desk_get_groups (self->desk);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr (RtLogGroup) group = g_list_model_get_item (groups, i);

      gtk_box_append (self->groups, rt_group_row_new (self->desk, group));
    }
  /* A row that is cut off looks as if there were none. */
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scrolled),
                                              g_list_model_get_n_items (groups) > 1 ? TWO_ROWS : ONE_ROW);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), g_list_model_get_n_items (groups) < RT_LOG_MAX_GROUPS);
}

/* What the engine cannot do is shown. */
static void
show_unable (RtLogView *self)
{
  RtBusAbilities abilities = rt_desk_get_abilities (RT_DESK (self->desk));
  const char *engine = rt_desk_get_engine (RT_DESK (self->desk));
  const char *format = NULL;
  g_autofree char *words = NULL;

  if ((abilities & RT_BUS_CAN_LOG) == 0 || engine == NULL)
    format = NULL;
  else if ((abilities & RT_BUS_CAN_GROUP) == 0)
    /* Translators: the name of an engine, such as RabbitMQ */
    format = _("%s has one partition and no groups: each reader remembers for itself how far it is.");
  else if ((abilities & RT_BUS_CAN_RETENTION) == 0)
    /* Translators: the name of an engine */
    format = _("%s keeps everything.");
  if (format != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

      words = g_strconcat (parts[0], _(engine), parts[1], NULL);
    }
  gtk_label_set_text (self->unable, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unable), words != NULL);
}

static void
show_figures (RtLogView *self)
{
  GListModel *groups = rt_log_desk_get_groups (self->desk);
  gint64 lag = -1;
  guint64 replayed = 0;
  guint64 missed = 0;

  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr (RtLogGroup) group = g_list_model_get_item (groups, i);

      lag = MAX (lag, rt_log_group_get_lag (group));
      replayed += rt_log_group_get_replayed (group);
      missed += rt_log_group_get_missed (group);
    }
  rt_figure_take_value (self->kept, rt_format_count (rt_log_desk_get_n_kept (self->desk)));
  rt_figure_take_value (self->published, rt_format_count (rt_log_desk_get_published (self->desk)));
  rt_figure_take_value (self->lag, rt_format_count (lag));
  rt_figure_take_value (self->replayed, rt_format_count (replayed));
  rt_figure_take_value (self->missed, rt_format_count (missed));
}

static void
rt_log_view_refresh (RtLiveView *view)
{
  RtLogView *self = RT_LOG_VIEW (view);

  rt_log_tapes_refresh (self->tapes);
  if (!rt_live_view_take_numbers (view))
    return;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->groups)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    rt_group_row_refresh (RT_GROUP_ROW (row));
  show_figures (self);
}

static void
rt_log_view_bind (RtLiveView *view,
                  RtLane     *lane)
{
  RtLogView *self = RT_LOG_VIEW (view);

  self->desk = RT_LOG_DESK (g_object_ref (rt_lane_get_desk (lane)));
  rt_hue_apply (GTK_WIDGET (self->tapes), rt_lane_get_pattern (lane)->id);
  rt_log_tapes_set_desk (self->tapes, self->desk);
  rt_number_field_bind (G_OBJECT (self->desk), "rate", self->rate);
  rt_number_field_bind (G_OBJECT (self->desk), "work-ms", self->work);
  g_signal_connect_object (rt_log_desk_get_groups (self->desk), "items-changed", G_CALLBACK (on_groups), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "notify::uri", G_CALLBACK (show_unable), self, G_CONNECT_SWAPPED);
  show_unable (self);
  on_groups (self);
  rt_log_view_refresh (view);
}

static void
rt_log_view_dispose (GObject *object)
{
  RtLogView *self = RT_LOG_VIEW (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (rt_log_view_parent_class)->dispose (object);
}

static void
rt_log_view_class_init (RtLogViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_log_view_dispose;
  RT_LIVE_VIEW_CLASS (klass)->wants_room = TRUE;
  RT_LIVE_VIEW_CLASS (klass)->bind = rt_log_view_bind;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_log_view_refresh;
  RT_LIVE_VIEW_CLASS (klass)->clear = rt_log_view_refresh;

  g_type_ensure (RT_TYPE_COLUMN_LAYOUT);
  g_type_ensure (RT_TYPE_FIGURE);
  g_type_ensure (RT_TYPE_LOG_TAPES);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLogView, rate);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, work);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, add);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, tapes);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, unable);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, groups);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, kept);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, published);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, lag);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, replayed);
  gtk_widget_class_bind_template_child (widget_class, RtLogView, missed);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
}

static void
rt_log_view_init (RtLogView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
