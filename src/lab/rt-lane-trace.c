/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-lane-private.h"

/**
 * rt_lane_follow_first:
 * @self: a lane
 * @client: (nullable): its first client, which has not begun yet
 *
 * Has the lane's trace listen to @client, if somebody holds one.
 */
void
rt_lane_follow_first (RtLane   *self,
                      RtClient *client)
{
  if (self->trace != NULL)
    rt_trace_follow (self->trace, client);
}

/**
 * rt_lane_get_trace:
 * @self: a lane
 *
 * Gets what passes on the connections of the lane's first client, from now on and for as
 * long as somebody holds it. Everyone gets the same. Of a connection that is open it is
 * guessed what passes on it.
 *
 * Returns: (transfer full): its trace
 */
RtTrace *
rt_lane_get_trace (RtLane *self)
{
  g_autoptr (RtTrace) trace = NULL;

  if (self->trace != NULL)
    return g_object_ref (self->trace);
  trace = rt_trace_new ();
  g_set_weak_pointer (&self->trace, trace);
  rt_lane_follow_first (self, rt_crowd_get_first (self->crowd));
  return g_steal_pointer (&trace);
}
