/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-page.h"

#include "lab/rt-lane-desk.h"
#include "rt-dashboard-buses.h"
#include "rt-dashboard-lanes.h"
#include "rt-dashboard-room.h"
#include "rt-dashboard-totals.h"
#include "widgets/rt-adaptive.h"
#include "widgets/rt-column-layout.h"

#define REFRESH_MS 250
#define REFRESHES_A_SECOND 4

struct _RtDashboardPage {
  AdwBin          parent_instance;
  GtkStack       *stack;
  GtkBox         *grid;
  AdwCarousel    *carousel;
  RtAdaptive     *adaptive;
  GtkLabel       *totals;
  RtColumnLayout *columns;
  GPtrArray      *views;
  RtEngine       *engine;
  RtUploadList   *uploads;
  guint           refresh_source;
  guint           n_refreshes;
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

static RtLaneView *
get_view (RtDashboardPage *self,
          guint            index)
{
  return g_ptr_array_index (self->views, index);
}

static RtLane *
get_lane (RtDashboardPage *self,
          guint            index)
{
  return rt_lane_view_get_lane (get_view (self, index));
}

static gboolean
on_refresh (gpointer user_data)
{
  RtDashboardPage *self = user_data;

  rt_dashboard_totals_refresh (self->views, self->totals, self->n_refreshes++ % REFRESHES_A_SECOND == 0);
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
  rt_dashboard_totals_show (self->views, self->totals);
}

static void
on_start (RtLaneView      *view,
          RtDashboardPage *self)
{
  RtLane *lane = rt_lane_view_get_lane (view);

  if (rt_lane_get_desk (lane) == NULL && self->engine == NULL)
    return;
  if (self->engine != NULL)
    rt_dashboard_begin_now (view, self->engine);
  rt_lane_start (lane);
}

static void
on_source_changed (RtLaneView      *view,
                   RtDashboardPage *self)
{
  if (self->engine == NULL)
    return;
  rt_dashboard_begin_now (view, self->engine);
  rt_dashboard_address (view, self->engine);
}

static void
on_shown (RtDashboardPage *self)
{
  rt_dashboard_room_share (self->views);
}

static void
rt_dashboard_page_add_lane (RtDashboardPage *self,
                            RtLane          *lane)
{
  GtkWidget *view = rt_dashboard_new_lane_view (lane);

  rt_dashboard_room_follow_focus (view, self->carousel);
  g_signal_connect_object (view, "start", G_CALLBACK (on_start), self, 0);
  g_signal_connect_object (view, "source-changed", G_CALLBACK (on_source_changed), self, 0);
  g_signal_connect_object (lane, "notify::running", G_CALLBACK (on_busy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "notify::busy", G_CALLBACK (on_busy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rt_lane_view_get_slot (RT_LANE_VIEW (view)), "shown", G_CALLBACK (on_shown), self,
                           G_CONNECT_SWAPPED);
  rt_lane_slot_set_engine (rt_lane_view_get_slot (RT_LANE_VIEW (view)), NULL, self->uploads);
  g_ptr_array_add (self->views, g_object_ref_sink (view));
  gtk_box_append (self->grid, view);
}

/* How the lanes are laid out has changed. */
static void
rt_dashboard_page_align (RtDashboardPage *self)
{
  guint n_columns = 0;

  if (!rt_adaptive_get_narrow (self->adaptive))
    g_object_get (self->columns, "n-columns", &n_columns, NULL);
  rt_dashboard_room_align (self->views, n_columns);
}

static void
on_narrow (RtDashboardPage *self)
{
  gboolean narrow = rt_adaptive_get_narrow (self->adaptive);

  rt_dashboard_room_move (self->views, self->grid, self->carousel, narrow);
  gtk_stack_set_visible_child_name (self->stack, narrow ? "swiped" : "grid");
  rt_dashboard_page_align (self);
}

static void
rt_dashboard_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_dashboard_page_parent_class)->map (widget);
  rt_dashboard_room_fill (RT_DASHBOARD_PAGE (widget)->views, gtk_widget_get_frame_clock (widget));
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
  if (self->uploads != NULL)
    rt_upload_list_set_server (self->uploads, NULL);
  g_clear_object (&self->uploads);

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
    g_param_spec_boolean ("running", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (RT_TYPE_ADAPTIVE);
  g_type_ensure (RT_TYPE_COLUMN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-dashboard-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, grid);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, carousel);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, adaptive);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, totals);
  gtk_widget_class_bind_template_child (widget_class, RtDashboardPage, columns);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow);
  gtk_widget_class_bind_template_callback (widget_class, rt_dashboard_page_align);
}

