/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-peer-columns.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-pressure-words.h"
#include "patterns/rt-pattern.h"
#include "rt-peer-item.h"
#include "widgets/rt-hue.h"

/* "99.9 kB", and "99.9 %" or "1.05 k": all columns fit where the dashboard has three. */
#define BYTES_WIDTH 7
#define OTHER_WIDTH 6

typedef char  *(*Show)  (RtPeer *peer);
typedef double (*Value) (RtPeer *peer);

/* @value is what a column of numbers sorts by; words sort by what they show. */
typedef struct {
  const char *title;
  const char *meaning;
  Show        show;
  Value       value;
  char     *(*format) (double value);
  gboolean    hue;
  gboolean    expand;
} Column;

static char *
show_address (RtPeer *peer)
{
  return g_strdup (rt_peer_get_address (peer));
}

static char *
show_user_agent (RtPeer *peer)
{
  const char *user_agent = rt_peer_get_user_agent (peer);

  return g_strdup (user_agent != NULL ? user_agent : RT_FORMAT_UNKNOWN);
}

static char *
show_pattern (RtPeer *peer)
{
  const char *id = rt_peer_get_pattern (peer);
  const RtPattern *pattern = id != NULL ? rt_patterns_lookup (id) : NULL;

  return g_strdup (pattern != NULL ? _(pattern->name) : C_("pattern", "Other"));
}

static char *
show_refused (RtPeer *peer)
{
  RtLimitKind struck = rt_peer_get_struck (peer);

  return g_strdup (struck != RT_N_LIMITS ? _(rt_limit_get_info (struck)->title) : RT_FORMAT_UNKNOWN);
}

static char *
format_clock (gint64 us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);

  return g_date_time_format (local, "%H:%M:%S");
}

static char *
show_since (RtPeer *peer)
{
  return format_clock (rt_peer_get_since (peer));
}

static char *
show_until (RtPeer *peer)
{
  return rt_peer_is_open (peer) ? g_strdup (RT_FORMAT_UNKNOWN) : format_clock (rt_peer_get_until (peer));
}

static double
get_until (RtPeer *peer)
{
  return rt_peer_is_open (peer) ? G_MAXDOUBLE : rt_peer_get_until (peer);
}

static double
get_since (RtPeer *peer)
{
  return rt_peer_get_since (peer);
}

static double
get_requests (RtPeer *peer)
{
  return rt_peer_get_traffic (peer)->requests;
}

static double
get_empty (RtPeer *peer)
{
  return rt_traffic_get_empty_share (rt_peer_get_traffic (peer));
}

static double
get_events (RtPeer *peer)
{
  return rt_peer_get_traffic (peer)->events;
}

static double
get_payload (RtPeer *peer)
{
  return rt_traffic_get_payload (rt_peer_get_traffic (peer));
}

static double
get_in (RtPeer *peer)
{
  return rt_peer_get_traffic (peer)->wire.bytes_in;
}

static double
get_out (RtPeer *peer)
{
  return rt_peer_get_traffic (peer)->wire.bytes_out;
}

static double
get_overhead (RtPeer *peer)
{
  const RtTraffic *traffic = rt_peer_get_traffic (peer);
  guint64 wire = rt_traffic_get_wire_bytes (traffic);

  return wire > 0 ? (double) rt_traffic_get_overhead (traffic) / wire : -1;
}

static double
get_segments (RtPeer *peer)
{
  const RtWire *wire = &rt_peer_get_traffic (peer)->wire;

  return wire->segments_in + wire->segments_out;
}

static char *
show_queue (RtPeer *peer)
{
  return rt_pressure_words_dup_queue (rt_peer_get_traffic (peer));
}

static double
get_queue (RtPeer *peer)
{
  return rt_peer_get_traffic (peer)->outbox_events;
}

static char *
show_decisions (RtPeer *peer)
{
  char *decisions = rt_pressure_words_dup_decisions (rt_peer_get_traffic (peer));

  return decisions != NULL ? decisions : g_strdup (RT_FORMAT_UNKNOWN);
}

static double
get_decisions (RtPeer *peer)
{
  const RtTraffic *traffic = rt_peer_get_traffic (peer);

  return traffic->disconnected + traffic->dropped + traffic->conflated + traffic->forgotten + traffic->waits;
}

static const Column columns[] = {
  { N_("Address"), N_("Who is at the other end"), .show = show_address },
  { N_("User agent"), N_("What it calls itself"), .show = show_user_agent, .expand = TRUE },
  { N_("Pattern"), N_("The pattern that what it asked for shows, as the server sees it: who asks for "
       "one address again and again, as the lane Request–response does, counts as short polling"),
    .show = show_pattern, .hue = TRUE },
  { N_("Since"), N_("When it connected"), .show = show_since, .value = get_since },
  { N_("Until"), N_("When its connection ended; it leaves the list a minute later"),
    .show = show_until, .value = get_until },
  { N_("Refused"), N_("Because of which limit something was refused to it last"), .show = show_refused },
  { N_("Requests"), N_("Requests received. Measured."),
    .value = get_requests, .format = rt_format_count },
  { N_("Empty"), N_("The share of answers that carried nothing new. Measured."),
    .value = get_empty, .format = rt_format_share },
  { N_("Events"), N_("Events delivered. Measured."),
    .value = get_events, .format = rt_format_count },
  { N_("Payload"), N_("Bytes of the events' data, both directions. Measured."),
    .value = get_payload, .format = rt_format_bytes },
  { N_("In"), N_("Bytes received above TCP, as the kernel counts them. Measured."),
    .value = get_in, .format = rt_format_bytes },
  { N_("Out"), N_("Bytes sent above TCP, as the kernel counts them. Measured."),
    .value = get_out, .format = rt_format_bytes },
  { N_("Overhead"), N_("The share of all bytes that is not payload. Measured."),
    .value = get_overhead, .format = rt_format_share },
  { N_("Segments"), N_("TCP segments that carried data, both directions. Measured."),
    .value = get_segments, .format = rt_format_count },
  { N_("Queue"), N_("Events and bytes that wait for it, in its outbox and unread in its channel. Measured."),
    .show = show_queue, .value = get_queue },
  { N_("Decisions"), N_("What happened because it did not keep up: it was disconnected, events were dropped, "
       "conflated (a newer one took their place) or forgotten by the channel, publishes were refused. Measured."),
    .show = show_decisions, .value = get_decisions },
};

