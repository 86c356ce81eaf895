/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-validation-view.h"

#include "lab/rt-errand-list.h"
#include "rt-errand-pane.h"
#include "widgets/rt-number-field.h"

struct _RtValidationView {
  RtLiveView     parent_instance;
  GtkWidget     *form;
  GtkWidget     *order;
  GtkEntry      *name;
  GtkSpinButton *size;
  GtkWidget     *validate;
  GtkCheckButton *key;
  RtErrandPane  *pane;
  RtErrandList  *list;
};

G_DEFINE_FINAL_TYPE (RtValidationView, rt_validation_view, RT_TYPE_LIVE_VIEW)

static char *
rt_validation_view_dup_name (RtValidationView *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
}

static void
on_edited (RtValidationView *self)
{
  g_autofree char *name = rt_validation_view_dup_name (self);

  gtk_widget_set_sensitive (self->validate, *name != '\0');
}

static void
on_validate (RtValidationView *self)
{
  g_autofree char *name = rt_validation_view_dup_name (self);
  g_autoptr (GError) error = NULL;

  if (*name == '\0')
    return;
  gtk_spin_button_update (self->size);
  rt_errand_list_set_with_keys (self->list, gtk_check_button_get_active (self->key));
  if (!rt_errand_list_validate (self->list, name, gtk_spin_button_get_value (self->size), &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.warn", "s", error->message);
}

static void
rt_validation_view_bind (RtLiveView *view,
                         RtLane     *lane)
{
  RtValidationView *self = RT_VALIDATION_VIEW (view);

  self->list = rt_errand_list_new (lane);
  rt_errand_pane_set_list (self->pane, self->list, rt_lane_get_pattern (lane)->id, FALSE);
}

static void
rt_validation_view_set_engine (RtLiveView   *view,
                               RtEngine     *engine,
                               RtUploadList *uploads)
{
  RtValidationView *self = RT_VALIDATION_VIEW (view);

  rt_errand_list_set_engine (self->list, engine);
  gtk_widget_set_sensitive (self->form, engine != NULL);
  gtk_widget_set_sensitive (self->order, engine != NULL);
}

static void
rt_validation_view_refresh (RtLiveView *view)
{
  rt_errand_pane_refresh (RT_VALIDATION_VIEW (view)->pane);
}

static void
rt_validation_view_clear (RtLiveView *view)
{
  rt_errand_list_clear (RT_VALIDATION_VIEW (view)->list);
}

static void
rt_validation_view_dispose (GObject *object)
{
  RtValidationView *self = RT_VALIDATION_VIEW (object);

  g_clear_object (&self->list);

  G_OBJECT_CLASS (rt_validation_view_parent_class)->dispose (object);
}

static void
rt_validation_view_class_init (RtValidationViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_validation_view_dispose;
  RT_LIVE_VIEW_CLASS (klass)->wants_room = TRUE;
  RT_LIVE_VIEW_CLASS (klass)->bind = rt_validation_view_bind;
  RT_LIVE_VIEW_CLASS (klass)->set_engine = rt_validation_view_set_engine;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_validation_view_refresh;
  RT_LIVE_VIEW_CLASS (klass)->clear = rt_validation_view_clear;

  g_type_ensure (RT_TYPE_ERRAND_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-validation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtValidationView, form);
  gtk_widget_class_bind_template_child (widget_class, RtValidationView, order);
  gtk_widget_class_bind_template_child (widget_class, RtValidationView, name);
  gtk_widget_class_bind_template_child (widget_class, RtValidationView, size);
  gtk_widget_class_bind_template_child (widget_class, RtValidationView, validate);
  gtk_widget_class_bind_template_callback (widget_class, on_validate);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_child (widget_class, RtValidationView, key);
  gtk_widget_class_bind_template_child (widget_class, RtValidationView, pane);
}

static void
rt_validation_view_init (RtValidationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rt_number_field_set_up (self->size);
}
