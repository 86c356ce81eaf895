/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-peer-columns.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-pressure-words.h"
#include "net/rt-peer.h"
#include "patterns/rt-pattern.h"
#include "rt-peer-own.h"
#include "rt-table-columns.h"

static char *
show_address (gpointer peer)
{
  return g_strdup (rt_peer_get_address (peer));
}

static char *
show_user_agent (gpointer peer)
{
  const char *user_agent = rt_peer_get_user_agent (peer);

  return g_strdup (user_agent != NULL ? user_agent : RT_FORMAT_UNKNOWN);
}

static const char *
get_pattern (gpointer peer)
{
  return rt_peer_own_get_pattern (peer);
}

static char *
show_pattern (gpointer peer)
{
  const char *id = get_pattern (peer);
  const RtPattern *pattern = id != NULL ? rt_patterns_lookup (id) : NULL;

  return g_strdup (pattern != NULL ? _(pattern->name) : C_("pattern", "Other"));
}

static char *
show_refused (gpointer peer)
{
  RtLimitKind struck = rt_peer_get_struck (peer);

  return g_strdup (struck != RT_N_LIMITS ? _(rt_limit_get_info (struck)->title) : RT_FORMAT_UNKNOWN);
}

static char *
show_since (gpointer peer)
{
  return rt_format_clock (rt_peer_get_since (peer), 0);
}

static char *
show_until (gpointer peer)
{
  return rt_peer_is_open (peer) ? g_strdup (RT_FORMAT_UNKNOWN) : rt_format_clock (rt_peer_get_until (peer), 0);
}

static double
get_until (gpointer peer)
{
  return rt_peer_is_open (peer) ? G_MAXDOUBLE : rt_peer_get_until (peer);
}

static double
get_since (gpointer peer)
{
  return rt_peer_get_since (peer);
}

static double
get_requests (gpointer peer)
{
  return rt_peer_get_traffic (peer)->requests;
}

static double
get_empty (gpointer peer)
{
  return rt_traffic_get_empty_share (rt_peer_get_traffic (peer));
}

static double
get_events (gpointer peer)
{
  return rt_peer_get_traffic (peer)->events;
}

static double
get_payload (gpointer peer)
{
  return rt_traffic_get_payload (rt_peer_get_traffic (peer));
}

static double
get_in (gpointer peer)
{
  return rt_peer_get_traffic (peer)->wire.bytes_in;
}

static double
get_out (gpointer peer)
{
  return rt_peer_get_traffic (peer)->wire.bytes_out;
}

static double
get_overhead (gpointer peer)
{
  return rt_traffic_get_overhead_share (rt_peer_get_traffic (peer));
}

static double
get_segments (gpointer peer)
{
  const RtWire *wire = &rt_peer_get_traffic (peer)->wire;

  return wire->segments_in + wire->segments_out;
}

static char *
show_queue (gpointer peer)
{
  return rt_pressure_words_dup_queue (rt_peer_get_traffic (peer));
}

static double
get_queue (gpointer peer)
{
  return rt_peer_get_traffic (peer)->outbox_events;
}

static char *
show_decisions (gpointer peer)
{
  char *decisions = rt_pressure_words_dup_decisions (rt_peer_get_traffic (peer));

  return decisions != NULL ? decisions : g_strdup (RT_FORMAT_UNKNOWN);
}

static double
get_decisions (gpointer peer)
{
  const RtTraffic *traffic = rt_peer_get_traffic (peer);

  return traffic->disconnected + traffic->dropped + traffic->conflated + traffic->forgotten + traffic->waits;
}

static const RtTableColumn columns[] = {
  { N_("Address"), N_("Who is at the other end"), .show = show_address, .leads = TRUE },
  { N_("User agent"), N_("What it calls itself"), .show = show_user_agent, .expand = TRUE },
  { N_("Pattern"), N_("The pattern that what it asked for shows, as the server sees it; of a client of this "
       "window, the one of its lane"),
    .show = show_pattern, .hue = get_pattern },
  { N_("Since"), N_("When it connected"), .show = show_since, .value = get_since },
  { N_("Until"), N_("When its connection ended; it leaves the list a minute later"),
    .show = show_until, .value = get_until },
  { N_("Refused"), N_("Because of which limit something was refused to it last"), .show = show_refused },
  { N_("Requests"), N_("Requests received. Measured."),
    .value = get_requests, .format = rt_format_count },
  { N_("Empty"), N_("The share of answers that carried nothing new. Measured."),
    .value = get_empty, .format = rt_format_share },
  { N_("Events"), N_("Events delivered. Measured."),
    .value = get_events, .format = rt_format_count, .leads = TRUE },
  { N_("Payload"), N_("Bytes of the events’ data, both directions; what waits in the system to be sent is in it. Measured."),
    .value = get_payload, .format = rt_format_bytes },
  { N_("In"), N_("Bytes received above TCP, as the kernel counts them. Measured."),
    .value = get_in, .format = rt_format_bytes },
  { N_("Out"), N_("Bytes sent above TCP, as the kernel counts them. Measured."),
    .value = get_out, .format = rt_format_bytes },
  { N_("Overhead"), N_("The share of all bytes that is not payload; unknown while payload waits to be sent. Measured."),
    .value = get_overhead, .format = rt_format_share },
  { N_("Segments"), N_("TCP segments that carried data, both directions. Measured."),
    .value = get_segments, .format = rt_format_count },
  { N_("Queue"), N_("Events and bytes that wait for it, in its outbox and unread in its channel. Measured."),
    .show = show_queue, .value = get_queue, .leads = TRUE },
  { N_("Decisions"), N_("What happened because it did not keep up: it was disconnected, events were dropped, "
       "conflated (a newer one took their place) or forgotten by the channel, publishes were refused. Measured."),
    .show = show_decisions, .value = get_decisions, .leads = TRUE },
};

/**
 * rt_peer_columns_append:
 * @view: a column view of RtTableItem, each of an RtPeer
 * @brief: whether there is little room: who has how much waiting comes first then
 *
 * Appends all columns.
 */
void
rt_peer_columns_append (GtkColumnView *view,
                        gboolean       brief)
{
  rt_table_columns_append (view, columns, G_N_ELEMENTS (columns), brief);
}

static void
show_column (GtkColumnView *view,
             char        *(*show) (gpointer peer),
             gboolean       shown)
{
  GListModel *model = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

      if (rt_table_columns_get (column)->show == show && gtk_column_view_column_get_visible (column) != shown)
        gtk_column_view_column_set_visible (column, shown);
    }
}

/**
 * rt_peer_columns_show_pattern:
 * @view: a column view
 * @shown: whether the peers may show several patterns
 *
 * Shows the column that says which, or leaves its room to the others.
 */
void
rt_peer_columns_show_pattern (GtkColumnView *view,
                              gboolean       shown)
{
  show_column (view, show_pattern, shown);
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
  show_column (view, show_refused, shown);
}
