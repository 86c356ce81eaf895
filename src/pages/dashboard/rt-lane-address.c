/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-address.h"

#include <glib/gi18n.h>

#include "rt-bus-button.h"
#include "rt-source-button.h"

struct _RtLaneAddress {
  GtkBox          parent_instance;
  GtkLabel       *label;
  GtkWidget      *copy;
  GtkWidget      *simulated;
  RtDesk         *desk;       /* NULL: it is of no bus */
  RtSource       *source;     /* NULL where there is nothing to choose */
  const char     *help;       /* (nullable): what the address is, translated */
};

G_DEFINE_FINAL_TYPE (RtLaneAddress, rt_lane_address, GTK_TYPE_BOX)

/* Somebody else's address is not where to come to. */
static char *
dup_tooltip (RtLaneAddress *self)
{
  const char *chosen = rt_lane_address_get_chosen (self);

  if (self->help != NULL)
    return g_strdup (self->help);
  if (self->desk != NULL)
    return g_strdup (_("The bus of this lane. Whoever else publishes there, or consumes, takes part: roundtrip-cli, "
                       "or any program that speaks its protocol"));
  if (chosen == NULL)
    return g_strdup (_("Point curl, a browser or another program at this address: it becomes "
                       "a row on the Traffic page"));
  /* Translators: a path into JSON, such as /data/price, and an address */
  return g_strdup_printf (_("Reads the number at “%s” in what %s answers"),
                          rt_source_get_pointer (self->source), chosen);
}

static void
rt_lane_address_update_tooltip (RtLaneAddress *self)
{
  g_autofree char *tooltip = dup_tooltip (self);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), tooltip);
}

static void
on_copy (RtLaneAddress *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->label));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _("Address copied"));
}

static void
rt_lane_address_dispose (GObject *object)
{
  RtLaneAddress *self = RT_LANE_ADDRESS (object);

  g_clear_object (&self->source);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (rt_lane_address_parent_class)->dispose (object);
}

static void
rt_lane_address_class_init (RtLaneAddressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_address_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-address.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneAddress, label);
  gtk_widget_class_bind_template_child (widget_class, RtLaneAddress, copy);
  gtk_widget_class_bind_template_child (widget_class, RtLaneAddress, simulated);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
rt_lane_address_init (RtLaneAddress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rt_lane_address_update_tooltip (self);
}

/**
 * rt_lane_address_set_uri:
 * @self: a lane's address
 * @uri: (nullable): where what the lane shows can be had
 * @help: (nullable): what that is, translated; not copied
 *
 * Shows @uri.
 */
void
rt_lane_address_set_uri (RtLaneAddress *self,
                         const char    *uri,
                         const char    *help)
{
  self->help = help;
  gtk_label_set_text (self->label, uri != NULL ? uri : "");
  gtk_widget_set_sensitive (self->copy, uri != NULL);
  rt_lane_address_update_tooltip (self);
}

/**
 * rt_lane_address_set_source:
 * @self: a lane's address
 * @source: what the lane reads, to be chosen by the user
 *
 * Shows what to choose with.
 */
void
rt_lane_address_set_source (RtLaneAddress *self,
                            RtSource      *source)
{
  RtSourceButton *button;

  g_return_if_fail (self->source == NULL);

  self->source = g_object_ref (source);
  button = g_object_new (RT_TYPE_SOURCE_BUTTON, NULL);
  rt_source_button_set_source (button, source);
  gtk_box_insert_child_after (GTK_BOX (self), GTK_WIDGET (button), self->simulated);
  /* The address may be the same, and what is read in it another number. */
  g_signal_connect_object (source, "changed", G_CALLBACK (rt_lane_address_update_tooltip), self,
                           G_CONNECT_SWAPPED);
}

/**
 * rt_lane_address_set_desk:
 * @self: a lane's address
 * @desk: what works in the lane, on a bus to be chosen by the user
 *
 * Shows what to choose with.
 */
void
rt_lane_address_set_desk (RtLaneAddress *self,
                          RtDesk        *desk)
{
  RtBusButton *button;

  g_return_if_fail (self->desk == NULL);

  self->desk = g_object_ref (desk);
  button = g_object_new (RT_TYPE_BUS_BUTTON, NULL);
  rt_bus_button_set_desk (button, desk);
  gtk_box_insert_child_after (GTK_BOX (self), GTK_WIDGET (button), self->simulated);
  g_object_bind_property (desk, "simulated", self->simulated, "visible", G_BINDING_SYNC_CREATE);
  rt_lane_address_update_tooltip (self);
}

/**
 * rt_lane_address_get_chosen:
 * @self: a lane's address
 *
 * Returns: (transfer none) (nullable): the address the user chose; %NULL: the lane's own
 */
const char *
rt_lane_address_get_chosen (RtLaneAddress *self)
{
  return self->source != NULL ? rt_source_get_uri (self->source) : NULL;
}
