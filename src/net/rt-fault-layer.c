/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-fault-layer-private.h"

gint64
rt_fault_layer_get_value (RtFaultLayer *self,
                          RtFaultKind   kind)
{
  const RtFault *fault = self->is_released ? NULL : rt_faults_get (self->faults, kind);

  return fault != NULL ? fault->value : 0;
}

gboolean
rt_fault_layer_is_stalled (RtFaultLayer *self)
{
  return !self->is_released && rt_faults_get (self->faults, RT_FAULT_STALL) != NULL;
}

void
rt_fault_layer_start_timer (RtFaultLayer *self,
                            RtFaultSide  *side,
                            gint64        due,
                            gint64        now)
{
  if (due == RT_FAULT_LAYER_NEVER || self->is_stopped)
    return;

  rt_poller_start_timer (self->poller, &side->timer, MAX (due - now, 0) / G_TIME_SPAN_MILLISECOND + 1);
}

gint64
rt_fault_layer_get_due (RtFaultLayer *self,
                        gint64        now)
{
  const RtFault *delay = self->is_released ? NULL : rt_faults_get (self->faults, RT_FAULT_DELAY);

  if (delay == NULL)
    return now;

  rt_faults_strike (self->faults, RT_FAULT_DELAY);

  return now + delay->value + (delay->jitter > 0 ? (gint64) g_random_double_range (-delay->jitter, delay->jitter) : 0);
}

gsize
rt_fault_layer_allow (RtFaultLayer *self,
                      RtFaultSide  *side,
                      gsize         wanted)
{
  gint64 rate = rt_fault_layer_get_value (self, RT_FAULT_LIMIT);
  gint64 now = g_get_monotonic_time ();
  gint64 wait_us = 0;
  gsize allowed;

  if (rate == 0)
    {
      side->way.filled = 0;
      return wanted;
    }
  if (side->is_limited)
    return 0;

  allowed = rt_fault_way_allow (&side->way, rate, wanted, now, &wait_us);
  if (allowed < wanted)
    rt_faults_strike (self->faults, RT_FAULT_LIMIT);
  side->is_limited = allowed == 0;
  if (side->is_limited)
    rt_fault_layer_start_timer (self, side, now + wait_us, now);

  return allowed;
}

gssize
rt_fault_layer_fail (int  reason,
                     int *code)
{
  *code = reason;

  return -1;
}

static void
in_is_due (gpointer user_data)
{
  RtFaultLayer *self = user_data;

  self->in.is_limited = FALSE;
  self->hooks->arrived (self->user_data);
}

static void
out_is_due (gpointer user_data)
{
  RtFaultLayer *self = user_data;

  self->out.is_limited = FALSE;
  rt_fault_layer_go_on (self);
}

static void
cut_is_due (gpointer user_data)
{
  RtFaultLayer *self = user_data;

  if (rt_faults_get (self->faults, RT_FAULT_CUT_AFTER) == NULL)
    return;

  rt_faults_strike (self->faults, RT_FAULT_CUT_AFTER);
  self->hooks->cut (self->user_data);
}

RtFaultLayer *
rt_fault_layer_new (RtFaults                *faults,
                    const RtFaultLayerHooks *hooks,
                    gpointer                 user_data)
{
  RtFaultLayer *self = g_new0 (RtFaultLayer, 1);

  self->faults = g_object_ref (faults);
  self->hooks = hooks;
  self->user_data = user_data;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->requests = rt_faults_is_for_client (faults) ? rt_fault_requests_new (faults) : NULL;
  self->in.timer = (RtPollerTimer) { .func = in_is_due, .user_data = self };
  self->out.timer = (RtPollerTimer) { .func = out_is_due, .user_data = self };
  self->cut_timer = (RtPollerTimer) { .func = cut_is_due, .user_data = self };
  self->end_due = RT_FAULT_LAYER_NEVER;
  rt_fault_layer_update (self);

  return self;
}

