/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-view.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-lane-desk.h"
#include "lab/rt-lane-marks.h"
#include "pages/lane/rt-lane-broken-bar.h"
#include "pages/lane/rt-lane-menu.h"
#include "pages/lane/rt-lane-toggle.h"
#include "rt-file-drop.h"
#include "rt-lane-address.h"
#include "rt-lane-heading.h"
#include "rt-lane-hint.h"
#include "widgets/rt-column-layout.h"
#include "widgets/rt-figure.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-number-field.h"
#include "widgets/rt-status.h"
#include "widgets/rt-traffic-chart.h"

struct _RtLaneView {
  GtkBox          parent_instance;
  RtLane         *lane;
  RtLaneHeading  *heading;
  RtStatus       *status;
  GtkButton      *toggle;
  GtkLabel       *sentence;
  RtLaneSlot     *slot;
  GtkLabel       *hint;
  RtLaneAddress  *address;
  RtTrafficChart *chart;
  GtkWidget      *payload_swatch;
  GtkWidget      *overhead_swatch;
  RtFigure       *empty;
  RtFigure       *per_event;
  RtFigure       *latency;
  RtFigure       *lost;
  GtkAdjustment  *clients;
  GtkSpinButton  *n_clients;
};

G_DEFINE_FINAL_TYPE (RtLaneView, rt_lane_view, GTK_TYPE_BOX)

enum {
  SIGNAL_START,
  SIGNAL_SOURCE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
rt_lane_view_show_hint (RtLaneView *self)
{
  g_autofree char *hint = rt_lane_hint_dup (self->lane);

  set_text (self->hint, hint);
}

static void
rt_lane_view_show_state (RtLaneView *self)
{
  const char *reason = rt_lane_get_reason (self->lane);

  rt_status_set (self->status, rt_lane_get_state (self->lane), reason,
                 rt_lane_slot_get_trouble (self->slot) == NULL);
  rt_lane_slot_show_state (self->slot, self->lane);
  rt_lane_view_show_hint (self);
}

/* Where it is cut. Set with each change, the toolkit would ask the display where the pointer
 * is, and wait for the answer. */
static gboolean
on_query_tooltip (GtkLabel   *label,
                  int         x,
                  int         y,
                  gboolean    from_keyboard,
                  GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return *gtk_label_get_text (label) != '\0';
}

static void
rt_lane_view_show_running (RtLaneView *self)
{
  rt_lane_toggle_show (self->toggle, self->lane);
  rt_lane_view_refresh (self);
}

/* That of the story that is shown, where it has one of its own. */
static void
rt_lane_view_show_address (RtLaneView *self)
{
  RtLiveView *shown = rt_lane_slot_get_shown (self->slot);
  const char *help = NULL;
  const char *uri = shown != NULL ? rt_live_view_get_address (shown, &help) : NULL;

  rt_lane_address_set_uri (self->address, uri != NULL ? uri : rt_lane_get_uri (self->lane),
                           uri != NULL ? help : NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), rt_lane_get_uri (self->lane) != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->per_event), rt_lane_hint_get_per_event (self->lane));
  rt_lane_view_refresh (self);
}

static void
on_toggle (RtLaneView *self)
{
  if (rt_lane_get_running (self->lane))
    rt_lane_stop (self->lane);
  else
    g_signal_emit (self, signals[SIGNAL_START], 0);
}

static void
on_reset (RtLaneView *self)
{
  rt_lane_reset (self->lane);
  rt_lane_slot_clear (self->slot);
  rt_lane_view_refresh (self);
}

static void
rt_lane_view_dispose (GObject *object)
{
  RtLaneView *self = RT_LANE_VIEW (object);

  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_lane_view_parent_class)->dispose (object);
}

