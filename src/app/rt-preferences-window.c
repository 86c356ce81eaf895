/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-preferences-window.h"

#include <glib/gi18n.h>

#include "net/rt-own-address.h"
#include "net/rt-token.h"
#include "rt-bus-group.h"
#include "rt-channel-rows.h"
#include "rt-limit-rows.h"
#include "rt-list-group.h"
#include "rt-port-row.h"
#include "widgets/rt-dialog.h"
#include "widgets/rt-number-field.h"
#include "widgets/rt-subtitle.h"

#define MIB (1024.0 * 1024.0)

struct _RtPreferencesWindow {
  AdwPreferencesWindow parent_instance;
  RtPortRow           *main_port;
  RtPortRow           *chat_port;
  RtPortRow           *stream_port;
  GtkSpinButton       *speed;
  AdwPreferencesPage  *limits;
  GtkSpinButton       *channel_events;
  GtkSpinButton       *channel_bytes;
  GtkSwitch           *listen_all;
  AdwActionRow        *token;
  AdwActionRow        *address;
  RtBusGroup          *bus;
  RtListGroup         *hosts;
  RtListGroup         *origins;
  GtkWidget           *restart;
  RtServing           *serving;
  AdwToast            *toast;     /* (nullable): the offer to restart */
};

G_DEFINE_FINAL_TYPE (RtPreferencesWindow, rt_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static GSettings *
get_settings (RtPreferencesWindow *self)
{
  return rt_serving_get_settings (self->serving);
}

/* A speed of 1 is no "1.000"; more than nine digits none has. */
static gboolean
on_speed_output (GtkSpinButton *button)
{
  g_autofree char *text = g_strdup_printf ("%.9g", gtk_spin_button_get_value (button));

  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (button))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

static void
on_toast_dismissed (RtPreferencesWindow *self)
{
  g_clear_object (&self->toast);
}

/* A title of the toast's own is one line, which ends where the window does. */
static GtkWidget *
new_title (const char *words)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static void
on_restart_needed (RtPreferencesWindow *self)
{
  gboolean needed = rt_serving_get_restart_needed (self->serving);

  gtk_widget_set_visible (self->restart, needed);
  if (!needed && self->toast != NULL)
    adw_toast_dismiss (self->toast);
  if (!needed || self->toast != NULL)
    return;
  self->toast = adw_toast_new ("");
  adw_toast_set_custom_title (self->toast, new_title (_("Changes hold once the servers restart")));
  adw_toast_set_timeout (self->toast, 0);
  adw_toast_set_button_label (self->toast, _("Restart"));
  adw_toast_set_action_name (self->toast, "app.restart-servers");
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (on_toast_dismissed), self, G_CONNECT_SWAPPED);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), g_object_ref (self->toast));
}

static char *
dup_address (RtPreferencesWindow *self)
{
  RtEngine *engine = rt_serving_get_engine (self->serving);
  g_autofree char *host = rt_own_address_dup ();
  guint16 port = engine != NULL ? rt_server_get_port (rt_engine_get_server (engine), RT_PORT_MAIN) : 0;

  return host != NULL && port != 0 ? g_strdup_printf ("http://%s:%u/", host, port) : NULL;
}

static void
on_access_changed (RtPreferencesWindow *self)
{
  g_autofree char *token = g_settings_get_string (get_settings (self), "access-token");
  g_autofree char *address = dup_address (self);

  adw_action_row_set_subtitle (self->token, token);
  gtk_widget_set_sensitive (GTK_WIDGET (self->address),
                            address != NULL && g_settings_get_boolean (get_settings (self), "listen-all"));
  adw_action_row_set_subtitle (self->address,
                               address != NULL ? address : _("This machine is in no network"));
}

