/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-local-swarm-private.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

static RtPacerAnswer
ask (guint    i,
     gpointer user_data)
{
  RtLocalSwarm *self = user_data;
  RtSwarmMember *member = g_ptr_array_index (self->members, i);

  /* Once the feed is over nobody is asked for what is there. */
  if (member->is_over || (self->phase == RT_LOCAL_SWARM_ENDING && rt_swarm_member_has (member, self->end.last)))
    return RT_PACER_IS_OVER;
  if (rt_client_ask (member->client))
    return RT_PACER_ASKS;

  return rt_client_get_state (member->client) == RT_CLIENT_OPEN ? RT_PACER_IS_BUSY : RT_PACER_IS_GONE;
}

void
rt_local_swarm_begin_asking (RtLocalSwarm *self,
                             guint         interval_ms)
{
  if (self->pattern->manner == RT_MANNER_ASK)
    self->pacer = rt_pacer_new (self->step, self->members->len, interval_ms, ask, self);
  /* Without a warm-up connecting is what counts, and what is asked before the feed begins would be
   * as much as there happened to be time for. */
  if (self->plan->warm_up > 0)
    rt_local_swarm_pace (self);
}

void
rt_local_swarm_pace (RtLocalSwarm *self)
{
  if (self->pacer != NULL)
    rt_pacer_start (self->pacer);
}

/* Those who wait have asked for what comes after event @last. */
static gboolean
all_wait (RtLocalSwarm *self,
          guint64       last)
{
  return self->pattern->manner != RT_MANNER_WAIT || self->plan->per_host > 0 || last == 0 ||
         rt_lockstep_get (self->step, RT_STEP_READY) >= (gint64) last;
}

gboolean
rt_local_swarm_quieten (RtLocalSwarm *self,
                        guint64       last)
{
  if (self->pacer == NULL)
    return all_wait (self, last);

  rt_pacer_stop (self->pacer);

  return rt_pacer_is_quiet (self->pacer);
}

/* Of those who wait: what they asked before they had the latest event is answered at once, and is no
 * waiting for the next one. */
static void
on_asked (RtSwarmMember *self)
{
  RtLocalSwarm *swarm = self->swarm;
  gint64 last = rt_lockstep_get (swarm->step, RT_STEP_LAST);

  if (swarm->ready_for != last)
    {
      swarm->ready_for = last;
      swarm->n_ready = 0;
    }
  if (self->is_over || self->asked_after > (guint64) last || !rt_swarm_member_has (self, (guint64) last))
    return;

  self->asked_after = (guint64) last + 1;
  swarm->n_ready++;
  if (swarm->n_ready >= swarm->n_connected)
    rt_lockstep_set (swarm->step, RT_STEP_READY, last);
}

static void
on_answer (RtSwarmMember *self)
{
  if (self->swarm->pacer != NULL)
    rt_pacer_answered (self->swarm->pacer, self->index);
}

static void
on_state (RtSwarmMember *self)
{
  /* What it asked is not answered any more. */
  if (self->swarm->pacer != NULL && rt_client_get_state (self->client) != RT_CLIENT_OPEN)
    rt_pacer_answered (self->swarm->pacer, self->index);
}

void
rt_local_swarm_watch_asking (RtSwarmMember *member)
{
  if (member->swarm->pattern->manner == RT_MANNER_WAIT)
    {
      g_signal_connect_swapped (member->client, "asked", G_CALLBACK (on_asked), member);
      return;
    }

  g_signal_connect_swapped (member->client, "answer", G_CALLBACK (on_answer), member);
  g_signal_connect_swapped (member->client, "notify::state", G_CALLBACK (on_state), member);
}

char *
rt_local_swarm_judge_asking (RtLocalSwarm *self)
{
  guint64 n_left_out = self->pacer != NULL ? rt_pacer_get_n_left_out (self->pacer) : 0;
  double late_us;
  g_autofree char *late = NULL;

  /* What is broken on purpose keeps them from asking as well. */
  if (self->pacer == NULL || self->faults != NULL)
    return NULL;
  if (n_left_out > 0)
    {
      g_autofree char *left_out = g_strdup_printf ("%" G_GUINT64_FORMAT, n_left_out);
      g_autofree char *due = g_strdup_printf ("%" G_GUINT64_FORMAT, rt_pacer_get_n_due (self->pacer));

      /* Translators: two numbers of polls */
      return g_strdup_printf (_("The clients could not keep up: they left out %s of %s polls that were due."), left_out,
                              due);
    }

  late_us = (double) rt_histogram_get_quantile (rt_pacer_get_lateness (self->pacer), 0.99);
  if (late_us <= RT_SWARM_MAX_LAG_US)
    return NULL;

  late = rt_format_duration_us (late_us);
  return g_strdup_printf (_("The clients could not keep up: they asked up to %s late."), late);
}
