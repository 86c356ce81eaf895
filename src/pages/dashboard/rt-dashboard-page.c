/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-page.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "rt-dashboard-lanes.h"
#include "rt-lane-view.h"
#include "widgets/rt-adaptive.h"
#include "widgets/rt-column-layout.h"

#define REFRESH_MS 250
/* The totals are of so many seconds, so that one busy second does not make them jump. */
#define TOTAL_SECONDS 5

struct _RtDashboardPage {
  AdwBin          parent_instance;
  GtkStack       *stack;
  GtkBox         *grid;
  AdwCarousel    *carousel;
  RtAdaptive     *adaptive;
  GtkLabel       *totals;
  GtkSizeGroup   *live_views;
  GPtrArray      *views;
  RtEngine       *engine;
  guint           refresh_source;
  gboolean        running;
  gboolean        busy;
};

G_DEFINE_FINAL_TYPE (RtDashboardPage, rt_dashboard_page, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_RUNNING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static RtLane *
get_lane (RtDashboardPage *self,
          guint            index)
{
  return rt_lane_view_get_lane (g_ptr_array_index (self->views, index));
}

/* What @lane moved a second lately. */
static void
add_rates (RtLane *lane,
           double *payload,
           double *overhead)
{
  RtSampleRing *samples = rt_lane_get_samples (lane);
  guint length = rt_sample_ring_get_length (samples);
  guint n = MIN (length, TOTAL_SECONDS);

  for (guint i = length - n; i < length; i++)
    {
      *payload += rt_sample_ring_get (samples, RT_LANE_SERIES_PAYLOAD, i) / n;
      *overhead += rt_sample_ring_get (samples, RT_LANE_SERIES_OVERHEAD, i) / n;
    }
}

static void
rt_dashboard_page_show_totals (RtDashboardPage *self)
{
  g_autofree char *rate = NULL;
  g_autofree char *share = NULL;
  g_autofree char *words = NULL;
  double payload = 0;
  double overhead = 0;
  guint64 open = 0;

  for (guint i = 0; i < self->views->len; i++)
    if (rt_lane_get_busy (get_lane (self, i)))
      {
        add_rates (get_lane (self, i), &payload, &overhead);
        open += rt_lane_get_traffic (get_lane (self, i))->connections_open;
      }
  rate = rt_format_rate (payload + overhead);
  share = rt_format_share (payload + overhead > 0 ? overhead / (payload + overhead) : -1);
  /* Translators: how many connections are open, bytes a second, share of overhead */
  words = g_strdup_printf (_("All lanes: %u open · %s · %s overhead"),
                           (guint) open, rate, share);
  if (g_strcmp0 (words, gtk_label_get_text (self->totals)) != 0)
    gtk_label_set_text (self->totals, words);
}

/* All lanes have one scale: the higher bar is the one that talks more. */
static void
rt_dashboard_page_share_scale (RtDashboardPage *self)
{
  double maximum = 0;

  for (guint i = 0; i < self->views->len; i++)
    maximum = MAX (maximum, rt_lane_view_get_peak (g_ptr_array_index (self->views, i)));
  for (guint i = 0; i < self->views->len; i++)
    rt_lane_view_set_scale (g_ptr_array_index (self->views, i), maximum);
}

static void
rt_dashboard_page_refresh (RtDashboardPage *self)
{
  for (guint i = 0; i < self->views->len; i++)
    if (rt_lane_get_busy (get_lane (self, i)))
      rt_lane_view_refresh (g_ptr_array_index (self->views, i));
  rt_dashboard_page_share_scale (self);
  rt_dashboard_page_show_totals (self);
}

static gboolean
on_refresh (gpointer user_data)
{
  rt_dashboard_page_refresh (user_data);
  return G_SOURCE_CONTINUE;
}

/* Counters are read only while they move and can be seen. */
static void
rt_dashboard_page_update_source (RtDashboardPage *self)
{
  gboolean wanted = self->busy && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, on_refresh, self);
  else if (!wanted)
    g_clear_handle_id (&self->refresh_source, g_source_remove);
}

static void
on_busy (RtDashboardPage *self)
{
  gboolean running = FALSE;

  self->busy = FALSE;
  for (guint i = 0; i < self->views->len; i++)
    {
      running |= rt_lane_get_running (get_lane (self, i));
      self->busy |= rt_lane_get_busy (get_lane (self, i));
    }
  if (running != self->running)
    {
      self->running = running;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
    }
  rt_dashboard_page_update_source (self);
  rt_dashboard_page_show_totals (self);
}

/* A lane begins now: what the channel remembers from before is not its traffic. */
static void
on_start (RtLaneView      *view,
          RtDashboardPage *self)
{
  RtLane *lane = rt_lane_view_get_lane (view);
  RtChannel *ticker = NULL;

  if (self->engine == NULL)
    return;
  ticker = rt_hub_lookup (rt_engine_get_hub (self->engine), "ticker");
  rt_lane_set_after (lane, ticker != NULL ? (gint64) rt_channel_get_last (ticker) : -1);
  rt_lane_start (lane);
}

/* Whoever comes to a lane by keyboard sees it. */
static void
on_focus_enter (GtkEventControllerFocus *controller,
                RtDashboardPage         *self)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  if (rt_adaptive_get_narrow (self->adaptive))
    adw_carousel_scroll_to (self->carousel, view, TRUE);
}

