/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-turn-key.h"

/**
 * rt_turn_key_add:
 * @widget: where the key is heard
 * @forward: whether it leads on; else it leads back
 * @action: the detailed name of an action
 * @target: (nullable) (transfer floating): for the action
 *
 * Adds the key.
 */
void
rt_turn_key_add (GtkWidget  *widget,
                 gboolean    forward,
                 const char *action,
                 GVariant   *target)
{
  gboolean mirrored = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  guint key = forward != mirrored ? GDK_KEY_Right : GDK_KEY_Left;
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (key, GDK_ALT_MASK),
                                            gtk_named_action_new (action));

  gtk_shortcut_set_arguments (shortcut, target);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
  gtk_widget_add_controller (widget, keys);
}
