/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-lane-private.h"

#include <glib/gi18n.h>

#include "lab/rt-lane-desk.h"
#include "lab/rt-lane-marks.h"

/* A desk that stopped by itself stops its lane, and leaves its reason. */
static void
rt_lane_follow_desk (RtLane *self)
{
  g_autofree char *reason = g_strdup (rt_desk_get_reason (self->desk));
  RtClientState state = rt_desk_get_state (self->desk);

  if (!self->running)
    return;
  if (!rt_desk_get_running (self->desk))
    rt_lane_stop (self);
  rt_lane_set_state (self, state, reason);
}

static void
on_address (RtLane *self)
{
  g_autofree char *address = rt_desk_dup_address (self->desk);

  rt_lane_set_uri (self, address);
}

static void
on_cut (RtLane *self)
{
  rt_lane_add_mark (self, RT_MARK_FAULT, g_get_monotonic_time (), _("Connections cut"));
}

/**
 * rt_lane_new_for_desk:
 * @pattern: the pattern of what goes over a bus
 * @desk: what works in the lane
 *
 * Makes a lane in which a desk works instead of clients that are all alike. It stands still.
 *
 * Returns: (transfer full): a new lane
 */
RtLane *
rt_lane_new_for_desk (const RtPattern *pattern,
                      RtDesk          *desk)
{
  g_autofree char *address = rt_desk_dup_address (desk);
  RtLane *self = rt_lane_new (pattern, address);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::state", G_CALLBACK (rt_lane_follow_desk), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::reason", G_CALLBACK (rt_lane_follow_desk), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::address", G_CALLBACK (on_address), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "cut", G_CALLBACK (on_cut), self, G_CONNECT_SWAPPED);

  return self;
}

/* Whoever else may still hold it. */
void
rt_lane_drop_desk (RtLane *self)
{
  if (self->desk != NULL)
    rt_desk_stop (self->desk);
  g_clear_object (&self->desk);
}

/**
 * rt_lane_get_desk:
 * @self: a lane
 *
 * Returns: (transfer none) (nullable): what works in it; %NULL: its clients do
 */
RtDesk *
rt_lane_get_desk (RtLane *self)
{
  g_return_val_if_fail (RT_IS_LANE (self), NULL);

  return self->desk;
}

/**
 * rt_lane_has_wire:
 * @self: a lane
 *
 * Returns: whether there is a wire on which its bytes can be counted, see rt_desk_has_wire()
 */
gboolean
rt_lane_has_wire (RtLane *self)
{
  g_return_val_if_fail (RT_IS_LANE (self), TRUE);

  return self->desk == NULL || rt_desk_has_wire (self->desk);
}

/**
 * rt_lane_get_id:
 * @self: a lane
 *
 * Returns: (transfer none): its own, else that of its pattern, which has no other lane then
 */
const char *
rt_lane_get_id (RtLane *self)
{
  return self->desk != NULL ? RT_DESK_GET_CLASS (self->desk)->id : self->pattern->id;
}

/**
 * rt_lane_get_name:
 * @self: a lane
 *
 * Returns: (transfer none): for people, translated
 */
const char *
rt_lane_get_name (RtLane *self)
{
  return self->desk != NULL ? _(RT_DESK_GET_CLASS (self->desk)->name) : _(self->pattern->name);
}

/**
 * rt_lane_get_sentence:
 * @self: a lane
 *
 * Returns: (transfer none): what it does, in one sentence, translated
 */
const char *
rt_lane_get_sentence (RtLane *self)
{
  return self->desk != NULL ? _(RT_DESK_GET_CLASS (self->desk)->sentence) : _(self->pattern->sentence);
}

/**
 * rt_lane_cut:
 * @self: a lane
 *
 * Cuts every connection of its clients, or of its desk, once.
 */
void
rt_lane_cut (RtLane *self)
{
  g_return_if_fail (RT_IS_LANE (self));

  if (self->desk != NULL)
    rt_desk_cut (self->desk);
  else
    rt_faults_cut_now (self->faults);
}
