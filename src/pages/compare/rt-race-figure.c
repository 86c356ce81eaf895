/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-race-figure.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

struct _RtRaceFigure {
  GtkBox     parent_instance;
  GtkLabel  *value;
  GtkLabel  *caption;
};

G_DEFINE_FINAL_TYPE (RtRaceFigure, rt_race_figure, GTK_TYPE_BOX)

static void
rt_race_figure_class_init (RtRaceFigureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_css_name (widget_class, "figure");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
add_label (RtRaceFigure *self,
           const char   *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (self), label);

  return GTK_LABEL (label);
}

static void
rt_race_figure_init (RtRaceFigure *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->value = add_label (self, "numeric");
  /* As wide as any number gets, so that nothing moves when it changes. */
  gtk_label_set_width_chars (self->value, RT_FORMAT_WIDTH - 2);
  self->caption = add_label (self, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "dim-label");
}

/**
 * rt_race_figure_new:
 * @caption: what it is
 * @tooltip: what it means in full
 *
 * Returns: (transfer floating): a figure that has no number yet
 */
GtkWidget *
rt_race_figure_new (const char *caption,
                    const char *tooltip)
{
  RtRaceFigure *self = g_object_new (RT_TYPE_RACE_FIGURE, "tooltip-text", tooltip, NULL);

  gtk_label_set_text (self->caption, caption);
  rt_race_figure_take_value (self, g_strdup (RT_FORMAT_UNKNOWN));

  return GTK_WIDGET (self);
}

/**
 * rt_race_figure_take_value:
 * @self: a figure
 * @value: (transfer full): the number, as people read it
 *
 * Shows @value. Those who listen hear it when they come by.
 */
void
rt_race_figure_take_value (RtRaceFigure *self,
                           char         *value)
{
  g_autofree char *taken = value;
  g_autofree char *words = NULL;

  if (g_str_equal (gtk_label_get_text (self->value), taken))
    return;
  words = g_strdup_printf (_("%s: %s"), gtk_label_get_text (self->caption), taken);
  gtk_label_set_text (self->value, taken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}