static char *
dup_text (const Column *column,
          RtPeer       *peer)
{
  return column->show != NULL ? column->show (peer) : column->format (column->value (peer));
}

static gboolean
is_numeric (const Column *column)
{
  return column->format != NULL;
}

static void
show_in (GtkListItem *list_item)
{
  const Column *column = g_object_get_data (G_OBJECT (list_item), "rt-column");
  GtkWidget *label = gtk_list_item_get_child (list_item);
  RtPeer *peer = rt_peer_item_get_peer (gtk_list_item_get_item (list_item));
  g_autofree char *text = dup_text (column, peer);

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
  if (column->hue)
    rt_hue_apply (label, rt_peer_get_pattern (peer));
  /* A faded hue would be too dark to read on a dark ground. */
  if (rt_peer_is_open (peer) || column->hue)
    gtk_widget_remove_css_class (label, "dim-label");
  else
    gtk_widget_add_css_class (label, "dim-label");
  if (column->expand)
    gtk_widget_set_tooltip_text (label, text);
}

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *list_item,
          const Column       *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  g_object_set_data (G_OBJECT (list_item), "rt-column", (gpointer) column);
  gtk_label_set_xalign (GTK_LABEL (label), is_numeric (column) ? 1 : 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_tooltip_text (label, _(column->meaning));
  if (column->value != NULL)
    gtk_label_set_width_chars (GTK_LABEL (label), column->format == rt_format_bytes ? BYTES_WIDTH : OTHER_WIDTH);
  if (column->expand)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), 12);
    }
  gtk_list_item_set_child (list_item, label);
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *list_item)
{
  g_signal_connect_object (gtk_list_item_get_item (list_item), "changed",
                           G_CALLBACK (show_in), list_item, G_CONNECT_SWAPPED);
  show_in (list_item);
}

static void
on_unbind (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), show_in, list_item);
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  const Column *column = user_data;
  RtPeer *one = rt_peer_item_get_peer ((RtPeerItem *) a);
  RtPeer *other = rt_peer_item_get_peer ((RtPeerItem *) b);
  g_autofree char *one_text = NULL;
  g_autofree char *other_text = NULL;

  if (column->value != NULL)
    {
      double difference = column->value (one) - column->value (other);

      return difference < 0 ? GTK_ORDERING_SMALLER
                            : difference > 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL;
    }
  one_text = dup_text (column, one);
  other_text = dup_text (column, other);
  return gtk_ordering_from_cmpfunc (g_utf8_collate (one_text, other_text));
}

/* The toolkit has no way to say what a title is like. It is the last one in the header,
 * and begins with a box of a label and the mark of what is sorted by, which has its place
 * beside numbers on their left. */
static void
dress_title (GtkColumnView *view,
             const Column  *column)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_last_child (header) : NULL;
  GtkWidget *box = title != NULL ? gtk_widget_get_first_child (title) : NULL;
  GtkWidget *label = box != NULL ? gtk_widget_get_first_child (box) : NULL;

  if (!GTK_IS_LABEL (label))
    return;
  gtk_widget_set_tooltip_text (title, _(column->meaning));
  if (!is_numeric (column) || !GTK_IS_BOX (box))
    return;
  gtk_box_reorder_child_after (GTK_BOX (box), label, gtk_widget_get_last_child (box));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_halign (label, GTK_ALIGN_END);
}

/**
 * rt_peer_columns_append:
 * @view: a column view of RtPeerItem
 *
 * Appends all columns.
 */
void
rt_peer_columns_append (GtkColumnView *view)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;
      g_autoptr (GtkSorter) sorter = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) &columns[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
      g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
      column = gtk_column_view_column_new (_(columns[i].title), factory);
      sorter = GTK_SORTER (gtk_custom_sorter_new (compare, (gpointer) &columns[i], NULL));
      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, columns[i].expand);
      gtk_column_view_append_column (view, column);
      dress_title (view, &columns[i]);
    }
}

/**
 * rt_peer_columns_show_refused:
 * @view: a column view with the columns
 * @shown: whether anything was ever refused to anybody
 *
 * Shows the column that says why, or leaves its room to the others.
 */
void
rt_peer_columns_show_refused (GtkColumnView *view,
                              gboolean       shown)
{
  GListModel *model = gtk_column_view_get_columns (view);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

      if (columns[i].show == show_refused && gtk_column_view_column_get_visible (column) != shown)
        gtk_column_view_column_set_visible (column, shown);
    }
}
