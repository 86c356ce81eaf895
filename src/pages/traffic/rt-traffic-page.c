/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-traffic-page.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "rt-peer-columns.h"
#include "rt-peer-item.h"

#define REFRESH_MS 1000
/* More rows than this stay in the order they have until a column is clicked again. */
#define MAX_RESORTED 500

struct _RtTrafficPage {
  AdwBin         parent_instance;
  AdwStatusPage *nobody;
  GtkWidget     *peers;
  GtkColumnView *view;
  GtkLabel      *refused;
  RtEngine      *engine;
  GListModel    *items;
  gboolean       filled;
  guint          refresh_source;
};

G_DEFINE_FINAL_TYPE (RtTrafficPage, rt_traffic_page, ADW_TYPE_BIN)

static gpointer
new_item (gpointer item,
          gpointer user_data)
{
  g_autoptr (RtPeer) peer = item;

  return rt_peer_item_new (peer);
}

static void
rt_traffic_page_show_refused (RtTrafficPage *self)
{
  RtLimits *limits = rt_server_get_limits (rt_engine_get_server (self->engine));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      g_autofree char *count = NULL;

      if (rt_limits_get_hits (limits, i) == 0)
        continue;
      count = rt_format_count (rt_limits_get_hits (limits, i));
      g_string_append_printf (text, "%s %s %s", text->len > 0 ? " ·" : _("Refused:"),
                              _(rt_limit_get_info (i)->title), count);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->refused), text->len > 0);
  rt_peer_columns_show_refused (self->view, text->len > 0);
  if (g_strcmp0 (gtk_label_get_text (self->refused), text->str) != 0)
    gtk_label_set_text (self->refused, text->str);
}

static gboolean
on_refresh (gpointer user_data)
{
  RtTrafficPage *self = user_data;
  guint n_items = g_list_model_get_n_items (self->items);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (RtPeerItem) item = g_list_model_get_item (self->items, i);

      rt_peer_item_refresh (item);
    }
  rt_traffic_page_show_refused (self);
  if (n_items <= MAX_RESORTED)
    gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
  return G_SOURCE_CONTINUE;
}

/* Nobody is there, or nobody looks: then nothing is to be done. */
static void
rt_traffic_page_update (RtTrafficPage *self)
{
  gboolean anybody = self->items != NULL && g_list_model_get_n_items (self->items) > 0;
  gboolean wanted = anybody && gtk_widget_get_mapped (GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self->nobody), !anybody);
  gtk_widget_set_visible (self->peers, anybody);
  if (wanted && self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, on_refresh, self);
  else if (!wanted)
    g_clear_handle_id (&self->refresh_source, g_source_remove);
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

static void
rt_traffic_page_set_model (RtTrafficPage *self)
{
  GListModel *items = list_items (rt_engine_get_server (self->engine));
  GtkSorter *sorter = g_object_ref (gtk_column_view_get_sorter (self->view));
  GtkSortListModel *sorted = gtk_sort_list_model_new (items, sorter);
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_sort_list_model_set_incremental (sorted, TRUE);
  self->items = g_object_ref (items);
  g_signal_connect_object (self->items, "items-changed",
                           G_CALLBACK (rt_traffic_page_update), self, G_CONNECT_SWAPPED);
  selection = gtk_no_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
}

static void
rt_traffic_page_describe (RtTrafficPage *self)
{
  g_autofree char *uri = rt_server_dup_uri (rt_engine_get_server (self->engine), RT_PORT_MAIN);
  g_autofree char *command = NULL;
  g_autofree char *words = NULL;

  if (uri == NULL)
    return;
  command = g_strdup_printf ("curl %schannels/ticker", uri);
  /* Translators: a command to type follows */
  words = g_strdup_printf (_("Start a lane on the dashboard, or point something at a server:\n"
                             "<tt>%s</tt>"), command);
  adw_status_page_set_description (self->nobody, words);
}

/* The list is made when someone looks at it for the first time: it would only delay
 * the first frame of the window. */
static void
rt_traffic_page_fill (RtTrafficPage *self)
{
  if (self->engine == NULL || self->filled)
    return;
  self->filled = TRUE;
  rt_peer_columns_append (self->view);
  rt_traffic_page_describe (self);
  rt_traffic_page_set_model (self);
}

static void
rt_traffic_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_traffic_page_parent_class)->map (widget);
  rt_traffic_page_fill (RT_TRAFFIC_PAGE (widget));
  rt_traffic_page_update (RT_TRAFFIC_PAGE (widget));
  if (RT_TRAFFIC_PAGE (widget)->engine != NULL)
    rt_traffic_page_show_refused (RT_TRAFFIC_PAGE (widget));
}

static void
rt_traffic_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_traffic_page_parent_class)->unmap (widget);
  g_clear_handle_id (&RT_TRAFFIC_PAGE (widget)->refresh_source, g_source_remove);
}

static void
rt_traffic_page_dispose (GObject *object)
{
  RtTrafficPage *self = RT_TRAFFIC_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->items);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (rt_traffic_page_parent_class)->dispose (object);
}

static void
rt_traffic_page_class_init (RtTrafficPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_traffic_page_dispose;
  widget_class->map = rt_traffic_page_map;
  widget_class->unmap = rt_traffic_page_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-traffic-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RtTrafficPage, peers);
  gtk_widget_class_bind_template_child (widget_class, RtTrafficPage, nobody);
  gtk_widget_class_bind_template_child (widget_class, RtTrafficPage, view);
  gtk_widget_class_bind_template_child (widget_class, RtTrafficPage, refused);
}

static void
rt_traffic_page_init (RtTrafficPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_traffic_page_set_engine:
 * @self: a traffic page
 * @engine: whose peers to show; the one it has, where that listens elsewhere now
 *
 * Sets whose peers are shown.
 */
void
rt_traffic_page_set_engine (RtTrafficPage *self,
                            RtEngine      *engine)
{
  g_return_if_fail (self->engine == NULL || self->engine == engine);

  g_set_object (&self->engine, engine);
  if (self->filled)
    rt_traffic_page_describe (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  rt_traffic_page_fill (self);
  rt_traffic_page_update (self);
}
