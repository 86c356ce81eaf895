/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-message-inspector.h"

#include <glib/gi18n.h>

#include "rt-part-row.h"
#include "widgets/rt-adaptive.h"
#include "widgets/rt-byte-view.h"

struct _RtMessageInspector {
  AdwBin       parent_instance;
  RtTraceItem *item;
  gboolean     incomplete;  /* when it was taken apart */
  GtkLabel    *summary;
  GtkListView *parts;
  RtAdaptive  *adaptive;
  RtByteView  *bytes;
};

G_DEFINE_FINAL_TYPE (RtMessageInspector, rt_message_inspector, ADW_TYPE_BIN)

enum {
  SIGNAL_BACK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GListModel *
get_parts (gpointer item,
           gpointer user_data)
{
  GListModel *parts = rt_trace_part_get_parts (item);

  return parts != NULL ? g_object_ref (parts) : NULL;
}

static void
on_selected (GtkSingleSelection *selection,
             GParamSpec         *pspec,
             RtMessageInspector *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (selection);
  g_autoptr (RtTracePart) part = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (part != NULL)
    rt_byte_view_mark (self->bytes, rt_trace_part_get_offset (part), rt_trace_part_get_length (part));
}

static void
rt_message_inspector_take_apart (RtMessageInspector *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RtTracePart) whole = NULL;
  g_autoptr (GListModel) parts = NULL;
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->incomplete = self->item != NULL && !rt_trace_item_get_complete (self->item);
  if (self->item == NULL)
    {
      gtk_list_view_set_model (self->parts, NULL);
      rt_byte_view_set_bytes (self->bytes, NULL);
      return;
    }
  gtk_label_set_text (self->summary, rt_trace_item_get_summary (self->item));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary), rt_trace_item_get_summary (self->item));
  whole = rt_trace_item_dissect (self->item);
  parts = get_parts (whole, NULL);
  if (parts == NULL)
    parts = G_LIST_MODEL (g_list_store_new (RT_TYPE_TRACE_PART));
  selection = gtk_single_selection_new (
    G_LIST_MODEL (gtk_tree_list_model_new (g_steal_pointer (&parts), FALSE, TRUE, get_parts, NULL, NULL)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (on_selected), self, 0);
  gtk_list_view_set_model (self->parts, GTK_SELECTION_MODEL (selection));
  bytes = rt_trace_item_get_bytes (self->item);
  rt_byte_view_set_bytes (self->bytes, bytes);
}

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *list_item)
{
  gtk_list_item_set_child (list_item, rt_part_row_new ());
}

static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *list_item)
{
  rt_part_row_set_row (RT_PART_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
on_unbind (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  rt_part_row_set_row (RT_PART_ROW (gtk_list_item_get_child (list_item)), NULL);
}

/* Sixteen bytes in a line where there is room for them. */
static void
on_narrow (RtMessageInspector *self)
{
  rt_byte_view_set_columns (self->bytes, rt_adaptive_get_narrow (self->adaptive) ? 8 : 16);
}

static void
on_back (RtMessageInspector *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
append_part (GString     *text,
             RtTracePart *part,
             guint        depth)
{
  GListModel *parts = rt_trace_part_get_parts (part);
  guint n_parts = parts != NULL ? g_list_model_get_n_items (parts) : 0;
  const char *remark = rt_trace_part_get_remark (part);

  g_string_append_printf (text, "%*s%s: %s", (int) depth * 2, "", rt_trace_part_get_name (part),
                          rt_trace_part_get_value (part));
  if (remark != NULL)
    g_string_append_printf (text, " (%s)", remark);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < n_parts; i++)
    {
      g_autoptr (RtTracePart) inner = g_list_model_get_item (parts, i);

      append_part (text, inner, depth + 1);
    }
}

/* What is copied is sent to others: it lets nobody in. */
static void
on_copy (RtMessageInspector *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RtTraceItem) shown = NULL;
  g_autoptr (RtTracePart) whole = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *lines = NULL;

  if (self->item == NULL)
    return;
  shown = rt_trace_item_dup_shown (self->item);
  whole = rt_trace_item_dissect (shown);
  append_part (text, whole, 0);
  bytes = rt_trace_item_get_bytes (shown);
  lines = rt_byte_view_dup_text (self->bytes, bytes);
  g_string_append_printf (text, "\n%s\n", lines);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _("Message copied"));
}

static void
rt_message_inspector_dispose (GObject *object)
{
  RtMessageInspector *self = RT_MESSAGE_INSPECTOR (object);

  g_clear_object (&self->item);

  G_OBJECT_CLASS (rt_message_inspector_parent_class)->dispose (object);
}

static void
rt_message_inspector_class_init (RtMessageInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_message_inspector_dispose;

  signals[SIGNAL_BACK] =
    g_signal_new ("back", RT_TYPE_MESSAGE_INSPECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (RT_TYPE_ADAPTIVE);
  g_type_ensure (RT_TYPE_BYTE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-message-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, RtMessageInspector, summary);
  gtk_widget_class_bind_template_child (widget_class, RtMessageInspector, parts);
  gtk_widget_class_bind_template_child (widget_class, RtMessageInspector, adaptive);
  gtk_widget_class_bind_template_child (widget_class, RtMessageInspector, bytes);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
}

static void
rt_message_inspector_init (RtMessageInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_message_inspector_set_item:
 * @self: an inspector
 * @item: (nullable): a message, or %NULL for none
 *
 * Sets what is taken apart, as far as it has come.
 */
void
rt_message_inspector_set_item (RtMessageInspector *self,
                               RtTraceItem        *item)
{
  if (self->item == item)
    return;
  g_set_object (&self->item, item);
  rt_message_inspector_take_apart (self);
}

/**
 * rt_message_inspector_refresh:
 * @self: an inspector
 *
 * Takes apart anew what is complete now and was not before. Call it a few times a second.
 */
void
rt_message_inspector_refresh (RtMessageInspector *self)
{
  if (self->incomplete && rt_trace_item_get_complete (self->item))
    rt_message_inspector_take_apart (self);
}
