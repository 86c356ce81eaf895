/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-figures.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-lane-desk.h"
#include "widgets/rt-column-layout.h"
#include "widgets/rt-figure.h"

#define GROUP_WIDTH   200
#define GROUP_SPACING 12
#define GROUP_COLUMNS 2
#define WIDTH         66
#define SPACING       6

/* @group: of this figure and those after it; %NULL: the one before
 * @context: (nullable): of @caption, for those who translate
 * @on_wire: there is none where there is no wire */
typedef struct {
  const char *group;
  const char *caption;
  const char *meaning;
  double    (*value)  (const RtTraffic *traffic, RtLane *lane);
  char     *(*format) (double value);
  const char *context;
  gboolean    on_wire;
} Kind;

#define COUNTER(field)                       \
  static double                              \
  get_##field (const RtTraffic *traffic,     \
               RtLane          *lane)        \
  {                                          \
    return traffic->field;                   \
  }

COUNTER (connections_opened)
COUNTER (connections_open)
COUNTER (requests)
COUNTER (responses)
COUNTER (empty)
COUNTER (events)
COUNTER (unique)
COUNTER (lost)
COUNTER (duplicate)
COUNTER (reordered)
COUNTER (payload_in)
COUNTER (payload_out)
COUNTER (header_bytes)
COUNTER (conflated)
COUNTER (dropped)
COUNTER (outbox_events)

static double
get_wire_in (const RtTraffic *traffic,
             RtLane          *lane)
{
  return traffic->wire.bytes_in;
}

static double
get_wire_out (const RtTraffic *traffic,
              RtLane          *lane)
{
  return traffic->wire.bytes_out;
}

static double
get_overhead (const RtTraffic *traffic,
              RtLane          *lane)
{
  return rt_traffic_get_overhead (traffic);
}

static double
get_segments_in (const RtTraffic *traffic,
                 RtLane          *lane)
{
  return traffic->wire.segments_in;
}

static double
get_segments_out (const RtTraffic *traffic,
                  RtLane          *lane)
{
  return traffic->wire.segments_out;
}

static double
get_quantile (const RtHistogram *histogram,
              double             quantile)
{
  return histogram != NULL ? rt_histogram_get_quantile (histogram, quantile) : -1;
}

static double
get_latency_half (const RtTraffic *traffic,
                  RtLane          *lane)
{
  return get_quantile (traffic->latency, 0.5);
}

static double
get_latency_95 (const RtTraffic *traffic,
                RtLane          *lane)
{
  return get_quantile (traffic->latency, 0.95);
}

static double
get_latency_99 (const RtTraffic *traffic,
                RtLane          *lane)
{
  return get_quantile (traffic->latency, 0.99);
}

static double
get_latency_most (const RtTraffic *traffic,
                  RtLane          *lane)
{
  return get_quantile (traffic->latency, 1);
}

static double
get_bytes_per_event (const RtTraffic *traffic,
                     RtLane          *lane)
{
  return rt_traffic_get_bytes_per_event (traffic);
}

static double
get_age (const RtTraffic *traffic,
         RtLane          *lane)
{
  return rt_lane_get_age (lane);
}

