/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-about.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include "widgets/rt-dialog.h"


static void
append_ports (GString  *text,
              RtEngine *engine)
{
  static const char * const names[RT_N_PORTS] = {
    [RT_PORT_MAIN] = "main",
    [RT_PORT_CHAT] = "chat",
    [RT_PORT_STREAM] = "stream",
  };

  for (int role = 0; role < RT_N_PORTS; role++)
    {
      g_autofree char *uri = engine != NULL ? rt_server_dup_uri (rt_engine_get_server (engine), role) : NULL;

      g_string_append_printf (text, "%s: %s\n", names[role], uri != NULL ? uri : "not listening");
    }
}

/* In English, for whoever is to mend something. */
static char *
dup_debug_info (GtkWindow *parent,
                RtEngine  *engine)
{
  GString *text = g_string_new (NULL);
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_string_append_printf (text, "Roundtrip %s\n", PACKAGE_VERSION);
  g_string_append_printf (text, "System: %s\n", system != NULL ? system : "unknown");
  g_string_append_printf (text, "Flatpak: %s\n", g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "yes" : "no");
  g_string_append_printf (text, "Display: %s\n", G_OBJECT_TYPE_NAME (gtk_widget_get_display (GTK_WIDGET (parent))));
  g_string_append_printf (text, "Renderer: %s\n",
                          G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (parent))));
  append_ports (text, engine);
  g_string_append_printf (text, "GLib %u.%u.%u, built with %d.%d.%d\n",
                          glib_major_version, glib_minor_version, glib_micro_version,
                          GLIB_MAJOR_VERSION, GLIB_MINOR_VERSION, GLIB_MICRO_VERSION);
  g_string_append_printf (text, "GTK %u.%u.%u, built with %d.%d.%d\n",
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          GTK_MAJOR_VERSION, GTK_MINOR_VERSION, GTK_MICRO_VERSION);
  g_string_append_printf (text, "libadwaita %u.%u.%u, built with " ADW_VERSION_S "\n",
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());
  g_string_append_printf (text, "libsoup %u.%u.%u, built with %d.%d.%d\n",
                          soup_get_major_version (), soup_get_minor_version (), soup_get_micro_version (),
                          SOUP_MAJOR_VERSION, SOUP_MINOR_VERSION, SOUP_MICRO_VERSION);
  g_string_append_printf (text, "JSON-GLib, built with %d.%d.%d\n",
                          JSON_MAJOR_VERSION, JSON_MINOR_VERSION, JSON_MICRO_VERSION);
  return g_string_free (text, FALSE);
}

/**
 * rt_about_show:
 * @parent: the window it is about
 * @engine: (nullable): what serves, for those who report a fault
 *
 * Shows version, licence and people, and what a report of a fault should have.
 */
void
rt_about_show (GtkWindow *parent,
               RtEngine  *engine)
{
  g_autofree char *debug_info = dup_debug_info (parent, engine);
  const char * const developers[] = { _("The Roundtrip authors"), NULL };
  GtkWindow *window;

  window = g_object_new (ADW_TYPE_ABOUT_WINDOW,
                         "application-name", "Roundtrip",
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Roundtrip authors"),
                         "developers", developers,
                         "copyright", _("© 2026 The Roundtrip authors"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("How does news get from a server to you? Roundtrip runs "
                                       "the ways for real, side by side, and counts what each "
                                       "one costs."),
                         /* Translators: your names, one a line */
                         "translator-credits", _("translator-credits"),
                         "debug-info", debug_info,
                         "debug-info-filename", "roundtrip.txt",
                         NULL);
  rt_dialog_attach (window, parent);
  gtk_window_present (window);
}