static void
copy (RtPreferencesWindow *self,
      const char          *text)
{
  AdwToast *toast = adw_toast_new (_("Copied"));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  adw_toast_set_timeout (toast, 2);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static void
on_copy_token (RtPreferencesWindow *self)
{
  g_autofree char *token = g_settings_get_string (get_settings (self), "access-token");

  copy (self, token);
}

static void
on_copy_address (RtPreferencesWindow *self)
{
  g_autofree char *token = g_settings_get_string (get_settings (self), "access-token");
  g_autofree char *escaped = g_uri_escape_string (token, NULL, FALSE);
  g_autofree char *address = dup_address (self);
  g_autofree char *text = NULL;

  if (address == NULL)
    return;
  text = g_strdup_printf ("%s?token=%s", address, escaped);
  copy (self, text);
}

static void
on_new_token (RtPreferencesWindow *self)
{
  g_autofree char *token = rt_token_new ();

  g_settings_set_string (get_settings (self), "access-token", token);
}

static gboolean
get_scaled (GValue   *value,
            GVariant *variant,
            gpointer  unit)
{
  g_value_set_double (value, g_variant_get_uint64 (variant) / *(const double *) unit);
  return TRUE;
}

static GVariant *
set_scaled (const GValue       *value,
            const GVariantType *type,
            gpointer            unit)
{
  return g_variant_new_uint64 (g_value_get_double (value) * *(const double *) unit);
}

static void
bind_scaled (RtPreferencesWindow *self,
             const char          *key,
             GtkSpinButton       *button,
             const double        *unit)
{
  g_settings_bind_with_mapping (get_settings (self), key, button, "value", G_SETTINGS_BIND_DEFAULT,
                                get_scaled, set_scaled, (gpointer) unit, NULL);
}

static void
rt_preferences_window_follow (RtPreferencesWindow *self)
{
  GSettings *settings = get_settings (self);

  g_signal_connect_object (settings, "changed::access-token", G_CALLBACK (on_access_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::listen-all", G_CALLBACK (on_access_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->serving, "notify::restart-needed", G_CALLBACK (on_restart_needed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->serving, "notify::restart-needed", G_CALLBACK (on_access_changed), self, G_CONNECT_SWAPPED);
  on_access_changed (self);
  on_restart_needed (self);
}

static void
rt_preferences_window_bind (RtPreferencesWindow *self)
{
  static const double mib = MIB;
  GSettings *settings = get_settings (self);
  GtkSpinButton *buttons[] = { self->speed, self->channel_events, self->channel_bytes };

  rt_port_row_bind (self->main_port, self->serving, RT_PORT_MAIN);
  rt_port_row_bind (self->chat_port, self->serving, RT_PORT_CHAT);
  rt_port_row_bind (self->stream_port, self->serving, RT_PORT_STREAM);
  g_object_bind_property (self->serving, "speed", self->speed, "value",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_settings_bind (settings, "channel-events", self->channel_events, "value", G_SETTINGS_BIND_DEFAULT);
  bind_scaled (self, "channel-bytes", self->channel_bytes, &mib);
  g_settings_bind (settings, "listen-all", self->listen_all, "active", G_SETTINGS_BIND_DEFAULT);
  rt_channel_rows_add (self->limits, self->serving);
  rt_limit_rows_add (self->limits, settings);
  rt_bus_group_bind (self->bus, self->serving);
  rt_list_group_bind (self->hosts, settings, "allowed-hosts", rt_access_is_host);
  rt_list_group_bind (self->origins, settings, "allowed-origins", rt_access_is_origin);
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      rt_number_field_set_up (buttons[i]);
      rt_subtitle_describe (GTK_WIDGET (buttons[i]));
    }
  rt_subtitle_describe (GTK_WIDGET (self->listen_all));
  rt_preferences_window_follow (self);
}

static void
rt_preferences_window_dispose (GObject *object)
{
  RtPreferencesWindow *self = RT_PREFERENCES_WINDOW (object);

  g_clear_object (&self->toast);
  g_clear_object (&self->serving);

  G_OBJECT_CLASS (rt_preferences_window_parent_class)->dispose (object);
}

static void
rt_preferences_window_class_init (RtPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_preferences_window_dispose;

  g_type_ensure (RT_TYPE_BUS_GROUP);
  g_type_ensure (RT_TYPE_LIST_GROUP);
  g_type_ensure (RT_TYPE_PORT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, main_port);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, chat_port);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, stream_port);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, speed);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, limits);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, channel_events);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, channel_bytes);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, listen_all);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, token);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, address);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, bus);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, hosts);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, origins);
  gtk_widget_class_bind_template_child (widget_class, RtPreferencesWindow, restart);
  gtk_widget_class_bind_template_callback (widget_class, on_speed_output);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_token);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_address);
  gtk_widget_class_bind_template_callback (widget_class, on_new_token);
}

static void
rt_preferences_window_init (RtPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_preferences_window_new:
 * @parent: what it belongs to
 * @serving: how to serve, with settings
 *
 * Returns: (transfer none): a window with the preferences, not shown yet
 */
RtPreferencesWindow *
rt_preferences_window_new (GtkWindow *parent,
                           RtServing *serving)
{
  RtPreferencesWindow *self = g_object_new (RT_TYPE_PREFERENCES_WINDOW, NULL);

  self->serving = g_object_ref (serving);
  rt_preferences_window_bind (self);
  rt_dialog_attach (GTK_WINDOW (self), parent);
  return self;
}
