/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-part-row.h"

#include "lab/rt-trace-part.h"

struct _RtPartRow {
  AdwBin           parent_instance;
  GtkTreeExpander *expander;
  GtkLabel        *name;
  GtkLabel        *value;
  GtkLabel        *remark;
};

G_DEFINE_FINAL_TYPE (RtPartRow, rt_part_row, ADW_TYPE_BIN)

static void
rt_part_row_class_init (RtPartRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-part-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RtPartRow, expander);
  gtk_widget_class_bind_template_child (widget_class, RtPartRow, name);
  gtk_widget_class_bind_template_child (widget_class, RtPartRow, value);
  gtk_widget_class_bind_template_child (widget_class, RtPartRow, remark);
}

static void
rt_part_row_init (RtPartRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_part_row_new:
 *
 * Returns: (transfer floating): a row of nothing
 */
GtkWidget *
rt_part_row_new (void)
{
  return g_object_new (RT_TYPE_PART_ROW, NULL);
}

/**
 * rt_part_row_set_row:
 * @self: a row
 * @row: (nullable): of an #RtTracePart
 *
 * Sets what it shows.
 */
void
rt_part_row_set_row (RtPartRow      *self,
                     GtkTreeListRow *row)
{
  g_autoptr (RtTracePart) part = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
  const char *remark;

  gtk_tree_expander_set_list_row (self->expander, row);
  if (part == NULL)
    return;
  remark = rt_trace_part_get_remark (part);
  gtk_label_set_text (self->name, rt_trace_part_get_name (part));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), rt_trace_part_get_name (part));
  gtk_label_set_text (self->value, rt_trace_part_get_value (part));
  gtk_widget_set_visible (GTK_WIDGET (self->value), *rt_trace_part_get_value (part) != '\0');
  gtk_label_set_text (self->remark, remark != NULL ? remark : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remark), remark != NULL);
}
