/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-group-row.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"
#include "widgets/rt-number-field.h"

struct _RtGroupRow {
  GtkBox         parent_instance;
  GtkLabel      *name;
  GtkSpinButton *members;
  GtkLabel      *have;
  GtkLabel      *lag;
  GtkMenuButton *rewind;
  GtkPopover    *popover;
  GtkWidget     *time_box;
  GtkSpinButton *offset;
  GtkSpinButton *ago;
  GtkButton     *remove;
  RtLogDesk     *desk;
  RtLogGroup    *group;
};

G_DEFINE_FINAL_TYPE (RtGroupRow, rt_group_row, GTK_TYPE_BOX)

static void
on_remove (RtGroupRow *self)
{
  rt_log_desk_remove_group (self->desk, self->group);
}

static void
on_beginning (RtGroupRow *self)
{
  gtk_popover_popdown (self->popover);
  rt_log_group_rewind (self->group, RT_BUS_FROM_BEGINNING);
}

static void
on_end (RtGroupRow *self)
{
  gtk_popover_popdown (self->popover);
  rt_log_group_rewind (self->group, RT_BUS_FROM_END);
}

static void
on_offset (RtGroupRow *self)
{
  gtk_popover_popdown (self->popover);
  rt_log_group_rewind (self->group, gtk_spin_button_get_value (self->offset));
}

static void
on_ago (RtGroupRow *self)
{
  gint64 ago_us = gtk_spin_button_get_value (self->ago) * G_USEC_PER_SEC;

  gtk_popover_popdown (self->popover);
  rt_log_group_rewind_time (self->group, g_get_real_time () - ago_us);
}

static void
on_failed (RtGroupRow *self,
           const char *reason)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", reason);
}

/* What the engine cannot do cannot be chosen. */
static void
on_show (RtGroupRow *self)
{
  gboolean can = (rt_desk_get_abilities (RT_DESK (self->desk)) & RT_BUS_CAN_SEEK_TIME) != 0;

  gtk_widget_set_sensitive (self->time_box, can);
}

static void
rt_group_row_dispose (GObject *object)
{
  RtGroupRow *self = RT_GROUP_ROW (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (rt_group_row_parent_class)->dispose (object);
}

static void
rt_group_row_class_init (RtGroupRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_group_row_dispose;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-group-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, name);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, members);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, have);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, lag);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, rewind);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, popover);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, time_box);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, offset);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, ago);
  gtk_widget_class_bind_template_child (widget_class, RtGroupRow, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_beginning);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
  gtk_widget_class_bind_template_callback (widget_class, on_offset);
  gtk_widget_class_bind_template_callback (widget_class, on_ago);
}

static void
rt_group_row_init (RtGroupRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rt_number_field_set_up (self->members);
  rt_number_field_set_up (self->offset);
  rt_number_field_set_up (self->ago);
}

static void
name_it (gpointer    widget,
         const char *format,
         const char *name)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *words = g_strconcat (parts[0], name, parts[1], NULL);

  gtk_widget_set_tooltip_text (widget, words);
  gtk_accessible_update_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
name_all (RtGroupRow *self)
{
  const char *name = rt_log_group_get_name (self->group);
  /* Translators: a group of consumers, and its letter */
  g_autofree char *words = g_strdup_printf (_("Group %s"), name);

  gtk_label_set_text (self->name, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  /* Translators: %s is the letter of a group of consumers */
  name_it (self->members, _("How many members group %s has: they share the partitions"), name);
  /* Translators: %s is the letter of a group of consumers */
  name_it (self->rewind, _("Rewind group %s: have it read again"), name);
  /* Translators: %s is the letter of a group of consumers */
  name_it (self->remove, _("Remove group %s"), name);
}

/**
 * rt_group_row_new:
 * @desk: a desk
 * @group: one of its groups
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rt_group_row_new (RtLogDesk  *desk,
                  RtLogGroup *group)
{
  RtGroupRow *self = g_object_new (RT_TYPE_GROUP_ROW, NULL);

  self->desk = g_object_ref (desk);
  self->group = g_object_ref (group);
  name_all (self);
  g_object_bind_property (group, "n-members", gtk_spin_button_get_adjustment (self->members), "value",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (group, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (group, "rebalanced", G_CALLBACK (rt_group_row_refresh), self, G_CONNECT_SWAPPED);
  rt_group_row_refresh (self);

  return GTK_WIDGET (self);
}

/* "1: 0 2 · 2: 1": each member and its partitions. */
static char *
dup_have (RtGroupRow *self)
{
  GString *words = g_string_new (NULL);
  guint n_partitions;
  const RtLogPartition *partitions = rt_log_desk_get_partitions (self->desk, &n_partitions);

  for (guint number = 1; number <= RT_LOG_MAX_MEMBERS; number++)
    {
      gboolean any = FALSE;

      for (guint i = 0; i < n_partitions; i++)
        if (rt_log_group_get_holder (self->group, partitions[i].partition) == number)
          {
            if (!any)
              g_string_append_printf (words, "%s%s%u:", words->len > 0 ? "  " : "",
                                      rt_log_group_get_name (self->group), number);
            g_string_append_printf (words, " %d", partitions[i].partition);
            any = TRUE;
          }
    }

  return g_string_free (words, FALSE);
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/**
 * rt_group_row_refresh:
 * @self: a row
 *
 * Shows the group as it is now.
 */
void
rt_group_row_refresh (RtGroupRow *self)
{
  g_autofree char *have = dup_have (self);
  g_autofree char *lag = rt_format_count (rt_log_group_get_lag (self->group));

  set_text (self->have, have);
  set_text (self->lag, lag);
}
