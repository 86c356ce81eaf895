/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-message-columns.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-trace-item.h"

#define SUMMARY_WIDTH 18
#define BYTES_WIDTH   7

typedef char *(*Show) (RtTraceItem *item);

typedef struct {
  const char *title;
  const char *meaning;
  Show        show;
  gboolean    icon;
  gboolean    numeric;
  gboolean    expand;
} Column;

static char *
show_direction (RtTraceItem *item)
{
  if (rt_trace_item_get_lost (item))
    return g_strdup (C_("message", "Lost"));
  switch (rt_trace_item_get_direction (item))
    {
    case RT_TRACE_TO_SERVER:
      return g_strdup (C_("message", "Out"));
    case RT_TRACE_TO_CLIENT:
      return g_strdup (C_("message", "In"));
    case RT_TRACE_NOWHERE:
    default:
      return g_strdup (RT_FORMAT_UNKNOWN);
    }
}

static const char *
get_icon (RtTraceItem *item)
{
  if (rt_trace_item_get_lost (item))
    return "process-stop-symbolic";
  switch (rt_trace_item_get_direction (item))
    {
    case RT_TRACE_TO_SERVER:
      return "go-next-symbolic";
    case RT_TRACE_TO_CLIENT:
      return "go-previous-symbolic";
    case RT_TRACE_NOWHERE:
    default:
      return "network-wired-symbolic";
    }
}

static char *
show_summary (RtTraceItem *item)
{
  const char *summary = rt_trace_item_get_summary (item);

  if (rt_trace_item_get_cut_off (item))
    /* Translators: a message that did not arrive whole */
    return g_strdup_printf (_("%s (cut off)"), summary);
  if (rt_trace_item_get_is_empty (item))
    /* Translators: an answer without anything new */
    return g_strdup_printf (_("%s (empty)"), summary);
  return g_strdup (summary);
}

/* What has no bytes is no message. */
static char *
format_bytes (RtTraceItem *item,
              gint64       bytes)
{
  return rt_trace_item_get_size (item) > 0 ? rt_format_bytes (bytes) : g_strdup (RT_FORMAT_UNKNOWN);
}

static char *
show_payload (RtTraceItem *item)
{
  return format_bytes (item, rt_trace_item_get_payload (item));
}

static char *
show_overhead (RtTraceItem *item)
{
  return format_bytes (item, rt_trace_item_get_overhead (item));
}

static char *
show_time (RtTraceItem *item)
{
  return rt_format_moment (rt_trace_item_get_begin (item), 3);
}

static const Column columns[] = {
  { N_("Direction"), N_("Whether it went out to the server, came in from it, or was lost on its way on purpose"), show_direction, .icon = TRUE },
  { N_("Message"), N_("What it says, as on the wire"), show_summary, .expand = TRUE },
  { N_("Payload"), N_("Bytes of the events’ data and nothing else. Measured."), show_payload, .numeric = TRUE },
  { N_("Overhead"), N_("Its other bytes on the wire. Measured."), show_overhead, .numeric = TRUE },
  { N_("Time"), N_("When its first byte passed"), show_time, .numeric = TRUE },
};

static void
show_in (GtkListItem *list_item)
{
  const Column *column = g_object_get_data (G_OBJECT (list_item), "rt-column");
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *label = gtk_widget_get_last_child (box);
  RtTraceItem *item = gtk_list_item_get_item (list_item);
  g_autofree char *text = column->show (item);

  gtk_label_set_text (GTK_LABEL (label), text);
  if (column->icon)
    gtk_image_set_from_icon_name (GTK_IMAGE (gtk_widget_get_first_child (box)), get_icon (item));
  if (column->expand)
    gtk_widget_set_tooltip_text (label, text);
}

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *list_item,
          const Column       *column)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  g_object_set_data (G_OBJECT (list_item), "rt-column", (gpointer) column);
  if (column->icon)
    gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE,
                                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                                 NULL));
  gtk_label_set_xalign (GTK_LABEL (label), column->numeric ? 1 : 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "numeric");
  if (column->numeric)
    gtk_label_set_width_chars (GTK_LABEL (label), BYTES_WIDTH);
  if (column->expand)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_width_chars (GTK_LABEL (label), SUMMARY_WIDTH);
    }
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (list_item, box);
}

/* Few are in sight, and each changes once: when it is complete. */
static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *list_item,
         GHashTable         *incomplete)
{
  if (!rt_trace_item_get_complete (gtk_list_item_get_item (list_item)))
    g_hash_table_add (incomplete, list_item);
  show_in (list_item);
}

static void
on_unbind (GtkListItemFactory *factory,
           GtkListItem        *list_item,
           GHashTable         *incomplete)
{
  g_hash_table_remove (incomplete, list_item);
}

static void
connect_with (GtkListItemFactory *factory,
              const char         *signal,
              GCallback           callback,
              GHashTable         *incomplete)
{
  g_signal_connect_data (factory, signal, callback, g_hash_table_ref (incomplete),
                         (GClosureNotify) (void (*) (void)) g_hash_table_unref, 0);
}

/* GTK has no tooltip for a column's title, nor hands out the widget that shows it: it is the last
 * of the view's first child, the header. */
static void
explain_title (GtkColumnView *view,
               const Column  *column)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_last_child (header) : NULL;

  if (title != NULL)
    gtk_widget_set_tooltip_text (title, _(column->meaning));
}

static void
append_column (GtkColumnView *view,
               const Column  *column,
               GHashTable    *incomplete)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) appended = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) column);
  connect_with (factory, "bind", G_CALLBACK (on_bind), incomplete);
  connect_with (factory, "unbind", G_CALLBACK (on_unbind), incomplete);
  connect_with (factory, "teardown", G_CALLBACK (on_unbind), incomplete);
  appended = gtk_column_view_column_new (_(column->title), factory);
  gtk_column_view_column_set_resizable (appended, TRUE);
  gtk_column_view_column_set_expand (appended, column->expand);
  gtk_column_view_append_column (view, appended);
  explain_title (view, column);
}

/**
 * rt_message_columns_append:
 * @view: a column view of #RtTraceItem
 *
 * Appends all columns.
 */
void
rt_message_columns_append (GtkColumnView *view)
{
  GHashTable *incomplete = g_hash_table_new (NULL, NULL);

  g_object_set_data_full (G_OBJECT (view), "rt-incomplete", incomplete, (GDestroyNotify) g_hash_table_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    append_column (view, &columns[i], incomplete);
}

/**
 * rt_message_columns_refresh:
 * @view: a column view that has these columns
 *
 * Shows anew what is complete now and was not when it was shown. Call it a few times a second.
 */
void
rt_message_columns_refresh (GtkColumnView *view)
{
  GHashTable *incomplete = g_object_get_data (G_OBJECT (view), "rt-incomplete");
  GHashTableIter iter;
  gpointer list_item;

  g_hash_table_iter_init (&iter, incomplete);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    {
      if (!rt_trace_item_get_complete (gtk_list_item_get_item (list_item)))
        continue;
      show_in (list_item);
      g_hash_table_iter_remove (&iter);
    }
}
