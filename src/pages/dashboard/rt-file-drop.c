/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-file-drop.h"

static gboolean
on_drop (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         RtLaneSlot    *slot)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GSList) dropped = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *item = dropped; item != NULL; item = item->next)
    g_list_store_append (files, item->data);
  return rt_lane_slot_take_files (slot, G_LIST_MODEL (files));
}

/**
 * rt_file_drop_add:
 * @card: a widget
 * @slot: a slot in it that takes files
 *
 * Lets files be dropped anywhere on @card.
 */
void
rt_file_drop_add (GtkWidget  *card,
                  RtLaneSlot *slot)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), slot, 0);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (target));
}
