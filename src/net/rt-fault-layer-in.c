/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-fault-layer-private.h"

#include <errno.h>
#include <string.h>

/* What is taken from the socket at once to be held back. */
#define PIECE (8 * 1024)

static gssize
take (RtFaultLayer *self,
      char         *buffer,
      gsize         count,
      int          *code)
{
  gsize allowed = rt_fault_layer_allow (self, &self->in, count);
  gssize n;

  if (allowed == 0)
    return rt_fault_layer_fail (EAGAIN, code);

  n = self->hooks->take (buffer, allowed, code, self->user_data);
  if (n > 0)
    rt_fault_way_spend (&self->in.way, n);
  if (n > 0 && self->requests != NULL && rt_fault_requests_lose (self->requests))
    {
      self->hooks->lost (buffer, n, self->user_data);
      rt_faults_strike (self->faults, RT_FAULT_LOSE_ANSWER);
      self->hooks->cut (self->user_data);
      return rt_fault_layer_fail (EAGAIN, code);
    }

  return n;
}

/* Takes what there is, to be through later. */
static void
fill (RtFaultLayer *self)
{
  char buffer[PIECE];
  gsize room;

  while (self->end_due == RT_FAULT_LAYER_NEVER && (room = rt_fault_way_get_room (&self->in.way)) > 0)
    {
      int code = 0;
      gssize n = take (self, buffer, MIN (room, sizeof buffer), &code);

      if (n < 0 && code == EAGAIN)
        return;
      if (n > 0)
        {
          rt_fault_way_push (&self->in.way, buffer, n, rt_fault_layer_get_due (self, g_get_monotonic_time ()), FALSE);
          continue;
        }
      self->end_due = MAX (self->in.way.last_due, rt_fault_layer_get_due (self, g_get_monotonic_time ()));
      self->end_code = n < 0 ? code : 0;
    }
}

gint64
rt_fault_layer_get_in_due (RtFaultLayer *self)
{
  gint64 due = rt_fault_way_get_due (&self->in.way);

  return due != RT_FAULT_LAYER_NEVER ? due : self->end_due;
}

static gssize
pop (RtFaultLayer *self,
     char         *buffer,
     gsize         count,
     int          *code)
{
  gint64 now = g_get_monotonic_time ();
  gint64 due = rt_fault_layer_get_in_due (self);
  gboolean made_up;
  const char *bytes;
  gsize length;

  if (due > now && !self->is_released)
    {
      if (!self->in.is_limited)
        rt_fault_layer_start_timer (self, &self->in, due, now);
      return rt_fault_layer_fail (EAGAIN, code);
    }
  if (rt_fault_way_get_due (&self->in.way) == RT_FAULT_LAYER_NEVER)
    return self->end_code != 0 ? rt_fault_layer_fail (self->end_code, code) : 0;

  bytes = rt_fault_way_peek (&self->in.way, &length);
  length = MIN (length, count);
  memcpy (buffer, bytes, length);
  made_up = rt_fault_way_is_made_up (&self->in.way);
  rt_fault_way_consume (&self->in.way, length);
  if (!made_up)
    self->hooks->passed (buffer, length, self->user_data);

  return length;
}

gssize
rt_fault_layer_receive (RtFaultLayer *self,
                        char         *buffer,
                        gsize         count,
                        int          *code)
{
  gssize n;

  if (rt_fault_layer_is_stalled (self))
    {
      rt_faults_strike (self->faults, RT_FAULT_STALL);
      return rt_fault_layer_fail (EAGAIN, code);
    }
  if (rt_fault_layer_get_value (self, RT_FAULT_DELAY) > 0)
    fill (self);
  if (rt_fault_layer_get_in_due (self) != RT_FAULT_LAYER_NEVER || rt_fault_layer_get_value (self, RT_FAULT_DELAY) > 0)
    return pop (self, buffer, count, code);

  n = take (self, buffer, count, code);
  if (n > 0)
    self->hooks->passed (buffer, n, self->user_data);

  return n;
}

gboolean
rt_fault_layer_is_ready (RtFaultLayer *self)
{
  gint64 due = rt_fault_layer_get_in_due (self);

  return !rt_fault_layer_is_stalled (self) && due != RT_FAULT_LAYER_NEVER && (self->is_released || due <= g_get_monotonic_time ());
}

gboolean
rt_fault_layer_wants_input (RtFaultLayer *self)
{
  return !rt_fault_layer_is_stalled (self) && !self->in.is_limited && self->end_due == RT_FAULT_LAYER_NEVER && rt_fault_way_get_room (&self->in.way) > 0;
}
