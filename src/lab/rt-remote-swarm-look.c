/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-remote-swarm-private.h"

#include "lab/rt-json-members.h"

/* One question at a time: a process that has too much to do is not asked on top of it. */
void
rt_remote_swarm_look (RtSwarm *swarm,
                      RtPulse *pulse)
{
  RtRemoteSwarm *self = RT_REMOTE_SWARM (swarm);

  *pulse = self->pulse;
  if (self->is_looking || self->is_lost)
    return;
  self->is_looking = TRUE;
  rt_remote_swarm_tell (self, rt_remote_swarm_new_order ("look"));
}

gboolean
rt_remote_swarm_take_look (RtRemoteSwarm *self,
                           JsonObject    *answer)
{
  JsonObject *look = rt_json_get_object (json_object_get_member (answer, "look"), "look", NULL);

  self->is_looking = FALSE;
  if (look == NULL || !rt_pulse_from_json (look, &self->pulse, NULL))
    return FALSE;
  self->pulse.at_us = g_get_monotonic_time ();

  return TRUE;
}
