/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-bus-group.h"

#include <glib/gi18n.h>

#include "lab/rt-bus-words.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/publish-subscribe/rt-keyring.h"
#include "widgets/rt-subtitle.h"

struct _RtBusGroup {
  AdwPreferencesGroup parent_instance;
  AdwEntryRow        *address;
  AdwEntryRow        *password;
  AdwActionRow       *state;
  AdwActionRow       *outcome;
  GtkSpinner         *spinner;
  GtkWidget          *test;
  RtServing          *serving;
  RtBus              *bus;       /* (nullable): whose state is told */
  GCancellable       *testing;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (RtBusGroup, rt_bus_group, ADW_TYPE_PREFERENCES_GROUP)

static void
say (AdwActionRow *row,
     const char   *words,
     gboolean      wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  adw_action_row_set_subtitle (row, words);
}

/* (transfer full): over what they are */
static char *
dup_shared (RtBus *bus)
{
  if (rt_bus_is_simulated (bus))
    /* Translators: over what channels are shared: “Kafka” */
    return g_strdup_printf (_("Shared: %s, a simulation that forgets everything when it ends"), rt_bus_get_name (bus));
  /* Translators: over what channels are shared: “RabbitMQ” */
  return g_strdup_printf (_("Shared: %s"), rt_bus_get_name (bus));
}

static void
on_state (RtBusGroup *self)
{
  const char *problem = rt_serving_get_bus_problem (self->serving);
  const char *reason = self->bus != NULL ? rt_bus_get_reason (self->bus) : NULL;
  gboolean is_open = self->bus != NULL && rt_bus_get_state (self->bus) == RT_BUS_OPEN;
  g_autofree char *shared = is_open ? dup_shared (self->bus) : NULL;

  if (problem != NULL)
    say (self->state, problem, TRUE);
  else if (self->bus == NULL)
    say (self->state, _("The channels are this program’s own"), FALSE);
  else if (is_open)
    say (self->state, shared, FALSE);
  else if (reason != NULL)
    say (self->state, reason, TRUE);
  else
    say (self->state, _("Connecting…"), FALSE);
}

static void
follow (RtBusGroup *self,
        RtBus      *bus)
{
  if (self->bus != NULL)
    g_signal_handlers_disconnect_by_data (self->bus, self);
  g_set_object (&self->bus, bus);
  if (bus == NULL)
    return;
  g_signal_connect_object (bus, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bus, "notify::simulated", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bus, "notify::reason", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
}

static void
on_bus (RtBusGroup *self)
{
  follow (self, rt_serving_get_bus (self->serving));
  on_state (self);
}

static void
stop_testing (RtBusGroup *self)
{
  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
  gtk_spinner_stop (self->spinner);
}

static char *
dup_address (RtBusGroup *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
}

static void
on_edited (RtBusGroup *self)
{
  g_autofree char *text = dup_address (self);

  stop_testing (self);
  gtk_widget_set_sensitive (self->test, *text != '\0');
  say (self->outcome, _("Connects beside what is shared, and says what fails"), FALSE);
}

/* (transfer full) (nullable): what is typed, if a bus can be there, without the password; that
 * comes from either field. */
static GUri *
parse (RtBusGroup  *self,
       char       **password,
       GError     **error)
{
  g_autofree char *text = dup_address (self);
  g_autoptr (RtBus) bus = rt_bus_new (text, error);
  g_autoptr (GUri) uri = bus != NULL ? g_uri_parse (text, RT_BUS_URI_FLAGS, error) : NULL;
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->password));
  GUri *address = uri != NULL ? rt_keyring_complete (uri, NULL) : NULL;

  if (address == NULL)
    return NULL;
  if (*typed != '\0' && !rt_keyring_needs (address))
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                           _("The address names no user who could have a password"));
      g_uri_unref (address);
      return NULL;
    }
  *password = g_strdup (*typed != '\0' ? typed : g_uri_get_password (uri));
  return address;
}

/* It is used until the program ends, in any case. */
static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RtBusGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (rt_keyring_try_finish (result, &error) || self->serving == NULL)
    return;
  words = rt_bus_words_dup_forgotten (error);
  say (self->outcome, words, TRUE);
}

