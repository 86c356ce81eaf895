/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-overview.h"

#include "lab/rt-lane-marks.h"
#include "pages/dashboard/rt-lane-hint.h"
#include "rt-lane-broken-bar.h"
#include "rt-lane-figures.h"
#include "widgets/rt-chart-marks.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-traffic-chart.h"

/* So many of what happened are written below the chart. */
#define MAX_MARKS 3

struct _RtLaneOverview {
  AdwBin           parent_instance;
  RtLane          *lane;
  GtkLabel        *sentence;
  RtLaneBrokenBar *broken;
  GtkLabel        *address;
  GtkLabel        *hint;
  GtkLabel        *marks;
  RtTrafficChart  *chart;
  GtkWidget       *payload_swatch;
  GtkWidget       *overhead_swatch;
  RtLaneFigures   *figures;
};

G_DEFINE_FINAL_TYPE (RtLaneOverview, rt_lane_overview, ADW_TYPE_BIN)

static void
rt_lane_overview_dispose (GObject *object)
{
  RtLaneOverview *self = RT_LANE_OVERVIEW (object);

  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_lane_overview_parent_class)->dispose (object);
}

static void
rt_lane_overview_class_init (RtLaneOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_overview_dispose;

  g_type_ensure (RT_TYPE_LANE_BROKEN_BAR);
  g_type_ensure (RT_TYPE_LANE_FIGURES);
  g_type_ensure (RT_TYPE_TRAFFIC_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, sentence);
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, broken);
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, address);
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, hint);
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, marks);
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, chart);
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, payload_swatch);
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, overhead_swatch);
  gtk_widget_class_bind_template_child (widget_class, RtLaneOverview, figures);
}

static void
rt_lane_overview_init (RtLaneOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_lane_overview_set_lane:
 * @self: an overview
 * @lane: (nullable): what to show
 *
 * Sets the lane whose counters are shown.
 */
void
rt_lane_overview_set_lane (RtLaneOverview *self,
                           RtLane         *lane)
{
  const char *id;

  if (!g_set_object (&self->lane, lane))
    return;
  rt_lane_broken_bar_set_lane (self->broken, lane);
  rt_traffic_chart_set_samples (self->chart, lane != NULL ? rt_lane_get_samples (lane) : NULL);
  rt_traffic_chart_set_marks (self->chart, lane != NULL ? rt_lane_get_marks (lane) : NULL);
  if (lane == NULL)
    return;
  id = rt_lane_get_pattern (lane)->id;
  rt_hue_apply (GTK_WIDGET (self->chart), id);
  rt_hue_apply (self->payload_swatch, id);
  rt_hue_apply (self->overhead_swatch, id);
  gtk_label_set_text (self->sentence, rt_lane_get_sentence (lane));
  rt_lane_overview_refresh (self);
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/* The last that happened, in words: how it is marked, when, and what. */
static char *
dup_marks (RtLane *lane)
{
  GListModel *marks = rt_lane_get_marks (lane);
  guint n = g_list_model_get_n_items (marks);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = n - MIN (n, MAX_MARKS); i < n; i++)
    {
      g_autoptr (RtMark) mark = g_list_model_get_item (marks, i);

      rt_chart_marks_append_words (text, mark);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * rt_lane_overview_refresh:
 * @self: an overview
 *
 * Shows what the counters say now. Call it a few times a second, while it can be seen.
 */
void
rt_lane_overview_refresh (RtLaneOverview *self)
{
  g_autofree char *hint = NULL;
  g_autofree char *marks = NULL;
  const char *uri;

  if (self->lane == NULL)
    return;
  hint = rt_lane_hint_dup (self->lane);
  uri = rt_lane_get_uri (self->lane);
  set_text (self->hint, hint);
  marks = dup_marks (self->lane);
  set_text (self->marks, marks);
  gtk_widget_set_visible (GTK_WIDGET (self->marks), *marks != '\0');
  set_text (self->address, uri != NULL ? uri : "");
  rt_lane_figures_show (self->figures, self->lane);
}
