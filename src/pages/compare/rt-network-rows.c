/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-network-rows.h"

#include <glib/gi18n.h>

typedef struct {
  const char *title;
  const char *faults;  /* joined by spaces */
} Network;

static const Network networks[] = {
  { N_("This machine"), "" },
  { N_("20 ms away"), "delay=20ms" },
  { N_("100 ms away"), "delay=100ms" },
  { N_("Mobile: 60 ± 30 ms, 200 kB/s"), "delay=60ms~30ms limit=200000" },
  { N_("Bad: 300 ± 150 ms, 20 kB/s"), "delay=300ms~150ms limit=20000" },
  { N_("Connections end after 3 s"), "cut-after=3s" },
};

#define OTHER G_N_ELEMENTS (networks)

static void
on_choice (RtNetworkRows *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->words), adw_combo_row_get_selected (self->choice) == OTHER);
}

/**
 * rt_network_rows_add:
 * @self: rows that are not there yet
 * @group: where they are to be
 * @changed: (scope notified): what to call when it is another network, swapped
 * @object: (type GObject): with this
 */
void
rt_network_rows_add (RtNetworkRows       *self,
                     AdwPreferencesGroup *group,
                     GCallback            changed,
                     gpointer             object)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < OTHER; i++)
    gtk_string_list_append (list, _(networks[i].title));
  gtk_string_list_append (list, _("Other"));

  self->choice = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice), _("Network"));
  adw_combo_row_set_use_subtitle (self->choice, TRUE);
  adw_combo_row_set_model (self->choice, G_LIST_MODEL (list));
  adw_preferences_group_add (group, GTK_WIDGET (self->choice));

  self->words = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->words), _("Faults"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->words), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Faults"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->words),
                               /* Translators: the examples are typed, and stay as they are */
                               _("As on the command line: delay=100ms~20ms limit=10000 cut@5s swallow=10"));
  gtk_widget_set_visible (GTK_WIDGET (self->words), FALSE);
  adw_preferences_group_add (group, GTK_WIDGET (self->words));

  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (on_choice), self);
  g_signal_connect_object (self->choice, "notify::selected", changed, object, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->words, "changed", changed, object, G_CONNECT_SWAPPED);
}

/**
 * rt_network_rows_show:
 * @self: rows
 * @plan: what has faults, or none
 */
void
rt_network_rows_show (RtNetworkRows *self,
                      const RtPlan  *plan)
{
  g_autofree char *faults = plan->faults != NULL ? g_strjoinv (" ", plan->faults) : g_strdup ("");
  guint place = 0;

  while (place < OTHER && !g_str_equal (networks[place].faults, faults))
    place++;
  gtk_editable_set_text (GTK_EDITABLE (self->words), place == OTHER ? faults : "");
  adw_combo_row_set_selected (self->choice, place);
}

/**
 * rt_network_rows_apply:
 * @self: rows
 * @plan: what is given its faults
 */
void
rt_network_rows_apply (RtNetworkRows *self,
                       RtPlan        *plan)
{
  guint place = adw_combo_row_get_selected (self->choice);
  const char *faults = place < OTHER ? networks[place].faults : gtk_editable_get_text (GTK_EDITABLE (self->words));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit_set (faults, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  g_strfreev (plan->faults);
  plan->faults = g_strv_builder_end (builder);
}
