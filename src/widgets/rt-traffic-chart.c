/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-traffic-chart.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "widgets/rt-chart-scale.h"
#include "widgets/rt-chart-marks.h"
#include "widgets/rt-hue.h"

#define PAYLOAD  0
#define OVERHEAD 1

struct _RtTrafficChart {
  GtkWidget     parent_instance;
  RtSampleRing *samples;
  GListModel   *marks;
  double        least;
  double        maximum;
  char         *scale;
};

G_DEFINE_FINAL_TYPE (RtTrafficChart, rt_traffic_chart, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_SAMPLES,
  PROP_SCALE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* What is painted of marks cannot be heard: the newest one is said. */
static char *
dup_newest_mark (RtTrafficChart *self)
{
  guint n = self->marks != NULL ? g_list_model_get_n_items (self->marks) : 0;
  g_autoptr (RtMark) mark = n > 0 ? g_list_model_get_item (self->marks, n - 1) : NULL;

  return mark != NULL ? g_strconcat (". ", rt_mark_get_words (mark), NULL) : g_strdup ("");
}

static void
rt_traffic_chart_describe (RtTrafficChart *self)
{
  guint length = rt_sample_ring_get_length (self->samples);
  g_autofree char *payload = NULL;
  g_autofree char *overhead = NULL;
  g_autofree char *words = NULL;
  g_autofree char *mark = dup_newest_mark (self);
  g_autofree char *description = NULL;

  if (length == 0)
    return;
  payload = rt_format_rate (rt_sample_ring_get (self->samples, PAYLOAD, length - 1));
  overhead = rt_format_rate (rt_sample_ring_get (self->samples, OVERHEAD, length - 1));
  /* Translators: what a chart shows at its end, the last second */
  words = g_strdup_printf (_("Now %s of payload and %s of overhead"), payload, overhead);
  description = g_strconcat (words, mark, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
rt_traffic_chart_update (RtTrafficChart *self)
{
  g_autofree char *scale = NULL;

  if (self->samples == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->maximum = rt_chart_scale_maximum (MAX (rt_traffic_chart_get_peak (self), self->least));
  if (rt_sample_ring_get_length (self->samples) > 0)
    {
      g_autofree char *maximum = rt_format_rate (self->maximum);

      scale = g_strconcat ("0 – ", maximum, NULL);
    }
  if (g_strcmp0 (scale, self->scale) != 0)
    {
      g_free (self->scale);
      self->scale = g_steal_pointer (&scale);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALE]);
    }
  rt_traffic_chart_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rt_traffic_chart_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_traffic_chart_parent_class)->map (widget);
  rt_traffic_chart_update (RT_TRAFFIC_CHART (widget));
}

static void
add_bar (cairo_t *cr,
         RtBar    bar,
         double   top,
         double   height)
{
  if (height > 0)
    cairo_rectangle (cr, bar.x, top, bar.width, height);
}

static RtBar
get_bar (RtTrafficChart *self,
         guint           index)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  RtBar bar = rt_chart_scale_bar (width, rt_sample_ring_get_capacity (self->samples),
                                  rt_sample_ring_get_length (self->samples), index);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    bar.x = width - bar.x - bar.width;
  return bar;
}

/* The bars of one series: @overhead stands on payload. */
static void
add_bars (RtTrafficChart *self,
          cairo_t        *cr,
          gboolean        overhead)
{
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  guint length = self->samples != NULL ? rt_sample_ring_get_length (self->samples) : 0;

  for (guint i = 0; i < length; i++)
    {
      double below = rt_chart_scale_height (height, self->maximum, rt_sample_ring_get (self->samples, PAYLOAD, i));
      double above = rt_chart_scale_height (height - below, self->maximum * (1 - below / height),
                                            rt_sample_ring_get (self->samples, OVERHEAD, i));

      if (overhead)
        add_bar (cr, get_bar (self, i), height - below - above, above);
      else
        add_bar (cr, get_bar (self, i), height - below, below);
    }
}

/* All bars of a colour are one shape: of a node each, the toolkit would paint every one of them
 * again with whatever changes anywhere in the window. */
static void
rt_traffic_chart_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  RtTrafficChart *self = RT_TRAFFIC_CHART (widget);
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  GdkRGBA full, faded;

  rt_hue_get (widget, &full, &faded);
  gdk_cairo_set_source_rgba (cr, &faded);
  add_bar (cr, (RtBar) { 0, width }, height - 1, 1);
  cairo_fill (cr);
  add_bars (self, cr, TRUE);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &full);
  add_bars (self, cr, FALSE);
  cairo_fill (cr);
  cairo_destroy (cr);
  if (self->marks != NULL && self->samples != NULL && rt_sample_ring_get_length (self->samples) > 0)
    rt_chart_marks_append (widget, snapshot, self->marks, rt_sample_ring_get_when (self->samples),
                           width / rt_sample_ring_get_capacity (self->samples));
}