static void
on_apply (RtBusGroup *self)
{
  g_autofree char *text = dup_address (self);
  g_autoptr (GError) error = NULL;
  char *password = NULL;
  g_autoptr (GUri) address = *text != '\0' ? parse (self, &password, &error) : NULL;

  if (error != NULL)
    {
      say (self->state, error->message, TRUE);
      return;
    }

  if (password != NULL)
    rt_keyring_try_async (address, password, NULL, on_kept, g_object_ref (self));
  rt_serving_set_bus (self->serving, address, password);
  rt_keyring_free (password);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
}

static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtBusGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean works = rt_bus_test_finish (RT_BUS (source), result, &error);

  rt_bus_close (RT_BUS (source));
  if (g_task_get_cancellable (G_TASK (result)) != self->testing)
    return;
  stop_testing (self);
  say (self->outcome, works ? _("It works.") : error->message, !works);
}

static void
test (RtBusGroup *self,
      GUri       *address)
{
  g_autofree char *text = g_uri_to_string (address);
  g_autoptr (GError) error = NULL;
  g_autoptr (RtBus) bus = rt_bus_new (text, &error);

  if (bus != NULL)
    rt_bus_test_async (bus, self->testing, on_tested, g_object_ref (self));
  else
    say (self->outcome, error->message, TRUE);
}

static void
on_completed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (RtBusGroup) self = user_data;
  g_autoptr (GUri) address = rt_serving_complete_finish (RT_SERVING (source), result);

  if (address != NULL)
    test (self, address);
}

static void
on_test (RtBusGroup *self)
{
  g_autoptr (GError) error = NULL;
  char *password = NULL;
  g_autoptr (GUri) address = parse (self, &password, &error);
  g_autoptr (GUri) full = password != NULL ? rt_keyring_complete (address, password) : NULL;

  stop_testing (self);
  rt_keyring_free (password);
  if (address == NULL)
    {
      say (self->outcome, error->message, TRUE);
      return;
    }

  self->testing = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  if (full != NULL)
    test (self, full);
  else
    rt_serving_complete_async (self->serving, address, self->testing, on_completed, g_object_ref (self));
}

static void
on_setting (RtBusGroup *self)
{
  g_autofree char *address = g_settings_get_string (rt_serving_get_settings (self->serving), "bus");

  /* What is set, also to the same, waits to be applied. */
  if (!g_str_equal (address, gtk_editable_get_text (GTK_EDITABLE (self->address))))
    gtk_editable_set_text (GTK_EDITABLE (self->address), address);
  on_edited (self);
}

static void
rt_bus_group_dispose (GObject *object)
{
  RtBusGroup *self = RT_BUS_GROUP (object);

  follow (self, NULL);
  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
  g_clear_object (&self->serving);

  G_OBJECT_CLASS (rt_bus_group_parent_class)->dispose (object);
}

static void
rt_bus_group_class_init (RtBusGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_bus_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-bus-group.ui");
  gtk_widget_class_bind_template_child (widget_class, RtBusGroup, address);
  gtk_widget_class_bind_template_child (widget_class, RtBusGroup, password);
  gtk_widget_class_bind_template_child (widget_class, RtBusGroup, state);
  gtk_widget_class_bind_template_child (widget_class, RtBusGroup, outcome);
  gtk_widget_class_bind_template_child (widget_class, RtBusGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, RtBusGroup, test);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
}

static void
rt_bus_group_init (RtBusGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_bus_group_bind:
 * @self: a group that has not been bound yet
 * @serving: how to serve, with settings
 *
 * Shows what is shared over what, and lets it be changed.
 */
void
rt_bus_group_bind (RtBusGroup *self,
                   RtServing  *serving)
{
  self->serving = g_object_ref (serving);
  g_signal_connect_object (rt_serving_get_settings (serving), "changed::bus", G_CALLBACK (on_setting), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (serving, "bus-changed", G_CALLBACK (on_bus), self, G_CONNECT_SWAPPED);
  rt_subtitle_describe (self->test);
  on_setting (self);
  on_bus (self);
}
