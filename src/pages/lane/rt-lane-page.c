/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-page.h"

#include <glib/gi18n.h>

#include "lab/rt-lane-desk.h"
#include "rt-lane-messages.h"
#include "rt-lane-overview.h"
#include "rt-lane-peers.h"
#include "rt-lane-sequence.h"
#include "widgets/rt-adaptive.h"

#define REFRESH_MS 250

struct _RtLanePage {
  AdwBin          parent_instance;
  RtLane         *lane;
  RtAdaptive     *adaptive;
  GtkStack       *layouts;
  RtLaneOverview *overview;
  AdwBin         *overview_wide;
  AdwBin         *overview_narrow;
  RtLanePeers    *peers;
  AdwBin         *peers_wide;
  AdwBin         *peers_narrow;
  RtLaneSequence *sequence;
  AdwBin         *sequence_wide;
  AdwBin         *sequence_narrow;
  RtLaneMessages *messages;
  AdwBin         *messages_wide;
  AdwBin         *messages_narrow;
  RtAdaptive     *room;
  GtkBox         *story;
  AdwViewStack   *parts;
  RtPlayback     *playback;
  guint           refresh_source;
};

G_DEFINE_FINAL_TYPE (RtLanePage, rt_lane_page, ADW_TYPE_BIN)

static void
rt_lane_page_refresh (RtLanePage *self)
{
  rt_playback_update (self->playback);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->overview)))
    rt_lane_overview_refresh (self->overview);
}

static gboolean
on_refresh (gpointer user_data)
{
  rt_lane_page_refresh (user_data);
  return G_SOURCE_CONTINUE;
}

/* Counters are read only while they can be seen. */
static void
rt_lane_page_update_source (RtLanePage *self)
{
  gboolean wanted = self->lane != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->refresh_source == 0)
    {
      rt_lane_page_refresh (self);
      self->refresh_source = g_timeout_add (REFRESH_MS, on_refresh, self);
    }
  else if (!wanted)
    g_clear_handle_id (&self->refresh_source, g_source_remove);
}

static void
move (gpointer  part,
      AdwBin   *from,
      AdwBin   *to)
{
  if (gtk_widget_get_parent (part) == GTK_WIDGET (to))
    return;
  g_object_ref (part);
  adw_bin_set_child (from, NULL);
  adw_bin_set_child (to, part);
  g_object_unref (part);
}

static void
rt_lane_page_lay_out (RtLanePage *self,
                      gboolean    narrow)
{
  const struct {
    gpointer part;
    AdwBin  *wide;
    AdwBin  *narrow;
  } places[] = {
    { self->overview, self->overview_wide, self->overview_narrow },
    { self->peers, self->peers_wide, self->peers_narrow },
    { self->sequence, self->sequence_wide, self->sequence_narrow },
    { self->messages, self->messages_wide, self->messages_narrow },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    move (places[i].part, narrow ? places[i].wide : places[i].narrow,
          narrow ? places[i].narrow : places[i].wide);
  gtk_stack_set_visible_child_name (self->layouts, narrow ? "narrow" : "wide");
}

static void
on_narrow (RtLanePage *self)
{
  rt_lane_page_lay_out (self, rt_adaptive_get_narrow (self->adaptive));
}

/* Before it is shown: what needs more room than there is would make the window larger. */
static void
rt_lane_page_foresee (RtLanePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  int width = root != NULL ? gtk_widget_get_width (GTK_WIDGET (root)) : 0;
  int threshold;

  g_object_get (self->adaptive, "threshold", &threshold, NULL);
  if (width > 0)
    rt_lane_page_lay_out (self, width < threshold);
}

/* Picture and list are side by side where there is room for it. */
static void
on_room (RtLanePage *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->story),
                                  rt_adaptive_get_narrow (self->room) ? GTK_ORIENTATION_VERTICAL
                                                                      : GTK_ORIENTATION_HORIZONTAL);
}

static void
on_activate (RtLanePage *self)
{
  adw_view_stack_set_visible_child_name (self->parts, "messages");
  rt_lane_messages_open (self->messages);
}

static void
rt_lane_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_lane_page_parent_class)->map (widget);
  rt_lane_page_update_source (RT_LANE_PAGE (widget));
}

static void
rt_lane_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_lane_page_parent_class)->unmap (widget);
  rt_lane_page_update_source (RT_LANE_PAGE (widget));
}

static void
rt_lane_page_dispose (GObject *object)
{
  RtLanePage *self = RT_LANE_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->lane);
  g_clear_object (&self->playback);

  G_OBJECT_CLASS (rt_lane_page_parent_class)->dispose (object);
}

