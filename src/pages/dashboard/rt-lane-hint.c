/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-hint.h"

#include <glib/gi18n.h>

#include "lab/rt-lane-desk.h"

static char *
dup_retry (RtLane *lane)
{
  gint64 retry_us = rt_lane_get_retry_us (lane);
  guint seconds = (retry_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  if (retry_us < 0)
    return g_strdup (_("Tries again by itself"));
  if (seconds == 0)
    return g_strdup (_("Trying again"));
  /* Translators: seconds */
  return g_strdup_printf (_("Tries again in %u s"), seconds);
}

static char *
dup_open (RtLane *lane)
{
  const char *reason = rt_lane_get_reason (lane);
  guint64 open;

  if (reason != NULL)
    return g_strdup (reason);
  open = rt_lane_get_traffic (lane)->connections_open;
  return g_strdup_printf (ngettext ("%u connection open", "%u connections open", open),
                          (guint) open);
}

/**
 * rt_lane_hint_dup:
 * @lane: a lane
 *
 * Says in a few words what to do, or what is there.
 *
 * Returns: (transfer full): the words
 */
char *
rt_lane_hint_dup (RtLane *lane)
{
  switch (rt_lane_get_state (lane))
    {
    case RT_CLIENT_CLOSED:
      if (rt_lane_get_uri (lane) == NULL)
        return g_strdup (rt_lane_get_reason (lane) != NULL ? _("Mend that, then open again")
                                                           : _("The servers are starting"));
      return g_strdup (rt_lane_get_reason (lane) != NULL ? _("Press Start to try again")
                                                         : _("Press Start to see it work"));
    case RT_CLIENT_CONNECTING:
      return g_strdup (_("Connecting…"));
    case RT_CLIENT_RETRYING:
      return dup_retry (lane);
    case RT_CLIENT_OPEN:
    default:
      return dup_open (lane);
    }
}

/**
 * rt_lane_hint_get_per_event:
 * @lane: a lane
 *
 * Returns: (transfer none): what its bytes per event mean, or why there are none
 */
const char *
rt_lane_hint_get_per_event (RtLane *lane)
{
  if (!rt_lane_has_wire (lane))
    return _("The embedded bus is in this program: there is no wire, and so neither overhead nor bytes on it. "
             "Choose a broker to see what one costs.");

  return _("Bytes on the wire in both directions, divided by the events delivered. Measured; TCP/IP headers are "
           "not in it.");
}
