/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-heading.h"

#include <glib/gi18n.h>

#include "widgets/rt-hue.h"
#include "widgets/rt-turn-key.h"

#define ACTION "win.open-lane"

struct _RtLaneHeading {
  AdwBin     parent_instance;
  GtkButton *button;
  GtkLabel  *name;
};

G_DEFINE_FINAL_TYPE (RtLaneHeading, rt_lane_heading, ADW_TYPE_BIN)

static void
rt_lane_heading_class_init (RtLaneHeadingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-heading.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneHeading, button);
  gtk_widget_class_bind_template_child (widget_class, RtLaneHeading, name);
}

static void
rt_lane_heading_init (RtLaneHeading *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_lane_heading_set_up:
 * @self: a heading that has no lane yet
 * @lane: what it is the name of
 * @card: in what of the lane a key opens the page as well
 *
 * Sets whose page it opens.
 */
void
rt_lane_heading_set_up (RtLaneHeading *self,
                        RtLane        *lane,
                        GtkWidget     *card)
{
  /* Translators: a button; the name of a pattern follows */
  g_autofree char *words = g_strdup_printf (_("Open %s"), rt_lane_get_name (lane));

  gtk_label_set_text (self->name, rt_lane_get_name (lane));
  rt_hue_apply (GTK_WIDGET (self->name), rt_lane_get_pattern (lane)->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "s", rt_lane_get_id (lane));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), ACTION);
  rt_turn_key_add (card, TRUE, ACTION, g_variant_new_string (rt_lane_get_id (lane)));
}
