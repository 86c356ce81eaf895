/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-source-button.h"

struct _RtSourceButton {
  AdwBin      parent_instance;
  GtkPopover *popover;
  GtkEntry   *address;
  GtkEntry   *path;
  GtkLabel   *wrong;
  GtkWidget  *ticker;
  RtSource   *source;
};

G_DEFINE_FINAL_TYPE (RtSourceButton, rt_source_button, ADW_TYPE_BIN)

/* An entry says what is wrong with it where it has the focus. */
static void
mark (GtkEntry   *entry,
      const char *wrong)
{
  if (wrong != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  wrong != NULL ? wrong
                                                : gtk_widget_get_tooltip_text (GTK_WIDGET (entry)),
                                  -1);
  if (wrong != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (entry));
}

static void
rt_source_button_show_wrong (RtSourceButton *self,
                             const GError   *error)
{
  const char *words = error != NULL ? error->message : NULL;
  gboolean in_path = g_error_matches (error, RT_SOURCE_ERROR, RT_SOURCE_ERROR_POINTER);

  gtk_label_set_text (self->wrong, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->wrong), words != NULL);
  mark (self->address, in_path ? NULL : words);
  mark (self->path, in_path ? words : NULL);
}

static void
on_show (RtSourceButton *self)
{
  const char *uri = rt_source_get_uri (self->source);

  gtk_editable_set_text (GTK_EDITABLE (self->address), uri != NULL ? uri : "");
  gtk_editable_set_text (GTK_EDITABLE (self->path),
                         uri != NULL ? rt_source_get_pointer (self->source) : "");
  gtk_widget_set_sensitive (self->ticker, uri != NULL);
  rt_source_button_show_wrong (self, NULL);
}

static void
on_edited (RtSourceButton *self)
{
  rt_source_button_show_wrong (self, NULL);
}

static void
on_read (RtSourceButton *self)
{
  g_autoptr (GError) error = NULL;

  if (rt_source_set (self->source, gtk_editable_get_text (GTK_EDITABLE (self->address)),
                     gtk_editable_get_text (GTK_EDITABLE (self->path)), &error))
    gtk_popover_popdown (self->popover);
  else
    rt_source_button_show_wrong (self, error);
}

static void
on_ticker (RtSourceButton *self)
{
  rt_source_reset (self->source);
  gtk_popover_popdown (self->popover);
}

static void
rt_source_button_dispose (GObject *object)
{
  RtSourceButton *self = RT_SOURCE_BUTTON (object);

  g_clear_object (&self->source);

  G_OBJECT_CLASS (rt_source_button_parent_class)->dispose (object);
}

static void
rt_source_button_class_init (RtSourceButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_source_button_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-source-button.ui");
  gtk_widget_class_bind_template_child (widget_class, RtSourceButton, popover);
  gtk_widget_class_bind_template_child (widget_class, RtSourceButton, address);
  gtk_widget_class_bind_template_child (widget_class, RtSourceButton, path);
  gtk_widget_class_bind_template_child (widget_class, RtSourceButton, wrong);
  gtk_widget_class_bind_template_child (widget_class, RtSourceButton, ticker);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_read);
  gtk_widget_class_bind_template_callback (widget_class, on_ticker);
}

static void
rt_source_button_init (RtSourceButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_source_button_set_source:
 * @self: a button
 * @source: what it changes
 *
 * Sets what can be chosen, and shows the button.
 */
void
rt_source_button_set_source (RtSourceButton *self,
                             RtSource       *source)
{
  g_set_object (&self->source, source);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
