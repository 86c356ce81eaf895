/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-toggle.h"

#include <glib/gi18n.h>

/**
 * rt_lane_toggle_show:
 * @toggle: the button that starts and stops @lane
 * @lane: a lane
 *
 * Shows what a click does now.
 */
void
rt_lane_toggle_show (GtkButton *toggle,
                     RtLane    *lane)
{
  gboolean running = rt_lane_get_running (lane);
  const char *name = rt_lane_get_name (lane);
  /* Translators: a button; the name of a pattern follows */
  g_autofree char *words = g_strdup_printf (running ? _("Stop %s") : _("Start %s"), name);

  gtk_button_set_icon_name (toggle, running ? "media-playback-stop-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (toggle), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}
