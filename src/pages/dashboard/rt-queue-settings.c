/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-queue-settings.h"

#include <glib/gi18n.h>

#include "widgets/rt-number-field.h"

struct _RtQueueSettings {
  AdwBin         parent_instance;
  GtkWidget     *plain;
  GtkWidget     *priorities;
  GtkWidget     *dead_letters;
  GtkLabel      *unable;
  GtkSpinButton *prefetch;
  GtkSpinButton *work;
  GtkSpinButton *number;
  GtkWidget     *publish;
  GtkWidget     *purge;
  GtkLabel      *wrong;
  RtQueueDesk   *desk;
  gboolean       updating;
};

/* What is said of a bus that has no such queues. */
static const char * const lacks[RT_QUEUE_N_KINDS] = {
  [RT_QUEUE_PRIORITIES] = N_("This bus has no priorities."),
  [RT_QUEUE_DEAD_LETTERS] = N_("This bus has no dead letters."),
};

G_DEFINE_FINAL_TYPE (RtQueueSettings, rt_queue_settings, ADW_TYPE_BIN)

static GtkWidget *
get_button (RtQueueSettings *self,
            RtQueueKind      kind)
{
  GtkWidget *buttons[] = { self->plain, self->priorities, self->dead_letters };

  return buttons[kind];
}

static void
on_kind (RtQueueSettings *self)
{
  if (self->desk == NULL || self->updating)
    return;

  for (RtQueueKind kind = 0; kind < RT_QUEUE_N_KINDS; kind++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (get_button (self, kind))))
      g_object_set (self->desk, "kind", kind, NULL);
}

static void
show_wrong (RtQueueSettings *self,
            const char      *words)
{
  gtk_label_set_text (self->wrong, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->wrong), words != NULL);
}

/* What the engine cannot do is shown, and cannot be chosen. */
static void
update (RtQueueSettings *self)
{
  gboolean running = rt_desk_get_running (RT_DESK (self->desk));
  g_autoptr (GString) unable = g_string_new (NULL);

  self->updating = TRUE;
  for (RtQueueKind kind = 0; kind < RT_QUEUE_N_KINDS; kind++)
    {
      gtk_widget_set_sensitive (get_button (self, kind), rt_queue_desk_can (self->desk, kind));
      if (lacks[kind] != NULL && !rt_queue_desk_can (self->desk, kind))
        g_string_append_printf (unable, "%s%s", unable->len > 0 ? "\n" : "", _(lacks[kind]));
    }
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_button (self, rt_queue_desk_get_kind (self->desk))), TRUE);
  self->updating = FALSE;
  gtk_label_set_text (self->unable, unable->str);
  gtk_widget_set_visible (GTK_WIDGET (self->unable), unable->len > 0);
  gtk_widget_set_sensitive (self->publish, running);
  gtk_widget_set_sensitive (self->purge, running);
}

static void
on_show (RtQueueSettings *self)
{
  update (self);
  show_wrong (self, NULL);
}

static void
on_publish (RtQueueSettings *self)
{
  g_autoptr (GError) error = NULL;

  rt_queue_desk_publish (self->desk, gtk_spin_button_get_value_as_int (self->number), &error);
  show_wrong (self, error != NULL ? error->message : NULL);
}

static void
on_purge (RtQueueSettings *self)
{
  rt_queue_desk_purge (self->desk);
}

static void
rt_queue_settings_dispose (GObject *object)
{
  RtQueueSettings *self = RT_QUEUE_SETTINGS (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (rt_queue_settings_parent_class)->dispose (object);
}

static void
rt_queue_settings_class_init (RtQueueSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_queue_settings_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-queue-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, plain);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, priorities);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, dead_letters);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, unable);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, prefetch);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, work);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, number);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, publish);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, purge);
  gtk_widget_class_bind_template_child (widget_class, RtQueueSettings, wrong);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_publish);
  gtk_widget_class_bind_template_callback (widget_class, on_purge);
}

static void
rt_queue_settings_init (RtQueueSettings *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rt_number_field_set_up (self->prefetch);
  rt_number_field_set_up (self->work);
  rt_number_field_set_up (self->number);
}

/**
 * rt_queue_settings_set_desk:
 * @self: settings that have no desk yet
 * @desk: whose they are
 *
 * Sets the desk.
 */
void
rt_queue_settings_set_desk (RtQueueSettings *self,
                            RtQueueDesk     *desk)
{
  const GBindingFlags flags = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;

  g_return_if_fail (self->desk == NULL);

  self->desk = g_object_ref (desk);
  g_object_bind_property (desk, "prefetch", gtk_spin_button_get_adjustment (self->prefetch), "value", flags);
  g_object_bind_property (desk, "work-ms", gtk_spin_button_get_adjustment (self->work), "value", flags);
}
