/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-table.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "pages/traffic/rt-table-columns.h"
#include "pages/traffic/rt-table-item.h"
#include "widgets/rt-status.h"

#define REFRESH_MS 1000
/* More rows than this stay in the order they have until a column is clicked again. */
#define MAX_RESORTED 64

struct _RtClientTable {
  AdwBin         parent_instance;
  GtkColumnView *view;
  RtLane        *lane;
  GListStore    *items;
  guint          refresh_source;
};

G_DEFINE_FINAL_TYPE (RtClientTable, rt_client_table, ADW_TYPE_BIN)

static char *
show_state (gpointer client)
{
  const char *reason = rt_client_get_reason (client);
  const char *word = rt_status_look_up (rt_client_get_state (client), reason, TRUE);

  return reason != NULL ? g_strdup_printf ("%s: %s", word, reason) : g_strdup (word);
}

static double
get_connections (gpointer client)
{
  return rt_client_get_traffic (client)->connections_opened;
}

static double
get_requests (gpointer client)
{
  return rt_client_get_traffic (client)->requests;
}

static double
get_empty (gpointer client)
{
  return rt_traffic_get_empty_share (rt_client_get_traffic (client));
}

static double
get_events (gpointer client)
{
  return rt_client_get_traffic (client)->events;
}

static double
get_lost (gpointer client)
{
  return rt_client_get_traffic (client)->lost;
}

static double
get_in (gpointer client)
{
  return rt_client_get_traffic (client)->wire.bytes_in;
}

static double
get_out (gpointer client)
{
  return rt_client_get_traffic (client)->wire.bytes_out;
}

static double
get_latency (gpointer client)
{
  const RtHistogram *latency = rt_client_get_traffic (client)->latency;

  return latency != NULL ? rt_histogram_get_quantile (latency, 0.5) : -1;
}

static const RtTableColumn columns[] = {
  { N_("State"), N_("What the client is doing, and why where something is wrong"),
    .show = show_state, .expand = TRUE },
  { N_("Opened"), N_("Connections opened. Measured."), .value = get_connections, .format = rt_format_count },
  { N_("Requests"), N_("Requests sent. Measured."), .value = get_requests, .format = rt_format_count },
  { N_("Empty"), N_("The share of answers that carried nothing new. Measured."),
    .value = get_empty, .format = rt_format_share },
  { N_("Events"), N_("Events delivered. Measured."), .value = get_events, .format = rt_format_count },
  { N_("Lost"), N_("Events whose number was skipped and did not come later. Measured."),
    .value = get_lost, .format = rt_format_count },
  { N_("In"), N_("Bytes received above TCP, as the kernel counts them. Measured."),
    .value = get_in, .format = rt_format_bytes },
  { N_("Out"), N_("Bytes sent above TCP, as the kernel counts them. Measured."),
    .value = get_out, .format = rt_format_bytes },
  { N_("Latency"), N_("Half of all events took at most this long. Measured; right to 1 %."),
    .value = get_latency, .format = rt_format_duration_us },
};

static const RtTableKind kind = { NULL, NULL };

static gboolean
is_of (GListModel *items,
       guint       position,
       RtClient   *client)
{
  g_autoptr (RtTableItem) item = g_list_model_get_item (items, position);

  return item != NULL && rt_table_item_get_subject (item) == client;
}

/* They come and go at the end, so that who stays keeps their row. */
static void
rt_client_table_fill (RtClientTable *self)
{
  g_autoptr (GPtrArray) clients = self->lane != NULL ? rt_lane_dup_clients (self->lane) : g_ptr_array_new ();
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint same = 0;

  while (same < clients->len && is_of (G_LIST_MODEL (self->items), same, g_ptr_array_index (clients, same)))
    same++;
  for (guint i = same; i < clients->len; i++)
    g_ptr_array_add (added, rt_table_item_new (g_ptr_array_index (clients, i), &kind));
  if (added->len > 0 || n_items > same)
    g_list_store_splice (self->items, same, n_items - same, added->pdata, added->len);
}

static gboolean
on_refresh (gpointer user_data)
{
  RtClientTable *self = user_data;
  guint n_items;

  rt_client_table_fill (self);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (RtTableItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      rt_table_item_refresh (item);
    }
  if (n_items <= MAX_RESORTED)
    gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
  return G_SOURCE_CONTINUE;
}

/* Only while somebody looks. */
static void
rt_client_table_update (RtClientTable *self)
{
  gboolean wanted = self->lane != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->refresh_source == 0)
    {
      rt_client_table_fill (self);
      self->refresh_source = g_timeout_add (REFRESH_MS, on_refresh, self);
    }
  else if (!wanted)
    {
      g_clear_handle_id (&self->refresh_source, g_source_remove);
      g_list_store_remove_all (self->items);
    }
}

static void
rt_client_table_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_client_table_parent_class)->map (widget);
  rt_client_table_update (RT_CLIENT_TABLE (widget));
}

static void
rt_client_table_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_client_table_parent_class)->unmap (widget);
  rt_client_table_update (RT_CLIENT_TABLE (widget));
}

static void
rt_client_table_dispose (GObject *object)
{
  RtClientTable *self = RT_CLIENT_TABLE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->lane);
  g_clear_object (&self->items);

  G_OBJECT_CLASS (rt_client_table_parent_class)->dispose (object);
}

static void
rt_client_table_class_init (RtClientTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_client_table_dispose;
  widget_class->map = rt_client_table_map;
  widget_class->unmap = rt_client_table_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-client-table.ui");
  gtk_widget_class_bind_template_child (widget_class, RtClientTable, view);
}

static void
rt_client_table_init (RtClientTable *self)
{
  GtkSortListModel *sorted;
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (RT_TYPE_TABLE_ITEM);
  rt_table_columns_append (self->view, columns, G_N_ELEMENTS (columns), FALSE);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->items)),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  gtk_sort_list_model_set_incremental (sorted, TRUE);
  selection = gtk_no_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
}

/**
 * rt_client_table_set_lane:
 * @self: a table of clients
 * @lane: (nullable): whose
 *
 * Sets whose clients are shown.
 */
void
rt_client_table_set_lane (RtClientTable *self,
                          RtLane        *lane)
{
  if (!g_set_object (&self->lane, lane))
    return;
  rt_client_table_update (self);
  if (self->refresh_source != 0)
    rt_client_table_fill (self);
}
