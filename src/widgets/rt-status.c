/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-status.h"

#include <glib/gi18n.h>

struct _RtStatus {
  GtkWidget  parent_instance;
  GtkWidget *dot;
  GtkWidget *label;
  const char *style;
};

G_DEFINE_FINAL_TYPE (RtStatus, rt_status, GTK_TYPE_WIDGET)

typedef struct {
  const char *style;
  const char *word;
} Look;

static const Look looks[] = {
  [RT_CLIENT_CLOSED] = { "stopped", N_("Stopped") },
  [RT_CLIENT_CONNECTING] = { "starting", N_("Starting") },
  [RT_CLIENT_OPEN] = { "open", N_("Open") },
  [RT_CLIENT_RETRYING] = { "retrying", N_("Retrying") },
};

static const Look failed = { "failed", N_("Failed") };
/* Translators: the connection is open, but what comes is not what is looked for */
static const Look unusable = { "unusable", N_("Unusable") };

static const Look *
get_look (RtClientState  state,
          const char    *reason,
          gboolean       usable)
{
  if (state == RT_CLIENT_CLOSED && reason != NULL)
    return &failed;
  if (state == RT_CLIENT_OPEN && !usable)
    return &unusable;

  return &looks[state];
}

static void
rt_status_dispose (GObject *object)
{
  RtStatus *self = RT_STATUS (object);

  g_clear_pointer (&self->dot, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (rt_status_parent_class)->dispose (object);
}

static void
rt_status_class_init (RtStatusClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_status_dispose;
  gtk_widget_class_set_css_name (widget_class, "status");
  /* Newer GTK lets the role of a status have no name. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
rt_status_init (RtStatus *self)
{
  self->dot = g_object_new (GTK_TYPE_BOX,
                            "css-name", "dot",
                            "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                            "valign", GTK_ALIGN_CENTER,
                            NULL);
  self->label = g_object_new (GTK_TYPE_LABEL,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                              NULL);
  gtk_widget_set_parent (self->dot, GTK_WIDGET (self));
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  rt_status_set (self, RT_CLIENT_CLOSED, NULL, TRUE);
}

/**
 * rt_status_set:
 * @self: a status
 * @state: what to show
 * @reason: (nullable): why it is in that state
 * @usable: whether what comes while it is open can be used
 *
 * Shows @state.
 */
void
rt_status_set (RtStatus      *self,
               RtClientState  state,
               const char    *reason,
               gboolean       usable)
{
  const Look *look = get_look (state, reason, usable);

  if (look->style == self->style)
    return;
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style);
  self->style = look->style;
  gtk_widget_add_css_class (GTK_WIDGET (self), self->style);
  gtk_label_set_text (GTK_LABEL (self->label), _(look->word));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(look->word), -1);
}

/**
 * rt_status_look_up:
 * @state: a state
 * @reason: (nullable): why it is in that state
 * @usable: whether what comes while it is open can be used
 *
 * Returns: (transfer none): the word a status has for it, translated
 */
const char *
rt_status_look_up (RtClientState  state,
                   const char    *reason,
                   gboolean       usable)
{
  return _(get_look (state, reason, usable)->word);
}