void
rt_fault_layer_free (RtFaultLayer *self)
{
  rt_fault_layer_stop (self);
  rt_fault_way_clear (&self->in.way);
  rt_fault_way_clear (&self->out.way);
  g_clear_pointer (&self->requests, rt_fault_requests_free);
  rt_poller_unref (self->poller);
  g_object_unref (self->faults);
  g_free (self);
}

void
rt_fault_layer_stop (RtFaultLayer *self)
{
  self->is_stopped = TRUE;
  rt_poller_stop_timer (self->poller, &self->in.timer);
  rt_poller_stop_timer (self->poller, &self->out.timer);
  rt_poller_stop_timer (self->poller, &self->cut_timer);
}

void
rt_fault_layer_update (RtFaultLayer *self)
{
  const RtFault *after = rt_faults_get (self->faults, RT_FAULT_CUT_AFTER);

  if (self->is_stopped)
    return;

  if (after == NULL || !after->is_time)
    rt_poller_stop_timer (self->poller, &self->cut_timer);
  else if (!self->cut_timer.queued)
    rt_poller_start_timer (self->poller, &self->cut_timer, after->value / G_TIME_SPAN_MILLISECOND);

  self->in.is_limited = FALSE;
  self->out.is_limited = FALSE;
  self->is_judged = FALSE;
}

void
rt_fault_layer_release (RtFaultLayer *self)
{
  self->is_released = TRUE;
  self->in.is_limited = FALSE;
  rt_fault_way_clear (&self->out.way);
}

void
rt_fault_layer_mend (RtFaultLayer *self)
{
  self->is_released = TRUE;
  self->in.is_limited = FALSE;
  self->out.is_limited = FALSE;
  self->is_judged = FALSE;
  self->loses_answer = FALSE;
  if (self->requests != NULL)
    rt_fault_requests_mend (self->requests);
}

gboolean
rt_fault_layer_is_idle (RtFaultLayer *self)
{
  return (self->is_released || !rt_faults_is_active (self->faults)) && !self->loses_answer &&
         self->out.way.n_bytes == 0 && rt_fault_layer_get_in_due (self) == RT_FAULT_LAYER_NEVER &&
         (self->requests == NULL || !rt_fault_requests_is_answering (self->requests));
}

gsize
rt_fault_layer_get_n_unsent (RtFaultLayer *self)
{
  return self->out.way.n_bytes;
}

gint64
rt_fault_layer_get_delay (RtFaultLayer *self)
{
  const RtFault *delay = rt_faults_get (self->faults, RT_FAULT_DELAY);

  return delay != NULL ? delay->value + delay->jitter : 0;
}

gboolean
rt_fault_layer_holds (RtFaultLayer *self)
{
  return rt_fault_layer_is_stalled (self) || (self->out.way.n_bytes > 0 && !self->is_full);
}

gboolean
rt_fault_layer_begin_request (RtFaultLayer *self)
{
  /* That of one before it is still to be lost, with the connection. */
  if (self->requests == NULL && !self->is_released && !self->loses_answer)
    self->loses_answer = rt_faults_judge_request (self->faults);

  return self->loses_answer;
}

gboolean
rt_fault_layer_loses_answer (RtFaultLayer *self)
{
  return self->loses_answer;
}

void
rt_fault_layer_lose_answer (RtFaultLayer *self)
{
  if (!self->loses_answer)
    return;

  self->loses_answer = FALSE;
  rt_faults_strike (self->faults, RT_FAULT_LOSE_ANSWER);
  self->hooks->cut (self->user_data);
}

RtFaultVerdict
rt_fault_layer_judge_event (RtFaultLayer *self)
{
  if (self->is_released)
    return RT_FAULT_PASS;
  if (!self->is_judged)
    self->verdict = rt_faults_judge_event (self->faults, &self->n_events);
  self->is_judged = TRUE;

  return self->verdict;
}

void
rt_fault_layer_strike_event (RtFaultLayer *self)
{
  if (self->is_judged)
    rt_faults_strike_event (self->faults, self->verdict);
  self->is_judged = FALSE;
}
