/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-port-row.h"

#include <glib/gi18n.h>

#include "net/rt-listener.h"
#include "widgets/rt-subtitle.h"

/* Who types 8080 types 8, 80 and 808 before. */
#define TYPING_MS 500

struct _RtPortRow {
  AdwActionRow parent_instance;
  GtkEditable *entry;
  RtServing   *serving;
  RtPortRole   role;
  guint        typing;    /* a source while someone does */
};

G_DEFINE_FINAL_TYPE (RtPortRow, rt_port_row, ADW_TYPE_ACTION_ROW)

typedef enum {
  TONE_NONE,
  TONE_WARNING,
  TONE_ERROR,
} Tone;

static void
say (RtPortRow  *self,
     Tone        tone,
     const char *words)
{
  GtkWidget *entry = GTK_WIDGET (self->entry);

  gtk_widget_remove_css_class (entry, "warning");
  gtk_widget_remove_css_class (entry, "error");
  if (tone != TONE_NONE)
    gtk_widget_add_css_class (entry, tone == TONE_ERROR ? "error" : "warning");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               tone == TONE_ERROR ? GTK_ACCESSIBLE_INVALID_TRUE
                                                  : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words);
}

static RtServer *
get_server (RtPortRow *self)
{
  RtEngine *engine = rt_serving_get_engine (self->serving);

  return engine != NULL ? rt_engine_get_server (engine) : NULL;
}

static guint16
get_used_port (RtPortRow  *self,
               RtPortRole  role)
{
  RtServer *server = get_server (self);

  return server != NULL ? rt_server_get_port (server, role) : 0;
}

/* A port that one of our own servers has is not taken by a stranger. */
static gboolean
is_ours (RtPortRow *self,
         guint16    port)
{
  for (int role = 0; role < RT_N_PORTS; role++)
    if (get_used_port (self, role) == port)
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): why the servers could not have @port now */
static char *
dup_obstacle (RtPortRow *self,
              guint16    port)
{
  GSettings *settings = rt_serving_get_settings (self->serving);
  gboolean is_open = g_settings_get_boolean (settings, "listen-all");
  g_autoptr (RtListener) probe = NULL;
  g_autoptr (GError) error = NULL;

  if (port == 0 || is_ours (self, port))
    return NULL;
  probe = rt_listener_new (is_open ? rt_listener_everywhere : NULL, port, &error);
  if (probe != NULL)
    return NULL;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return g_strdup_printf (_("Port %u is taken by another program. While it is, the next free one is used."), port);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup_printf (_("Port %u is for the administrator’s programs. The next free one is used."), port);
  return g_strdup (error->message);
}

/* What holds and what would not. */
static void
describe (RtPortRow *self,
          guint16    port)
{
  guint16 used = get_used_port (self, self->role);
  g_autofree char *obstacle = dup_obstacle (self, port);
  g_autofree char *words = NULL;

  if (used != 0 && used != port)
    /* Translators: a port follows that is used until the servers restart */
    words = g_strdup_printf (_("Now it is %u"), used);
  if (obstacle != NULL)
    say (self, TONE_WARNING, obstacle);
  else
    say (self, TONE_NONE, words != NULL ? words : "");
}

static gboolean
is_other_role (RtPortRow *self,
               guint64    port)
{
  for (int role = 0; role < RT_N_PORTS; role++)
    if (role != (int) self->role && port != 0 &&
        (guint64) g_settings_get_int (rt_serving_get_settings (self->serving),
                                      rt_serving_get_port_key (role)) == port)
      return TRUE;
  return FALSE;
}

static void
rt_port_row_take (RtPortRow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  guint64 port;

  g_clear_handle_id (&self->typing, g_source_remove);
  if (self->serving == NULL)
    return;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &port, NULL))
    {
      say (self, TONE_ERROR, _("A port is a number from 0 to 65535"));
      return;
    }
  if (is_other_role (self, port))
    {
      say (self, TONE_ERROR, _("Another of these has that port already"));
      return;
    }
  g_settings_set_int (rt_serving_get_settings (self->serving),
                      rt_serving_get_port_key (self->role), port);
  describe (self, port);
}

static gboolean
on_typed (gpointer user_data)
{
  RtPortRow *self = user_data;

  self->typing = 0;
  rt_port_row_take (self);
  return G_SOURCE_REMOVE;
}

static void
on_text_changed (RtPortRow *self)
{
  g_clear_handle_id (&self->typing, g_source_remove);
  self->typing = g_timeout_add (TYPING_MS, on_typed, self);
}

static void
on_left (RtPortRow *self)
{
  if (self->typing != 0)
    rt_port_row_take (self);
}

/* What is stored elsewhere, or listened on since, is shown; what is being typed stays. */
static void
on_setting_changed (RtPortRow *self)
{
  GSettings *settings = rt_serving_get_settings (self->serving);
  int port = g_settings_get_int (settings, rt_serving_get_port_key (self->role));
  g_autofree char *text = g_strdup_printf ("%d", port);

  if (self->typing != 0)
    return;
  if (g_strcmp0 (text, gtk_editable_get_text (self->entry)) != 0)
    {
      gtk_editable_set_text (self->entry, text);
      g_clear_handle_id (&self->typing, g_source_remove);
    }
  describe (self, port);
}

static void
rt_port_row_dispose (GObject *object)
{
  RtPortRow *self = RT_PORT_ROW (object);

  g_clear_handle_id (&self->typing, g_source_remove);
  g_clear_object (&self->serving);

  G_OBJECT_CLASS (rt_port_row_parent_class)->dispose (object);
}

static void
rt_port_row_class_init (RtPortRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_port_row_dispose;
}

static void
rt_port_row_init (RtPortRow *self)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = GTK_EDITABLE (entry);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_editable_set_width_chars (self->entry, 6);
  gtk_editable_set_max_width_chars (self->entry, 6);
  gtk_editable_set_alignment (self->entry, 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), entry);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), entry);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  rt_subtitle_describe (entry);

  g_signal_connect_object (entry, "changed", G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (rt_port_row_take), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);
}

/**
 * rt_port_row_bind:
 * @self: a row that has not been bound yet
 * @serving: how to serve, with settings
 * @role: whose port it is
 *
 * Shows the port of @role, and lets it be changed.
 */
void
rt_port_row_bind (RtPortRow  *self,
                  RtServing  *serving,
                  RtPortRole  role)
{
  g_autofree char *signal = g_strconcat ("changed::", rt_serving_get_port_key (role), NULL);

  self->serving = g_object_ref (serving);
  self->role = role;
  g_signal_connect_object (rt_serving_get_settings (serving), signal,
                           G_CALLBACK (on_setting_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (serving, "notify::restart-needed",
                           G_CALLBACK (on_setting_changed), self, G_CONNECT_SWAPPED);
  on_setting_changed (self);
}
