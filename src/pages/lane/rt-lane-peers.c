/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-peers.h"

#include <glib/gi18n.h>

#include "pages/traffic/rt-peer-table.h"
#include "rt-client-table.h"

struct _RtLanePeers {
  AdwBin         parent_instance;
  RtServer      *server;
  RtLane        *lane;
  GtkStack      *stack;
  RtPeerTable   *table;
  GtkWidget     *nobody;
  GtkLabel      *foreign;
  RtClientTable *clients;
};

G_DEFINE_FINAL_TYPE (RtLanePeers, rt_lane_peers, ADW_TYPE_BIN)

static gboolean
is_at (GUri       *uri,
       const char *base)
{
  g_autoptr (GUri) other = base != NULL ? g_uri_parse (base, G_URI_FLAGS_NONE, NULL) : NULL;

  return other != NULL && g_uri_get_port (uri) == g_uri_get_port (other) &&
         g_strcmp0 (g_uri_get_host (uri), g_uri_get_host (other)) == 0;
}

/* Whether the lane's address is one of the server's. */
static gboolean
rt_lane_peers_is_own (RtLanePeers *self)
{
  const char *text = rt_lane_get_uri (self->lane);
  g_autoptr (GUri) uri = text != NULL ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;

  if (uri == NULL || self->server == NULL)
    return text == NULL;
  for (int role = RT_PORT_MAIN; role < RT_N_PORTS; role++)
    {
      g_autofree char *base = rt_server_dup_uri (self->server, role);

      if (is_at (uri, base))
        return TRUE;
    }
  return FALSE;
}

static void
rt_lane_peers_update (RtLanePeers *self)
{
  g_autofree char *words = NULL;
  gboolean own;

  if (self->lane == NULL)
    return;
  own = rt_lane_peers_is_own (self);
  if (!own)
    /* Translators: an address follows */
    words = g_strdup_printf (_("%s is somebody else’s server: who else is there, only that can tell. "
                               "These are this lane’s own clients."),
                             rt_lane_get_uri (self->lane));
  gtk_label_set_text (self->foreign, words != NULL ? words : "");
  gtk_widget_set_visible (self->nobody, rt_peer_table_get_n_peers (self->table) == 0);
  gtk_stack_set_visible_child_name (self->stack, own ? "own" : "foreign");
}

static void
rt_lane_peers_dispose (GObject *object)
{
  RtLanePeers *self = RT_LANE_PEERS (object);

  if (self->lane != NULL)
    g_signal_handlers_disconnect_by_data (self->lane, self);
  g_clear_object (&self->lane);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (rt_lane_peers_parent_class)->dispose (object);
}

static void
rt_lane_peers_class_init (RtLanePeersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_peers_dispose;

  g_type_ensure (RT_TYPE_CLIENT_TABLE);
  g_type_ensure (RT_TYPE_PEER_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-peers.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLanePeers, stack);
  gtk_widget_class_bind_template_child (widget_class, RtLanePeers, table);
  gtk_widget_class_bind_template_child (widget_class, RtLanePeers, nobody);
  gtk_widget_class_bind_template_child (widget_class, RtLanePeers, foreign);
  gtk_widget_class_bind_template_child (widget_class, RtLanePeers, clients);
  gtk_widget_class_bind_template_callback (widget_class, rt_lane_peers_update);
}

static void
rt_lane_peers_init (RtLanePeers *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rt_peer_table_set_name (self->table, _("Peers of the lane"));
  rt_peer_table_set_brief (self->table);
}

/**
 * rt_lane_peers_set_server:
 * @self: peers of a lane
 * @server: the program's own
 *
 * Sets whose peers are shown.
 */
void
rt_lane_peers_set_server (RtLanePeers *self,
                          RtServer    *server)
{
  g_set_object (&self->server, server);
  rt_peer_table_set_server (self->table, server);
  rt_lane_peers_update (self);
}

/**
 * rt_lane_peers_set_misread:
 * @self: peers of a lane
 * @lane: (nullable): a lane whose clients show something else to the server than they are
 *
 * Has its clients shown with its peers, and not with those of another lane.
 */
void
rt_lane_peers_set_misread (RtLanePeers *self,
                           RtLane      *lane)
{
  rt_peer_table_set_lane (self->table, lane);
}

/**
 * rt_lane_peers_set_lane:
 * @self: peers of a lane
 * @lane: (nullable): a lane
 *
 * Sets the lane.
 */
void
rt_lane_peers_set_lane (RtLanePeers *self,
                        RtLane      *lane)
{
  if (self->lane != NULL)
    g_signal_handlers_disconnect_by_data (self->lane, self);
  g_set_object (&self->lane, lane);
  rt_client_table_set_lane (self->clients, lane);
  rt_peer_table_set_pattern (self->table, lane != NULL ? rt_lane_get_pattern (lane)->id : NULL);
  if (lane == NULL)
    return;
  g_signal_connect_object (lane, "notify::uri", G_CALLBACK (rt_lane_peers_update), self, G_CONNECT_SWAPPED);
  rt_lane_peers_update (self);
}
