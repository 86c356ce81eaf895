/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-jobs-view.h"

#include "lab/rt-errand-list.h"
#include "rt-errand-pane.h"

struct _RtJobsView {
  RtLiveView     parent_instance;
  GtkWidget     *form;
  GtkCheckButton *key;
  RtErrandPane  *pane;
  RtErrandList  *list;
};

G_DEFINE_FINAL_TYPE (RtJobsView, rt_jobs_view, RT_TYPE_LIVE_VIEW)

static void
on_submit (RtJobsView *self)
{
  g_autoptr (GError) error = NULL;

  rt_errand_list_set_with_keys (self->list, gtk_check_button_get_active (self->key));
  if (!rt_errand_list_submit (self->list, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.warn", "s", error->message);
}

static void
rt_jobs_view_bind (RtLiveView *view,
                   RtLane     *lane)
{
  RtJobsView *self = RT_JOBS_VIEW (view);

  self->list = rt_errand_list_new (lane);
  rt_errand_pane_set_list (self->pane, self->list, rt_lane_get_pattern (lane)->id, TRUE);
}

static void
rt_jobs_view_set_engine (RtLiveView   *view,
                         RtEngine     *engine,
                         RtUploadList *uploads)
{
  RtJobsView *self = RT_JOBS_VIEW (view);

  rt_errand_list_set_engine (self->list, engine);
  gtk_widget_set_sensitive (self->form, engine != NULL);
}

static void
rt_jobs_view_refresh (RtLiveView *view)
{
  rt_errand_pane_refresh (RT_JOBS_VIEW (view)->pane);
}

static void
rt_jobs_view_clear (RtLiveView *view)
{
  rt_errand_list_clear (RT_JOBS_VIEW (view)->list);
}

static void
rt_jobs_view_dispose (GObject *object)
{
  RtJobsView *self = RT_JOBS_VIEW (object);

  g_clear_object (&self->list);

  G_OBJECT_CLASS (rt_jobs_view_parent_class)->dispose (object);
}

static void
rt_jobs_view_class_init (RtJobsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_jobs_view_dispose;
  RT_LIVE_VIEW_CLASS (klass)->wants_room = TRUE;
  RT_LIVE_VIEW_CLASS (klass)->bind = rt_jobs_view_bind;
  RT_LIVE_VIEW_CLASS (klass)->set_engine = rt_jobs_view_set_engine;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_jobs_view_refresh;
  RT_LIVE_VIEW_CLASS (klass)->clear = rt_jobs_view_clear;

  g_type_ensure (RT_TYPE_ERRAND_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-jobs-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtJobsView, form);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_child (widget_class, RtJobsView, key);
  gtk_widget_class_bind_template_child (widget_class, RtJobsView, pane);
}

static void
rt_jobs_view_init (RtJobsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
