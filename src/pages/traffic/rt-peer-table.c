/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-peer-table.h"

#include "rt-peer-columns.h"
#include "rt-peer-own.h"
#include "rt-table-item.h"

#define REFRESH_MS 1000
/* More rows than this stay in the order they have until a column is clicked again. */
#define MAX_RESORTED 500

struct _RtPeerTable {
  AdwBin         parent_instance;
  GtkColumnView *view;
  RtServer      *server;
  char          *pattern;
  RtLane        *lane;        /* whose clients show something else to the server; or NULL */
  gboolean       brief;
  GtkFilter     *filter;
  GListModel    *all;
  GListModel    *items;
  guint          refresh_source;
};

G_DEFINE_FINAL_TYPE (RtPeerTable, rt_peer_table, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_N_PEERS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_REFRESHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
settle (gpointer peer)
{
  rt_peer_settle (peer);
}

static gboolean
is_over (gpointer peer)
{
  return !rt_peer_is_open (peer);
}

static const RtTableKind peer_kind = { settle, is_over };

static gpointer
new_item (gpointer item,
          gpointer user_data)
{
  g_autoptr (RtPeer) peer = item;

  return rt_table_item_new (peer, &peer_kind);
}

static gboolean
shows_pattern (gpointer item,
               gpointer user_data)
{
  RtPeerTable *self = user_data;
  RtPeer *peer = rt_table_item_get_subject (item);

  return self->pattern == NULL || g_strcmp0 (rt_peer_own_get_pattern (peer), self->pattern) == 0;
}

static void
rt_peer_table_name_own (RtPeerTable *self)
{
  if (self->all != NULL && self->lane != NULL)
    rt_peer_own_name (self->all, self->lane);
}

static void
rt_peer_table_show_refused (RtPeerTable *self)
{
  RtLimits *limits = rt_server_get_limits (self->server);
  gboolean any = FALSE;

  for (guint i = 0; i < RT_N_LIMITS; i++)
    any |= rt_limits_get_hits (limits, i) > 0;
  rt_peer_columns_show_refused (self->view, any);
}

static gboolean
on_refresh (gpointer user_data)
{
  RtPeerTable *self = user_data;
  guint n_items;

  /* What a peer shows is known once it has asked for something. */
  rt_peer_table_name_own (self);
  if (self->pattern != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  n_items = g_list_model_get_n_items (self->items);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (RtTableItem) item = g_list_model_get_item (self->items, i);

      rt_table_item_refresh (item);
    }
  rt_peer_table_show_refused (self);
  if (n_items <= MAX_RESORTED)
    gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_REFRESHED], 0);
  return G_SOURCE_CONTINUE;
}

/* Nobody is there, or nobody looks: then nothing is to be done. */
static void
rt_peer_table_update (RtPeerTable *self)
{
  gboolean wanted = self->all != NULL && g_list_model_get_n_items (self->all) > 0 &&
                    gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, on_refresh, self);
  else if (!wanted)
    g_clear_handle_id (&self->refresh_source, g_source_remove);
}

static void
on_items_changed (RtPeerTable *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PEERS]);
}

static void
add_items (GListStore *lists,
           GListModel *peers)
{
  g_autoptr (GtkMapListModel) items = gtk_map_list_model_new (g_object_ref (peers), new_item, NULL, NULL);

  g_list_store_append (lists, items);
}

/* Who is connected, and who was until a moment ago. What comes before an item that is known
 * already is taken for that one by GtkMapListModel: here each of both has only ends. */
static GListModel *
list_items (RtServer *server)
{
  g_autoptr (GListStore) lists = g_list_store_new (G_TYPE_LIST_MODEL);

  add_items (lists, rt_server_get_peers (server));
  add_items (lists, rt_server_get_gone_peers (server));

  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&lists))));
}

/* Models may be kept by who reads them; the filter asks nobody who is gone. */
static void
rt_peer_table_drop (RtPeerTable *self)
{
  if (self->items == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->all, self);
  g_signal_handlers_disconnect_by_data (self->items, self);
  gtk_custom_filter_set_filter_func (GTK_CUSTOM_FILTER (self->filter), NULL, NULL, NULL);
  gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->filter);
  g_clear_object (&self->items);
  g_clear_object (&self->all);
  rt_peer_table_update (self);
}

/**
 * rt_peer_table_fill:
 * @self: a table of peers
 *
 * Makes the list, if it has a server and no list. That is done when someone looks at it for
 * the first time: it would only delay the first frame of the window.
 */