static void
rt_lane_view_class_init (RtLaneViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_view_dispose;

  signals[SIGNAL_START] =
    g_signal_new ("start", RT_TYPE_LANE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SOURCE_CHANGED] =
    g_signal_new ("source-changed", RT_TYPE_LANE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (RT_TYPE_COLUMN_LAYOUT);
  g_type_ensure (RT_TYPE_FIGURE);
  g_type_ensure (RT_TYPE_LANE_ADDRESS);
  g_type_ensure (RT_TYPE_LANE_HEADING);
  g_type_ensure (RT_TYPE_LANE_SLOT);
  g_type_ensure (RT_TYPE_STATUS);
  g_type_ensure (RT_TYPE_TRAFFIC_CHART);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, heading);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, status);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, toggle);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, sentence);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, hint);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, address);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, slot);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, chart);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, payload_swatch);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, overhead_swatch);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, empty);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, per_event);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, latency);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, lost);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, clients);
  gtk_widget_class_bind_template_child (widget_class, RtLaneView, n_clients);
  gtk_widget_class_bind_template_callback (widget_class, on_toggle);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
}

static void
rt_lane_view_init (RtLaneView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rt_number_field_set_up (self->n_clients);
}

static void
rt_lane_view_take_hue (RtLaneView *self,
                       const char *id)
{
  rt_hue_apply (GTK_WIDGET (self->chart), id);
  rt_hue_apply (self->payload_swatch, id);
  rt_hue_apply (self->overhead_swatch, id);
}

