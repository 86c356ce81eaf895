/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-errand-pane.h"

#include "rt-errand-row.h"
#include "widgets/rt-whole-rows-layout.h"

struct _RtErrandPane {
  AdwBin        parent_instance;
  GtkStack     *stack;
  GtkLabel     *hint;
  GtkListBox   *rows;
  RtErrandList *list;
  char         *pattern;
  gboolean      with_bar;
};

G_DEFINE_FINAL_TYPE (RtErrandPane, rt_errand_pane, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_HINT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
on_remove (RtErrandRow  *row,
           RtErrandPane *self)
{
  rt_errand_list_remove (self->list, rt_errand_row_get_errand (row));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  RtErrandPane *self = user_data;
  GtkWidget *row = rt_errand_row_new (item, self->pattern, self->with_bar);

  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove), self, 0);
  return row;
}

static void
on_items_changed (RtErrandPane *self)
{
  gboolean any = g_list_model_get_n_items (rt_errand_list_get_model (self->list)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

static void
rt_errand_pane_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_HINT:
      g_value_set_string (value, gtk_label_get_text (RT_ERRAND_PANE (object)->hint));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_errand_pane_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_HINT:
      gtk_label_set_text (RT_ERRAND_PANE (object)->hint, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_errand_pane_dispose (GObject *object)
{
  RtErrandPane *self = RT_ERRAND_PANE (object);

  g_clear_object (&self->list);
  g_clear_pointer (&self->pattern, g_free);

  G_OBJECT_CLASS (rt_errand_pane_parent_class)->dispose (object);
}

static void
rt_errand_pane_class_init (RtErrandPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rt_errand_pane_get_property;
  object_class->set_property = rt_errand_pane_set_property;
  object_class->dispose = rt_errand_pane_dispose;

  properties[PROP_HINT] =
    g_param_spec_string ("hint", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (RT_TYPE_WHOLE_ROWS_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-errand-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, RtErrandPane, stack);
  gtk_widget_class_bind_template_child (widget_class, RtErrandPane, hint);
  gtk_widget_class_bind_template_child (widget_class, RtErrandPane, rows);
}

static void
rt_errand_pane_init (RtErrandPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_errand_pane_set_list:
 * @self: a pane that has no list yet
 * @list: what was asked for
 * @pattern: the id of the lane's pattern
 * @with_bar: whether anybody tells how far each is
 *
 * Sets what it shows.
 */
void
rt_errand_pane_set_list (RtErrandPane *self,
                         RtErrandList *list,
                         const char   *pattern,
                         gboolean      with_bar)
{
  GListModel *model = rt_errand_list_get_model (list);

  g_return_if_fail (self->list == NULL);

  self->list = g_object_ref (list);
  self->pattern = g_strdup (pattern);
  self->with_bar = with_bar;
  gtk_list_box_bind_model (self->rows, model, create_row, self, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self);
}

/**
 * rt_errand_pane_refresh:
 * @self: a pane
 *
 * Shows for how long each waits. Call it a few times a second.
 */
void
rt_errand_pane_refresh (RtErrandPane *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rows, i)) != NULL; i++)
    rt_errand_row_refresh (RT_ERRAND_ROW (row));
}