void
rt_peer_table_fill (RtPeerTable *self)
{
  GtkSortListModel *sorted;
  g_autoptr (GtkNoSelection) selection = NULL;

  if (self->server == NULL || self->items != NULL)
    return;
  if (g_list_model_get_n_items (gtk_column_view_get_columns (self->view)) == 0)
    rt_peer_columns_append (self->view, self->brief);
  rt_peer_table_show_refused (self);
  rt_peer_columns_show_pattern (self->view, self->pattern == NULL);
  self->filter = GTK_FILTER (gtk_custom_filter_new (shows_pattern, self, NULL));
  self->all = list_items (self->server);
  rt_peer_table_name_own (self);
  self->items = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (self->all), g_object_ref (self->filter)));
  sorted = gtk_sort_list_model_new (g_object_ref (self->items),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  gtk_sort_list_model_set_incremental (sorted, TRUE);
  g_signal_connect_object (self->all, "items-changed",
                           G_CALLBACK (rt_peer_table_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items, "items-changed",
                           G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  selection = gtk_no_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  on_items_changed (self);
}

static void
rt_peer_table_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_peer_table_parent_class)->map (widget);
  rt_peer_table_fill (RT_PEER_TABLE (widget));
  rt_peer_table_update (RT_PEER_TABLE (widget));
}

static void
rt_peer_table_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_peer_table_parent_class)->unmap (widget);
  g_clear_handle_id (&RT_PEER_TABLE (widget)->refresh_source, g_source_remove);
}

static void
rt_peer_table_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_PEERS:
      g_value_set_uint (value, rt_peer_table_get_n_peers (RT_PEER_TABLE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_peer_table_dispose (GObject *object)
{
  RtPeerTable *self = RT_PEER_TABLE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  /* Models may be kept by who reads them; the filter asks nobody who is gone. */
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (GTK_CUSTOM_FILTER (self->filter), NULL, NULL, NULL);
  g_clear_object (&self->filter);
  g_clear_object (&self->items);
  g_clear_object (&self->all);
  g_clear_object (&self->server);
  g_clear_object (&self->lane);
  g_clear_pointer (&self->pattern, g_free);

  G_OBJECT_CLASS (rt_peer_table_parent_class)->dispose (object);
}

static void
rt_peer_table_class_init (RtPeerTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rt_peer_table_get_property;
  object_class->dispose = rt_peer_table_dispose;
  widget_class->map = rt_peer_table_map;
  widget_class->unmap = rt_peer_table_unmap;

  properties[PROP_N_PEERS] = g_param_spec_uint ("n-peers", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_REFRESHED] =
    g_signal_new ("refreshed", RT_TYPE_PEER_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-peer-table.ui");
  gtk_widget_class_bind_template_child (widget_class, RtPeerTable, view);
}

static void
rt_peer_table_init (RtPeerTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_peer_table_set_server:
 * @self: a table of peers
 * @server: whose peers to show
 *
 * Sets whose peers are shown.
 */
void
rt_peer_table_set_server (RtPeerTable *self,
                          RtServer    *server)
{
  if (g_set_object (&self->server, server))
    rt_peer_table_drop (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  rt_peer_table_fill (self);
  rt_peer_table_update (self);
}

/**
 * rt_peer_table_set_pattern:
 * @self: a table of peers
 * @pattern: (nullable): the id of a pattern; %NULL: of all
 *
 * Leaves out who shows another pattern, as the server sees it.
 */
void
rt_peer_table_set_pattern (RtPeerTable *self,
                           const char  *pattern)
{
  g_autofree char *copy = g_strdup (pattern);

  g_free (self->pattern);
  self->pattern = g_steal_pointer (&copy);
  rt_peer_table_name_own (self);
  rt_peer_columns_show_pattern (self->view, pattern == NULL);
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/**
 * rt_peer_table_set_lane:
 * @self: a table of peers
 * @lane: (nullable): a lane whose clients show something else to the server than they are
 *
 * Has its clients shown as of the lane's pattern.
 */
void
rt_peer_table_set_lane (RtPeerTable *self,
                        RtLane      *lane)
{
  if (g_set_object (&self->lane, lane))
    rt_peer_table_name_own (self);
}

/**
 * rt_peer_table_set_brief:
 * @self: a table of peers that nobody has seen
 *
 * There is little room for it: who has how much waiting comes first.
 */
void
rt_peer_table_set_brief (RtPeerTable *self)
{
  self->brief = TRUE;
}

/**
 * rt_peer_table_set_name:
 * @self: a table of peers
 * @name: what they are, translated
 *
 * Sets what it is called for who cannot see it, in place of "Peers".
 */
void
rt_peer_table_set_name (RtPeerTable *self,
                        const char  *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * rt_peer_table_get_n_peers:
 * @self: a table of peers
 *
 * Returns: how many rows it has; 0 until it was seen
 */
guint
rt_peer_table_get_n_peers (RtPeerTable *self)
{
  return self->items != NULL ? g_list_model_get_n_items (self->items) : 0;
}
