/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-totals.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-lane-desk.h"

/* The totals are of so many seconds, so that one busy second does not make them jump. */
#define TOTAL_SECONDS 5

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

/* How many connections are open, what they move a second, and how much of that is overhead. Without a wire
 * there would be no overhead, and that is not what it looks like in a share. */
static char *
dup_words (GPtrArray *views)
{
  g_autofree char *rate = NULL;
  g_autofree char *share = NULL;
  double payload = 0;
  double overhead = 0;
  guint64 open = 0;

  for (guint i = 0; i < views->len; i++)
    {
      RtLane *lane = rt_lane_view_get_lane (g_ptr_array_index (views, i));

      if (!rt_lane_get_busy (lane))
        continue;
      open += rt_lane_get_traffic (lane)->connections_open;
      if (rt_lane_has_wire (lane))
        add_rates (lane, &payload, &overhead);
    }
  rate = rt_format_rate (payload + overhead);
  share = rt_format_share (payload + overhead > 0 ? overhead / (payload + overhead) : -1);
  /* Translators: how many connections are open, bytes a second, share of overhead */
  return g_strdup_printf (ngettext ("All lanes: %u open · %s · %s overhead",
                                    "All lanes: %u open · %s · %s overhead", open),
                          (guint) open, rate, share);
}

/**
 * rt_dashboard_totals_show:
 * @views: of #RtLaneView
 * @label: where
 *
 * Sums up the lanes that are busy.
 */
void
rt_dashboard_totals_show (GPtrArray *views,
                          GtkLabel  *label)
{
  g_autofree char *words = dup_words (views);

  if (g_strcmp0 (words, gtk_label_get_text (label)) != 0)
    gtk_label_set_text (label, words);
}

/* Gives all charts one scale: the higher bar is the one that talks more. */
static void
share_scale (GPtrArray *views)
{
  double maximum = 0;

  for (guint i = 0; i < views->len; i++)
    maximum = MAX (maximum, rt_lane_view_get_peak (g_ptr_array_index (views, i)));
  for (guint i = 0; i < views->len; i++)
    rt_lane_view_set_scale (g_ptr_array_index (views, i), maximum);
}

/**
 * rt_dashboard_totals_refresh:
 * @views: of #RtLaneView
 * @label: where they are summed up
 * @numbers: whether the numbers are due as well, which nobody reads as often as things move
 *
 * Shows in the lanes that are busy what has come.
 */
void
rt_dashboard_totals_refresh (GPtrArray *views,
                             GtkLabel  *label,
                             gboolean   numbers)
{
  for (guint i = 0; i < views->len; i++)
    {
      RtLaneView *view = g_ptr_array_index (views, i);

      if (!rt_lane_get_busy (rt_lane_view_get_lane (view)))
        continue;
      if (numbers)
        rt_lane_view_refresh (view);
      else
        rt_lane_slot_refresh (rt_lane_view_get_slot (view));
    }
  if (!numbers)
    return;
  share_scale (views);
  rt_dashboard_totals_show (views, label);
}