static void
rt_dashboard_page_add_lane (RtDashboardPage *self,
                            const RtPattern *pattern)
{
  g_autoptr (RtLane) lane = rt_dashboard_new_lane (pattern);
  GtkWidget *view = rt_dashboard_new_lane_view (lane);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "enter", G_CALLBACK (on_focus_enter), self, 0);
  gtk_widget_add_controller (view, focus);
  g_signal_connect_object (view, "start", G_CALLBACK (on_start), self, 0);
  g_signal_connect_object (lane, "notify::running",
                           G_CALLBACK (on_busy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "notify::busy",
                           G_CALLBACK (on_busy), self, G_CONNECT_SWAPPED);
  rt_lane_view_align (RT_LANE_VIEW (view), self->live_views);
  g_ptr_array_add (self->views, g_object_ref_sink (view));
  gtk_box_append (self->grid, view);
}

static void
on_narrow (RtDashboardPage *self)
{
  gboolean narrow = rt_adaptive_get_narrow (self->adaptive);

  for (guint i = 0; i < self->views->len; i++)
    {
      GtkWidget *view = g_ptr_array_index (self->views, i);

      if (narrow)
        {
          gtk_box_remove (self->grid, view);
          adw_carousel_append (self->carousel, view);
        }
      else
        {
          adw_carousel_remove (self->carousel, view);
          gtk_box_append (self->grid, view);
        }
    }
  gtk_stack_set_visible_child_name (self->stack, narrow ? "swiped" : "grid");
}

static void
rt_dashboard_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_dashboard_page_parent_class)->map (widget);
  rt_dashboard_page_update_source (RT_DASHBOARD_PAGE (widget));
}

static void
rt_dashboard_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_dashboard_page_parent_class)->unmap (widget);
  rt_dashboard_page_update_source (RT_DASHBOARD_PAGE (widget));
}

static void
rt_dashboard_page_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  RtDashboardPage *self = RT_DASHBOARD_PAGE (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_dashboard_page_dispose (GObject *object)
{
  RtDashboardPage *self = RT_DASHBOARD_PAGE (object);

  if (self->views != NULL)
    rt_dashboard_page_stop_all (self);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (rt_dashboard_page_parent_class)->dispose (object);
}

static void
rt_dashboard_page_class_init (RtDashboardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rt_dashboard_page_get_property;
  object_class->dispose = rt_dashboard_page_dispose;
  widget_class->map = rt_dashboard_page_map;
  widget_class->unmap = rt_dashboard_page_unmap;

  properties[PROP_RUNNING] =
    g_param_spec_boolean ("running", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (RT_TYPE_ADAPTIVE);
  g_type_ensure (RT_TYPE_COLUMN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-dashboard-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, grid);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, carousel);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, adaptive);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, totals);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, live_views);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow);
}

static void
rt_dashboard_page_init (RtDashboardPage *self)
{
  const RtPattern * const *patterns = rt_patterns_list ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->views = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; patterns[i] != NULL; i++)
    rt_dashboard_page_add_lane (self, patterns[i]);
  rt_dashboard_page_show_totals (self);
}

/**
 * rt_dashboard_page_set_engine:
 * @self: a dashboard
 * @engine: (nullable): what serves the ticker and listens on the main port
 *
 * Gives the lanes their addresses. Without an engine they have none and stand still.
 */
void
rt_dashboard_page_set_engine (RtDashboardPage *self,
                              RtEngine        *engine)
{
  g_autofree char *base = NULL;

  g_set_object (&self->engine, engine);
  if (engine == NULL)
    rt_dashboard_page_stop_all (self);
  else
    base = rt_server_dup_uri (rt_engine_get_server (engine), RT_PORT_MAIN);
  for (guint i = 0; i < self->views->len; i++)
    {
      RtLane *lane = get_lane (self, i);
      g_autofree char *address = NULL;

      if (base != NULL)
        address = rt_dashboard_dup_address (rt_lane_get_pattern (lane), base);
      rt_lane_set_uri (lane, address);
    }
}

/**
 * rt_dashboard_page_fail:
 * @self: a dashboard without an engine
 * @reason: why it will not get one, for people
 *
 * Shows all lanes as failed.
 */
void
rt_dashboard_page_fail (RtDashboardPage *self,
                        const char      *reason)
{
  for (guint i = 0; i < self->views->len; i++)
    rt_lane_fail (get_lane (self, i), reason);
}

/**
 * rt_dashboard_page_get_running:
 * @self: a dashboard
 *
 * Returns: whether any lane runs
 */
gboolean
rt_dashboard_page_get_running (RtDashboardPage *self)
{
  return self->running;
}

/**
 * rt_dashboard_page_start_all:
 * @self: a dashboard
 *
 * Starts every lane that does not run.
 */
void
rt_dashboard_page_start_all (RtDashboardPage *self)
{
  for (guint i = 0; i < self->views->len; i++)
    on_start (g_ptr_array_index (self->views, i), self);
}

/**
 * rt_dashboard_page_stop_all:
 * @self: a dashboard
 *
 * Stops every lane.
 */
void
rt_dashboard_page_stop_all (RtDashboardPage *self)
{
  for (guint i = 0; i < self->views->len; i++)
    rt_lane_stop (get_lane (self, i));
}