static void
rt_dashboard_page_init (RtDashboardPage *self)
{
  const RtPattern * const *patterns = rt_patterns_list ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->views = g_ptr_array_new_with_free_func (g_object_unref);
  self->uploads = rt_upload_list_new ();
  for (gsize i = 0; patterns[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) lanes = rt_dashboard_new_lanes (patterns[i]);

      for (guint n = 0; n < lanes->len; n++)
        rt_dashboard_page_add_lane (self, lanes->pdata[n]);
    }
  rt_dashboard_room_begin (self->views);
  rt_dashboard_room_align (self->views, 0);
  rt_dashboard_room_turn (self->carousel);
  rt_dashboard_totals_show (self->views, self->totals);
}

/**
 * rt_dashboard_page_set_engine:
 * @self: a dashboard
 * @engine: (nullable): what serves the ticker and listens on the main port
 *
 * Gives the lanes their addresses. Without an engine they have none and stand still; with another
 * one, those that ran start again.
 */
void
rt_dashboard_page_set_engine (RtDashboardPage *self,
                              RtEngine        *engine)
{
  g_autofree char *base = NULL;
  gboolean another = self->engine != NULL && engine != NULL && engine != self->engine;

  g_set_object (&self->engine, engine);
  if (engine == NULL)
    rt_dashboard_page_stop_all (self);
  else
    base = rt_server_dup_uri (rt_engine_get_server (engine), RT_PORT_MAIN);
  rt_upload_list_set_server (self->uploads, base);
  for (guint i = 0; i < self->views->len; i++)
    rt_dashboard_serve (get_view (self, i), engine, another, self->uploads);
}

/**
 * rt_dashboard_page_upload:
 * @self: a dashboard
 * @files: of #GFile
 *
 * Uploads @files, as soon as there is an engine, and shows each in every lane that can show
 * how far it is.
 */
void
rt_dashboard_page_upload (RtDashboardPage *self,
                          GListModel      *files)
{
  GListModel *to_take = files;

  for (guint i = 0; i < self->views->len; i++)
    if (rt_lane_slot_take_files (rt_lane_view_get_slot (get_view (self, i)), to_take))
      to_take = NULL;
}

/**
 * rt_dashboard_page_fail:
 * @self: a dashboard
 * @reason: why there is no engine, or none that listens, for people
 *
 * Takes away the engine if there is one, which stops all lanes, and shows those that need it as failed. They
 * can have another, or that one again, with rt_dashboard_page_set_engine().
 */
void
rt_dashboard_page_fail (RtDashboardPage *self,
                        const char      *reason)
{
  rt_dashboard_page_set_engine (self, NULL);
  for (guint i = 0; i < self->views->len; i++)
    if (rt_lane_get_desk (get_lane (self, i)) == NULL)
      rt_lane_fail (get_lane (self, i), reason);
}

/**
 * rt_dashboard_page_keep_buses:
 * @self: a dashboard
 * @settings: where they are kept
 *
 * Has lanes on a bus work where they did last.
 */
void
rt_dashboard_page_keep_buses (RtDashboardPage *self,
                              GSettings       *settings)
{
  rt_dashboard_keep_buses (self->views, settings);
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
 * rt_dashboard_page_find:
 * @self: a dashboard
 * @id: of a lane
 *
 * Returns: (transfer none) (nullable): its view
 */
RtLaneView *
rt_dashboard_page_find (RtDashboardPage *self,
                        const char      *id)
{
  for (guint i = 0; i < self->views->len; i++)
    if (g_str_equal (rt_lane_get_id (get_lane (self, i)), id))
      return get_view (self, i);
  return NULL;
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
