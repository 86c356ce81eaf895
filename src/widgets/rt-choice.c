/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-choice.h"

#include <glib/gi18n.h>

/* The button in it has the focus, and in older versions a name of its own. */
static void
show_name (GtkDropDown *choice)
{
  const char *what = g_object_get_data (G_OBJECT (choice), "rt-what");
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (choice);
  g_autofree char *words = g_strdup_printf (_("%s: %s"), what,
                                            chosen != NULL ? gtk_string_object_get_string (chosen) : "–");
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (choice));

  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/**
 * rt_choice_name:
 * @choice: a drop-down of #GtkStringObject
 * @what: what can be chosen, translated
 *
 * Makes @what and what is chosen, now and later, the accessible name of @choice and of the
 * button in it, which has the focus and would have none.
 */
void
rt_choice_name (GtkDropDown *choice,
                const char  *what)
{
  /* Newer versions take the chosen item for the name, before any other. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  g_object_set_data_full (G_OBJECT (choice), "rt-what", g_strdup (what), g_free);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (show_name), NULL);
  show_name (choice);
}