/* At a mark it says what happened, elsewhere what the chart is. */
static gboolean
rt_traffic_chart_query_tooltip (GtkWidget  *widget,
                                int         x,
                                int         y,
                                gboolean    keyboard,
                                GtkTooltip *tooltip)
{
  RtTrafficChart *self = RT_TRAFFIC_CHART (widget);
  g_autofree char *words = NULL;

  if (!keyboard && self->marks != NULL && self->samples != NULL && rt_sample_ring_get_length (self->samples) > 0)
    words = rt_chart_marks_dup_at (widget, self->marks, rt_sample_ring_get_when (self->samples),
                                   (double) gtk_widget_get_width (widget) /
                                   rt_sample_ring_get_capacity (self->samples), x);
  if (words == NULL)
    return GTK_WIDGET_CLASS (rt_traffic_chart_parent_class)->query_tooltip (widget, x, y, keyboard, tooltip);
  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

static void
rt_traffic_chart_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = horizontal ? 60 : 32;
  *natural = horizontal ? 240 : 32;
}

static void
rt_traffic_chart_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  RtTrafficChart *self = RT_TRAFFIC_CHART (object);

  switch (prop_id)
    {
    case PROP_SAMPLES:
      g_value_set_object (value, self->samples);
      break;
    case PROP_SCALE:
      g_value_set_string (value, self->scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_traffic_chart_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_SAMPLES:
      rt_traffic_chart_set_samples (RT_TRAFFIC_CHART (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_traffic_chart_dispose (GObject *object)
{
  RtTrafficChart *self = RT_TRAFFIC_CHART (object);

  rt_traffic_chart_set_samples (self, NULL);
  g_clear_object (&self->marks);
  g_clear_pointer (&self->scale, g_free);

  G_OBJECT_CLASS (rt_traffic_chart_parent_class)->dispose (object);
}

static void
rt_traffic_chart_class_init (RtTrafficChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rt_traffic_chart_get_property;
  object_class->set_property = rt_traffic_chart_set_property;
  object_class->dispose = rt_traffic_chart_dispose;
  widget_class->map = rt_traffic_chart_map;
  widget_class->snapshot = rt_traffic_chart_snapshot;
  widget_class->measure = rt_traffic_chart_measure;
  widget_class->query_tooltip = rt_traffic_chart_query_tooltip;

  properties[PROP_SAMPLES] =
    g_param_spec_object ("samples", NULL, NULL, RT_TYPE_SAMPLE_RING,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SCALE] =
    g_param_spec_string ("scale", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "trafficchart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rt_traffic_chart_init (RtTrafficChart *self)
{
  self->maximum = 1;
}

/**
 * rt_traffic_chart_set_samples:
 * @self: a chart
 * @samples: (nullable): payload and overhead of each second
 *
 * Sets what is shown.
 */
void
rt_traffic_chart_set_samples (RtTrafficChart *self,
                              RtSampleRing   *samples)
{
  if (self->samples == samples)
    return;
  if (self->samples != NULL)
    g_signal_handlers_disconnect_by_data (self->samples, self);
  g_set_object (&self->samples, samples);
  if (samples != NULL)
    g_signal_connect_object (samples, "changed", G_CALLBACK (rt_traffic_chart_update),
                             self, G_CONNECT_SWAPPED);
  rt_traffic_chart_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAMPLES]);
}

/**
 * rt_traffic_chart_set_marks:
 * @self: a chart
 * @marks: (nullable): of #RtMark
 *
 * Sets what is marked at its time. A new mark is drawn with the next sample.
 */
void
rt_traffic_chart_set_marks (RtTrafficChart *self,
                            GListModel     *marks)
{
  if (g_set_object (&self->marks, marks))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rt_traffic_chart_get_peak:
 * @self: a chart
 *
 * Returns: the highest bar, payload and overhead together, in bytes a second
 */
double
rt_traffic_chart_get_peak (RtTrafficChart *self)
{
  guint length = self->samples != NULL ? rt_sample_ring_get_length (self->samples) : 0;
  double peak = 0;

  for (guint i = 0; i < length; i++)
    peak = MAX (peak, rt_sample_ring_get (self->samples, PAYLOAD, i) +
                      rt_sample_ring_get (self->samples, OVERHEAD, i));
  return peak;
}

/**
 * rt_traffic_chart_set_least:
 * @self: a chart
 * @least: in bytes a second
 *
 * Makes the scale reach to @least at least, so that several charts have one scale.
 */
void
rt_traffic_chart_set_least (RtTrafficChart *self,
                            double          least)
{
  if (self->least == least)
    return;
  self->least = least;
  rt_traffic_chart_update (self);
}
