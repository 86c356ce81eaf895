/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-fault-layer-private.h"

#include <errno.h>

/* At a client it reads nothing more, but can still write. */
static gboolean
is_output_stalled (RtFaultLayer *self)
{
  return rt_fault_layer_is_stalled (self) && self->requests == NULL;
}

/* Gives the socket what is through, as far as the limit and the socket allow. */
static gboolean
pump (RtFaultLayer *self,
      int          *code)
{
  gint64 now = g_get_monotonic_time ();

  while (self->out.way.n_bytes > 0 && !is_output_stalled (self) &&
         (self->is_released || rt_fault_way_get_due (&self->out.way) <= now))
    {
      gsize length;
      const char *bytes = rt_fault_way_peek (&self->out.way, &length);
      gsize allowed = rt_fault_layer_allow (self, &self->out, length);
      gssize n;

      if (allowed == 0)
        return TRUE;
      n = self->hooks->give (bytes, allowed, code, self->user_data);
      self->is_full = n < 0 && *code == EAGAIN;
      if (n < 0)
        return self->is_full;
      rt_fault_way_spend (&self->out.way, n);
      rt_fault_way_consume (&self->out.way, n);
    }

  if (!self->out.is_limited && !is_output_stalled (self))
    rt_fault_layer_start_timer (self, &self->out, rt_fault_way_get_due (&self->out.way), now);

  return TRUE;
}

/* Without a delay what waits stays in the outbox, where it can be seen. */
static gsize
get_out_room (RtFaultLayer *self)
{
  if (is_output_stalled (self) || (rt_fault_layer_get_value (self, RT_FAULT_DELAY) == 0 && self->out.way.n_bytes > 0))
    return 0;

  return rt_fault_way_get_room (&self->out.way);
}

static void
put (RtFaultLayer *self,
     const char   *bytes,
     gsize         length)
{
  gint64 now = g_get_monotonic_time ();

  while (length > 0)
    {
      g_autoptr (GBytes) answer = NULL;
      gboolean keep = FALSE;
      gsize n = length;

      if (self->requests != NULL)
        n = rt_fault_requests_read (self->requests, bytes, length, &keep, &answer);
      if (!keep)
        rt_fault_way_push (&self->out.way, bytes, n, rt_fault_layer_get_due (self, now), FALSE);
      if (answer != NULL)
        {
          rt_fault_way_push (&self->in.way, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), rt_fault_layer_get_due (self, now), TRUE);
          rt_faults_strike (self->faults, RT_FAULT_STATUS);
          self->in.is_limited = FALSE;
          rt_fault_layer_start_timer (self, &self->in, rt_fault_layer_get_in_due (self), now);
        }
      bytes += n;
      length -= n;
    }
}

gssize
rt_fault_layer_send (RtFaultLayer        *self,
                     const GOutputVector *vectors,
                     guint                n_vectors,
                     int                 *code)
{
  gssize taken = 0;

  for (guint i = 0; i < n_vectors; i++)
    {
      gsize length = MIN (vectors[i].size, get_out_room (self));

      put (self, vectors[i].buffer, length);
      taken += length;
      if (!pump (self, code))
        return -1;
      if (length < vectors[i].size)
        break;
    }
  if (is_output_stalled (self))
    rt_faults_strike (self->faults, RT_FAULT_STALL);

  return taken > 0 ? taken : rt_fault_layer_fail (EAGAIN, code);
}

gboolean
rt_fault_layer_wants_output (RtFaultLayer *self)
{
  return self->is_full;
}

void
rt_fault_layer_go_on (RtFaultLayer *self)
{
  int code;

  self->is_full = FALSE;
  /* That the connection broke is told by the poller. */
  if (!pump (self, &code))
    rt_fault_way_clear (&self->out.way);
  self->hooks->writable (self->user_data);
}
