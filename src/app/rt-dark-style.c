/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dark-style.h"

/* Above style.css, whose colours it replaces. */
#define PRIORITY (GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1)

static void
on_dark (AdwStyleManager  *manager,
         GParamSpec       *pspec,
         GtkStyleProvider *provider)
{
  GdkDisplay *display = adw_style_manager_get_display (manager);

  if (adw_style_manager_get_dark (manager))
    gtk_style_context_add_provider_for_display (display, provider, PRIORITY);
  else
    gtk_style_context_remove_provider_for_display (display, provider);
}

static void
let_go (gpointer  provider,
        GClosure *closure)
{
  g_object_unref (provider);
}

/**
 * rt_dark_style_follow:
 * @display: where windows are
 *
 * Uses style-dark.css while @display is dark. libadwaita does it by itself where the
 * resource has that name, but warns of it from version 1.10 on, and the media queries it
 * recommends are newer than the GTK this builds with.
 */
void
rt_dark_style_follow (GdkDisplay *display)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (display);
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/roundtrip/dark.css");
  g_signal_connect_data (manager, "notify::dark", G_CALLBACK (on_dark), provider, let_go, 0);
  on_dark (manager, NULL, GTK_STYLE_PROVIDER (provider));
}
