/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-result-section.h"

struct _RtResultSection {
  GtkBox    parent_instance;
  GtkLabel *title;
  AdwBin   *card;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (RtResultSection, rt_result_section, GTK_TYPE_BOX)

enum {
  PROP_0,
  PROP_TITLE,
  PROP_NOTE,
  PROP_CONTENT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
set_note (RtResultSection *self,
          const char      *note)
{
  gtk_label_set_text (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL && *note != '\0');
}

static void
set_content (RtResultSection *self,
             GtkWidget       *content)
{
  adw_bin_set_child (self->card, content);
  gtk_widget_set_visible (GTK_WIDGET (self), content != NULL);
}

static void
rt_result_section_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  RtResultSection *self = RT_RESULT_SECTION (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_text (self->title));
      break;
    case PROP_NOTE:
      g_value_set_string (value, gtk_label_get_text (self->note));
      break;
    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (self->card));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_result_section_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  RtResultSection *self = RT_RESULT_SECTION (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      gtk_label_set_text (self->title, g_value_get_string (value));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      g_value_get_string (value), -1);
      break;
    case PROP_NOTE:
      set_note (self, g_value_get_string (value));
      break;
    case PROP_CONTENT:
      set_content (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_result_section_class_init (RtResultSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rt_result_section_get_property;
  object_class->set_property = rt_result_section_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, "", flags);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rt_result_section_init (RtResultSection *self)
{
  GtkBox *box = GTK_BOX (self);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (box, 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_box_append (box, GTK_WIDGET (self->title));

  self->card = ADW_BIN (adw_bin_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->card), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self->card), "part");
  gtk_box_append (box, GTK_WIDGET (self->card));

  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->note, 0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  gtk_box_append (box, GTK_WIDGET (self->note));
}

/**
 * rt_result_section_show:
 * @self: a section
 * @content: (nullable) (transfer floating): what to show; %NULL: it is not there
 * @note: (nullable): what to say below
 */
void
rt_result_section_show (RtResultSection *self,
                        GtkWidget       *content,
                        const char      *note)
{
  set_content (self, content);
  set_note (self, note);
}
