/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-table-columns.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "rt-table-item.h"
#include "widgets/rt-hue.h"

/* "99.9 kB", and "99.9 %" or "1.05 k": all columns fit where the dashboard has three. */
#define BYTES_WIDTH 7
#define OTHER_WIDTH 6

static char *
dup_text (const RtTableColumn *column,
          gpointer             subject)
{
  return column->show != NULL ? column->show (subject) : column->format (column->value (subject));
}

static gboolean
is_numeric (const RtTableColumn *column)
{
  return column->format != NULL;
}

static void
show_in (GtkListItem *list_item)
{
  const RtTableColumn *column = g_object_get_data (G_OBJECT (list_item), "rt-column");
  GtkWidget *label = gtk_list_item_get_child (list_item);
  RtTableItem *item = gtk_list_item_get_item (list_item);
  gpointer subject = rt_table_item_get_subject (item);
  g_autofree char *text = dup_text (column, subject);

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
  if (column->hue != NULL)
    rt_hue_apply (label, column->hue (subject));
  /* A faded hue would be too dark to read on a dark ground. */
  if (!rt_table_item_is_over (item) || column->hue != NULL)
    gtk_widget_remove_css_class (label, "dim-label");
  else
    gtk_widget_add_css_class (label, "dim-label");
  if (column->expand)
    gtk_widget_set_tooltip_text (label, text);
}

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *list_item,
          const RtTableColumn       *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  g_object_set_data (G_OBJECT (list_item), "rt-column", (gpointer) column);
  gtk_label_set_xalign (GTK_LABEL (label), is_numeric (column) ? 1 : 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_tooltip_text (label, _(column->meaning));
  if (column->value != NULL)
    gtk_label_set_width_chars (GTK_LABEL (label), column->format == rt_format_bytes ? BYTES_WIDTH : OTHER_WIDTH);
  if (column->expand)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), 12);
    }
  gtk_list_item_set_child (list_item, label);
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *list_item)
{
  g_signal_connect_object (gtk_list_item_get_item (list_item), "changed",
                           G_CALLBACK (show_in), list_item, G_CONNECT_SWAPPED);
  show_in (list_item);
}

static void
on_unbind (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), show_in, list_item);
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  const RtTableColumn *column = user_data;
  gpointer one = rt_table_item_get_subject ((RtTableItem *) a);
  gpointer other = rt_table_item_get_subject ((RtTableItem *) b);
  g_autofree char *one_text = NULL;
  g_autofree char *other_text = NULL;

  if (column->value != NULL)
    {
      double difference = column->value (one) - column->value (other);

      return difference < 0 ? GTK_ORDERING_SMALLER
                            : difference > 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL;
    }
  one_text = dup_text (column, one);
  other_text = dup_text (column, other);
  return gtk_ordering_from_cmpfunc (g_utf8_collate (one_text, other_text));
}

/* The toolkit has no way to say what a title is like. It is the last one in the header,
 * and begins with a box of a label and the mark of what is sorted by, which has its place
 * beside numbers on their left. */
static void
dress_title (GtkColumnView *view,
             const RtTableColumn  *column)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_last_child (header) : NULL;
  GtkWidget *box = title != NULL ? gtk_widget_get_first_child (title) : NULL;
  GtkWidget *label = box != NULL ? gtk_widget_get_first_child (box) : NULL;

  if (!GTK_IS_LABEL (label))
    return;
  gtk_widget_set_tooltip_text (title, _(column->meaning));
  if (!is_numeric (column) || !GTK_IS_BOX (box))
    return;
  gtk_box_reorder_child_after (GTK_BOX (box), label, gtk_widget_get_last_child (box));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_halign (label, GTK_ALIGN_END);
}

static void
append_column (GtkColumnView       *view,
               const RtTableColumn *kind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GtkSorter) sorter = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) kind);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  column = gtk_column_view_column_new (_(kind->title), factory);
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare, (gpointer) kind, NULL));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, kind->expand);
  g_object_set_data (G_OBJECT (column), "rt-column", (gpointer) kind);
  gtk_column_view_append_column (view, column);
  dress_title (view, kind);
}

/**
 * rt_table_columns_append:
 * @view: a column view of RtTableItem
 * @columns: (array length=n_columns): its columns; they stay
 * @n_columns: how many
 * @brief: whether there is little room: those that lead come first then
 *
 * Appends all columns, which can be sorted by.
 */
void
rt_table_columns_append (GtkColumnView       *view,
                         const RtTableColumn *columns,
                         guint                n_columns,
                         gboolean             brief)
{
  for (guint i = 0; i < n_columns; i++)
    if (!brief || columns[i].leads)
      append_column (view, &columns[i]);
  for (guint i = 0; i < n_columns; i++)
    if (brief && !columns[i].leads)
      append_column (view, &columns[i]);
}

/**
 * rt_table_columns_get:
 * @column: one of a view that has such columns
 *
 * Returns: (transfer none): what it is
 */
const RtTableColumn *
rt_table_columns_get (GtkColumnViewColumn *column)
{
  return g_object_get_data (G_OBJECT (column), "rt-column");
}