static const Kind kinds[] = {
  { N_("Connections"), NC_("column", "Open"), N_("Connections open now. Measured."),
    get_connections_open, rt_format_count, "column" },
  { NULL, N_("Opened"), N_("Connections opened since the counters were last reset. Measured."),
    get_connections_opened, rt_format_count },
  { N_("Requests"), N_("Requests"), N_("Requests sent. Measured."), get_requests, rt_format_count },
  { NULL, N_("Answers"), N_("Answers received. Measured."), get_responses, rt_format_count },
  { NULL, N_("Empty"), N_("Answers that carried nothing new. Measured."), get_empty, rt_format_count },
  { N_("Events"), N_("Delivered"), N_("Events that came, again or for the first time. Measured."),
    get_events, rt_format_count },
  { NULL, N_("Unique"), N_("Events that came for the first time. Measured."), get_unique, rt_format_count },
  { NULL, N_("Lost"), N_("Events whose number was skipped and did not come later. Measured."),
    get_lost, rt_format_count },
  { NULL, N_("Duplicate"), N_("Events that came again. Measured."), get_duplicate, rt_format_count },
  { NULL, N_("Reordered"), N_("Events that came after one with a higher number. Measured."),
    get_reordered, rt_format_count },
  { N_("Bytes"), N_("Payload in"), N_("Bytes of the events’ data that came, and nothing else. Measured."),
    get_payload_in, rt_format_bytes },
  { NULL, N_("Payload out"), N_("Bytes of the events’ data that went, and nothing else. Measured."),
    get_payload_out, rt_format_bytes },
  { NULL, NC_("column", "In"), N_("Bytes received above TCP, as the kernel counts them. Measured."),
    get_wire_in, rt_format_bytes, "column", TRUE },
  { NULL, NC_("column", "Out"), N_("Bytes sent above TCP, as the kernel counts them. Measured."),
    get_wire_out, rt_format_bytes, "column", TRUE },
  { NULL, N_("Overhead"), N_("Bytes on the wire, as the kernel counts them above TCP, less the payload. Measured."),
    get_overhead, rt_format_bytes, NULL, TRUE },
  { NULL, N_("Per event"),
    N_("Bytes on the wire in both directions, divided by the events delivered. Measured; TCP/IP headers are "
       "not in it."), get_bytes_per_event, rt_format_bytes, NULL, TRUE },
  { N_("TCP segments"), NC_("column", "In"), N_("TCP segments with data that came. Measured."),
    get_segments_in, rt_format_count, "column", TRUE },
  { NULL, NC_("column", "Out"), N_("TCP segments with data that went. Measured."),
    get_segments_out, rt_format_count, "column", TRUE },
  { NULL, N_("Headers"), N_("Bytes of the TCP/IP headers of these segments. Estimated."),
    get_header_bytes, rt_format_bytes, NULL, TRUE },
  { N_("Latency"), "p50", N_("Half of all events took at most this long from their birth to the client’s "
    "hand; where the answer does not say when it was born, from asking to the whole answer. What was there before "
    "the client came does not count. Measured; right to 1 %."), get_latency_half, rt_format_duration_us },
  { NULL, "p95", N_("95 of 100 events took at most this long. Measured; right to 1 %."),
    get_latency_95, rt_format_duration_us },
  { NULL, "p99", N_("99 of 100 events took at most this long. Measured; right to 1 %."),
    get_latency_99, rt_format_duration_us },
  { NULL, N_("Longest"), N_("The event that took longest took this long. Measured; right to 1 %."),
    get_latency_most, rt_format_duration_us },
  { NULL, N_("Age"), N_("How long ago what the clients show was born, of the one that is furthest behind. Measured."),
    get_age, rt_format_elapsed_us },
  { N_("Outbox"), N_("Waiting"), N_("Messages that wait to be written. Measured."),
    get_outbox_events, rt_format_count },
  { NULL, N_("Conflated"), N_("Events a newer one took the place of before they were written. Measured."),
    get_conflated, rt_format_count },
  { NULL, N_("Dropped"), N_("Events left out because too much was waiting to be written. Measured."),
    get_dropped, rt_format_count },
};

struct _RtLaneFigures {
  AdwBin    parent_instance;
  RtFigure *figures[G_N_ELEMENTS (kinds)];
};

G_DEFINE_FINAL_TYPE (RtLaneFigures, rt_lane_figures, ADW_TYPE_BIN)

static GtkWidget *
new_columns (int width,
             int spacing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkLayoutManager *layout = rt_column_layout_new ();

  g_object_set (layout, "column-width", width, "spacing", spacing, NULL);
  gtk_widget_set_layout_manager (box, layout);
  return box;
}

/* Returns where its figures belong. */
static GtkWidget *
add_group (GtkWidget  *groups,
           const char *name)
{
  GtkWidget *group = g_object_new (GTK_TYPE_BOX,
                                   "orientation", GTK_ORIENTATION_VERTICAL,
                                   "spacing", 2,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                   NULL);
  GtkWidget *title = gtk_label_new (name);
  GtkWidget *figures = new_columns (WIDTH, SPACING);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "caption-heading");
  gtk_accessible_update_property (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (group), title);
  gtk_box_append (GTK_BOX (group), figures);
  gtk_box_append (GTK_BOX (groups), group);
  return figures;
}

static const char *
get_caption (const Kind *kind)
{
  return kind->context != NULL ? g_dpgettext2 (NULL, kind->context, kind->caption) : _(kind->caption);
}

static void
rt_lane_figures_class_init (RtLaneFiguresClass *klass)
{
}

static void
rt_lane_figures_init (RtLaneFigures *self)
{
  GtkWidget *groups = new_columns (GROUP_WIDTH, GROUP_SPACING);
  GtkWidget *figures = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (kinds[i].group != NULL)
        figures = add_group (groups, _(kinds[i].group));
      self->figures[i] = g_object_new (RT_TYPE_FIGURE,
                                       "caption", get_caption (&kinds[i]),
                                       "tooltip-text", _(kinds[i].meaning),
                                       NULL);
      gtk_box_append (GTK_BOX (figures), GTK_WIDGET (self->figures[i]));
    }
  g_object_set (gtk_widget_get_layout_manager (groups), "usual-columns", GROUP_COLUMNS, NULL);
  gtk_widget_set_valign (groups, GTK_ALIGN_START);
  adw_bin_set_child (ADW_BIN (self), groups);
}

/**
 * rt_lane_figures_show:
 * @self: figures
 * @lane: what they are of
 *
 * Shows what the counters say.
 */
void
rt_lane_figures_show (RtLaneFigures *self,
                      RtLane        *lane)
{
  const RtTraffic *traffic = rt_lane_get_traffic (lane);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    rt_figure_take_value (self->figures[i], kinds[i].on_wire && !rt_lane_has_wire (lane)
                                              ? g_strdup (_("No wire"))
                                              : kinds[i].format (kinds[i].value (traffic, lane)));
}