static void
rt_lane_page_class_init (RtLanePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_page_dispose;
  widget_class->map = rt_lane_page_map;
  widget_class->unmap = rt_lane_page_unmap;

  g_type_ensure (RT_TYPE_ADAPTIVE);
  g_type_ensure (RT_TYPE_LANE_MESSAGES);
  g_type_ensure (RT_TYPE_LANE_OVERVIEW);
  g_type_ensure (RT_TYPE_LANE_PEERS);
  g_type_ensure (RT_TYPE_LANE_SEQUENCE);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, adaptive);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, layouts);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, overview);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, overview_wide);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, overview_narrow);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, peers);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, peers_wide);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, peers_narrow);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, sequence);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, sequence_wide);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, sequence_narrow);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, messages);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, messages_wide);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, messages_narrow);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, room);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, story);
  gtk_widget_class_bind_template_child (widget_class, RtLanePage, parts);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_room);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow);
}

static void
rt_lane_page_init (RtLanePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->playback = rt_playback_new ();
  rt_lane_sequence_set_playback (self->sequence, self->playback);
  rt_lane_messages_set_playback (self->messages, self->playback);
  on_room (self);
}

/* What passes over a bus is no HTTP: there are no peers of this program's server, and nothing on
 * the wire to take apart. */
static void
rt_lane_page_suit (RtLanePage *self,
                   gboolean    has_wire)
{
  AdwBin *parts[] = { self->peers_narrow, self->sequence_narrow, self->messages_narrow };

  gtk_widget_set_visible (GTK_WIDGET (self->peers_wide), has_wire);
  gtk_widget_set_visible (GTK_WIDGET (self->room), has_wire);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    adw_view_stack_page_set_visible (adw_view_stack_get_page (self->parts, GTK_WIDGET (parts[i])), has_wire);
  if (!has_wire)
    adw_view_stack_set_visible_child_name (self->parts, "chart");
}

/**
 * rt_lane_page_set_engine:
 * @self: a lane's page
 * @engine: what serves
 *
 * Sets whose peers are shown.
 */
void
rt_lane_page_set_engine (RtLanePage *self,
                         RtEngine   *engine)
{
  rt_lane_peers_set_server (self->peers, rt_engine_get_server (engine));
}

/**
 * rt_lane_page_set_misread:
 * @self: a lane's page
 * @lane: (nullable): a lane whose clients show something else to the server than they are
 *
 * Has its clients shown as its peers alone.
 */
void
rt_lane_page_set_misread (RtLanePage *self,
                          RtLane     *lane)
{
  rt_lane_peers_set_misread (self->peers, lane);
}

/**
 * rt_lane_page_set_lane:
 * @self: a lane's page
 * @lane: (nullable): what to show; %NULL: nothing any more
 *
 * Sets the lane. What only this page wants to know of it is followed until it is set to another
 * one or to none.
 */
void
rt_lane_page_set_lane (RtLanePage *self,
                       RtLane     *lane)
{
  g_autofree char *words = NULL;
  g_autoptr (RtTrace) trace = lane != NULL ? rt_lane_get_trace (lane) : NULL;

  if (!g_set_object (&self->lane, lane))
    return;
  if (lane != NULL)
    {
      /* Translators: a page; the name of a pattern follows */
      words = g_strdup_printf (_("Details of %s"), rt_lane_get_name (lane));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
      rt_lane_sequence_set_pattern (self->sequence, rt_lane_get_pattern (lane)->id);
      rt_lane_page_suit (self, rt_lane_get_desk (lane) == NULL);
      rt_lane_page_foresee (self);
    }
  rt_lane_overview_set_lane (self->overview, lane);
  rt_lane_peers_set_lane (self->peers, lane);
  rt_lane_messages_close (self->messages);
  rt_lane_messages_follow (self->messages);
  rt_playback_set_trace (self->playback, trace);
  rt_lane_page_update_source (self);
}

/**
 * rt_lane_page_get_lane:
 * @self: a lane's page
 *
 * Returns: (transfer none) (nullable): what it shows
 */
RtLane *
rt_lane_page_get_lane (RtLanePage *self)
{
  return self->lane;
}

/**
 * rt_lane_page_leave:
 * @self: a lane's page
 *
 * Leads one step back within the page: from the bytes of a message to the messages.
 *
 * Returns: whether there was such a step
 */
gboolean
rt_lane_page_leave (RtLanePage *self)
{
  return rt_lane_messages_close (self->messages);
}
