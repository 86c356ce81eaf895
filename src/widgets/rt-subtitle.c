/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-subtitle.h"

static void
on_subtitle (AdwActionRow *row,
             GParamSpec   *pspec,
             GtkWidget    *control)
{
  const char *subtitle = adw_action_row_get_subtitle (row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle != NULL ? subtitle : "", -1);
}

/**
 * rt_subtitle_describe:
 * @control: the activatable widget of an #AdwActionRow, and in it
 *
 * Makes the subtitle of the row, as it is and as it will be, the accessible description of
 * @control. The row itself only relates @control to the label of its subtitle: GTK 4.8
 * asks no relation for a description, and 4.18 finds none in a label but asks that first.
 */
void
rt_subtitle_describe (GtkWidget *control)
{
  GtkWidget *row = gtk_widget_get_ancestor (control, ADW_TYPE_ACTION_ROW);

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  g_signal_connect_object (row, "notify::subtitle", G_CALLBACK (on_subtitle), control, 0);
  on_subtitle (ADW_ACTION_ROW (row), NULL, control);
}