static void
rt_lane_view_follow (RtLaneView *self)
{
  g_object_bind_property (self->lane, "n-clients", self->clients, "value",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->lane, "notify::state",
                           G_CALLBACK (rt_lane_view_show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lane, "notify::reason",
                           G_CALLBACK (rt_lane_view_show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lane, "notify::running",
                           G_CALLBACK (rt_lane_view_show_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lane, "notify::busy",
                           G_CALLBACK (rt_lane_view_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lane, "settled",
                           G_CALLBACK (rt_lane_view_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lane, "notify::uri",
                           G_CALLBACK (rt_lane_view_show_address), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->slot, "shown",
                           G_CALLBACK (rt_lane_view_show_address), self, G_CONNECT_SWAPPED);
}

/**
 * rt_lane_view_new:
 * @lane: a lane
 *
 * Makes a view that has no live view yet, see rt_lane_view_add_live().
 *
 * Returns: (transfer floating): a new view of @lane
 */
GtkWidget *
rt_lane_view_new (RtLane *lane)
{
  RtLaneView *self = g_object_new (RT_TYPE_LANE_VIEW, NULL);
  const RtPattern *pattern = rt_lane_get_pattern (lane);

  self->lane = g_object_ref (lane);
  rt_lane_heading_set_up (self->heading, lane, GTK_WIDGET (self));
  set_text (self->sentence, rt_lane_get_sentence (lane));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, rt_lane_get_name (lane), -1);
  rt_lane_view_take_hue (self, pattern->id);
  gtk_box_append (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->toggle))), rt_lane_menu_new (lane, TRUE));
  gtk_box_insert_child_after (GTK_BOX (self), rt_lane_broken_bar_new (lane), GTK_WIDGET (self->sentence));
  if (rt_lane_get_desk (lane) != NULL)
    rt_lane_address_set_desk (self->address, rt_lane_get_desk (lane));
  gtk_widget_set_visible (GTK_WIDGET (self->n_clients), rt_lane_get_desk (lane) == NULL);
  rt_traffic_chart_set_samples (self->chart, rt_lane_get_samples (lane));
  rt_traffic_chart_set_marks (self->chart, rt_lane_get_marks (lane));
  rt_lane_view_follow (self);
  rt_lane_view_show_running (self);
  rt_lane_view_show_state (self);
  rt_lane_view_show_address (self);
  return GTK_WIDGET (self);
}

/* What another source cost is nothing of this one's. */
static void
on_source_changed (RtLaneView *self)
{
  rt_lane_reset (self->lane);
  g_signal_emit (self, signals[SIGNAL_SOURCE_CHANGED], 0);
  rt_lane_view_refresh (self);
}

/**
 * rt_lane_view_add_live:
 * @self: a lane's view
 * @title: what it is called, translated
 * @live: (transfer floating): what it shows
 *
 * Adds a live view, between which the user switches where there are several. The first
 * is what the lane's own clients hear; what is wrong with them is shown in its place.
 */
void
rt_lane_view_add_live (RtLaneView *self,
                       const char *title,
                       RtLiveView *live)
{
  rt_live_view_set_lane (live, self->lane);
  rt_lane_slot_add (self->slot, title, live);
  g_signal_connect_object (live, "notify::trouble", G_CALLBACK (rt_lane_view_show_state), self,
                           G_CONNECT_SWAPPED);
  if (rt_live_view_can_take_files (live))
    rt_file_drop_add (GTK_WIDGET (self), self->slot);
  if (rt_live_view_get_source (live) == NULL)
    return;
  rt_lane_address_set_source (self->address, rt_live_view_get_source (live));
  g_signal_connect_object (rt_live_view_get_source (live), "changed",
                           G_CALLBACK (on_source_changed), self, G_CONNECT_SWAPPED);
}

/**
 * rt_lane_view_get_chosen:
 * @self: a lane's view
 *
 * Returns: (transfer none) (nullable): the address the user chose for the lane to read;
 *   %NULL: that of its own server
 */
const char *
rt_lane_view_get_chosen (RtLaneView *self)
{
  return rt_lane_address_get_chosen (self->address);
}

/**
 * rt_lane_view_set_address:
 * @self: a lane's view
 * @index: a live view, by its number from 0
 * @address: (nullable): where others can have what it shows; %NULL: at the lane's own
 * @help: (nullable): what that is, translated; not copied
 *
 * Sets the address that is shown with a live view.
 */
void
rt_lane_view_set_address (RtLaneView *self,
                          guint       index,
                          const char *address,
                          const char *help)
{
  rt_live_view_set_address (rt_lane_slot_get_nth (self->slot, index), address, help);
  rt_lane_view_show_address (self);
}

/**
 * rt_lane_view_get_slot:
 * @self: a lane's view
 *
 * Returns: (transfer none): where its live views are
 */
RtLaneSlot *
rt_lane_view_get_slot (RtLaneView *self)
{
  return self->slot;
}

/**
 * rt_lane_view_get_lane:
 * @self: a lane's view
 *
 * Returns: (transfer none): the lane
 */
RtLane *
rt_lane_view_get_lane (RtLaneView *self)
{
  return self->lane;
}

/**
 * rt_lane_view_refresh:
 * @self: a lane's view
 *
 * Shows what the counters say now, and what the live view has to show. Call it a few
 * times a second, while it can be seen.
 */
void
rt_lane_view_refresh (RtLaneView *self)
{
  const RtTraffic *traffic = rt_lane_get_traffic (self->lane);
  gint64 median = traffic->latency != NULL ? rt_histogram_get_quantile (traffic->latency, 0.5)
                                           : -1;
  gboolean counted = traffic->requests > 0 || traffic->events > 0;

  rt_figure_take_value (self->empty, rt_format_share (rt_traffic_get_empty_share (traffic)));
  rt_figure_take_value (self->per_event, rt_lane_has_wire (self->lane)
                                           ? rt_format_bytes (rt_traffic_get_bytes_per_event (traffic))
                                           : g_strdup (_("No wire")));
  rt_figure_take_value (self->latency, rt_format_duration_us (median));
  rt_figure_take_value (self->lost, rt_format_count (counted ? (double) traffic->lost : -1));
  rt_lane_view_show_hint (self);
  rt_lane_slot_refresh (self->slot);
}

/**
 * rt_lane_view_get_peak:
 * @self: a lane's view
 *
 * Returns: the highest bar of its chart, in bytes a second
 */
double
rt_lane_view_get_peak (RtLaneView *self)
{
  return rt_traffic_chart_get_peak (self->chart);
}

/**
 * rt_lane_view_set_scale:
 * @self: a lane's view
 * @least: in bytes a second
 *
 * Makes the scale of its chart reach to @least at least.
 */
void
rt_lane_view_set_scale (RtLaneView *self,
                        double      least)
{
  rt_traffic_chart_set_least (self->chart, least);
}
