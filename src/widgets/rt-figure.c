/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-figure.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

struct _RtFigure {
  GtkWidget  parent_instance;
  GtkWidget *value;
  GtkWidget *caption;
};

G_DEFINE_FINAL_TYPE (RtFigure, rt_figure, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_CAPTION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
rt_figure_tell (RtFigure *self)
{
  g_autofree char *words = g_strdup_printf (_("%s: %s"),
                                            gtk_label_get_text (GTK_LABEL (self->caption)),
                                            gtk_label_get_text (GTK_LABEL (self->value)));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
}

static void
rt_figure_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  RtFigure *self = RT_FIGURE (object);

  switch (prop_id)
    {
    case PROP_CAPTION:
      g_value_set_string (value, gtk_label_get_text (GTK_LABEL (self->caption)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_figure_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  RtFigure *self = RT_FIGURE (object);

  switch (prop_id)
    {
    case PROP_CAPTION:
      gtk_label_set_text (GTK_LABEL (self->caption), g_value_get_string (value));
      rt_figure_tell (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_figure_dispose (GObject *object)
{
  RtFigure *self = RT_FIGURE (object);

  g_clear_pointer (&self->value, gtk_widget_unparent);
  g_clear_pointer (&self->caption, gtk_widget_unparent);

  G_OBJECT_CLASS (rt_figure_parent_class)->dispose (object);
}

static void
rt_figure_class_init (RtFigureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rt_figure_get_property;
  object_class->set_property = rt_figure_set_property;
  object_class->dispose = rt_figure_dispose;

  properties[PROP_CAPTION] =
    g_param_spec_string ("caption", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "figure");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
new_label (RtFigure   *self,
           const char *style)
{
  GtkWidget *label = gtk_label_new (RT_FORMAT_UNKNOWN);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
rt_figure_init (RtFigure *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->value = new_label (self, "numeric");
  /* As wide as any number gets, so that nothing moves when it changes. */
  gtk_label_set_width_chars (GTK_LABEL (self->value), RT_FORMAT_WIDTH - 2);
  self->caption = new_label (self, "caption");
  gtk_widget_add_css_class (self->caption, "dim-label");
}

/**
 * rt_figure_take_value:
 * @self: a figure
 * @value: (transfer full): the number, as people read it
 *
 * Shows @value.
 */
void
rt_figure_take_value (RtFigure *self,
                      char     *value)
{
  g_autofree char *taken = value;

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->value)), taken) == 0)
    return;
  gtk_label_set_text (GTK_LABEL (self->value), taken);
  rt_figure_tell (self);
}
