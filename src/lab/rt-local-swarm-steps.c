/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-local-swarm-private.h"

#include <glib/gi18n.h>

#include "core/rt-priority.h"
#include "lab/rt-usage.h"

/* So many connect at a time: each of them is sources that the main loop walks. */
#define MAX_CONNECTING 200
/* GIO shakes hands over TLS in threads that wait for each other's end; it has ten of them at once. */
#define MAX_SHAKING 8
/* How long what the warm-up published may be on its way, beyond the time between two polls. */
#define WARM_PATIENCE_MS 5000
/* Who polls less often is not waited for. */
#define MAX_WARM_INTERVAL_MS 30000

const RtContestant *
rt_local_swarm_get_contestant (RtLocalSwarm *self)
{
  return g_ptr_array_index (self->plan->contestants, self->index);
}

static guint
get_interval (RtLocalSwarm *self)
{
  const RtContestant *contestant = rt_local_swarm_get_contestant (self);

  return contestant->interval_ms > 0 ? contestant->interval_ms : self->plan->interval_ms;
}

GTask *
rt_local_swarm_steal_task (RtLocalSwarm      *self,
                           RtLocalSwarmPhase  phase)
{
  self->phase = phase;
  self->n_done = 0;

  return g_steal_pointer (&self->task);
}

static gboolean
waited_for (RtLocalSwarm *self,
            gint64        ms)
{
  return g_get_monotonic_time () - self->since_us >= ms * 1000;
}

static void
fail_to_connect (RtLocalSwarm *self)
{
  g_autoptr (GTask) task = rt_local_swarm_steal_task (self, RT_LOCAL_SWARM_IDLE);
  const RtSwarmMember *first = self->members->len > 0 ? g_ptr_array_index (self->members, 0) : NULL;
  const char *reason = first != NULL ? rt_client_get_reason (first->client) : NULL;

  if (reason != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", reason);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                             _("No client could connect within %d s."), RT_SWARM_PATIENCE_MS / 1000);
}

static void
step_connecting (RtLocalSwarm *self)
{
  guint n_wanted = self->plan->n_clients;
  guint n_more = self->certificate != NULL ? MAX_SHAKING : MAX_CONNECTING;
  g_autoptr (GTask) task = NULL;

  rt_crowd_set_wanted (self->crowd, MIN (n_wanted, self->n_connected + self->n_failed + n_more));
  if (self->n_connected + self->n_failed < n_wanted && !waited_for (self, RT_SWARM_PATIENCE_MS))
    return;
  if (self->n_connected == 0)
    {
      fail_to_connect (self);
      return;
    }

  /* Who is not there now does not come later. */
  for (guint i = 0; i < self->members->len; i++)
    {
      RtSwarmMember *member = g_ptr_array_index (self->members, i);

      if (!member->was_open)
        rt_swarm_member_stop (member, NULL);
    }
  if (self->pattern->manner != RT_MANNER_ASK)
    rt_crowd_set_interval (self->crowd, get_interval (self));
  rt_local_swarm_begin_asking (self, get_interval (self));
  self->connected_us = g_get_monotonic_time () - self->connected_us;
  task = rt_local_swarm_steal_task (self, RT_LOCAL_SWARM_IDLE);
  g_task_return_boolean (task, TRUE);
}

static gboolean
all_have (RtLocalSwarm *self,
          guint64       last)
{
  for (guint i = 0; i < self->members->len && !self->is_shared; i++)
    if (!rt_swarm_member_has (g_ptr_array_index (self->members, i), last))
      return FALSE;

  return !self->is_shared || waited_for (self, WARM_PATIENCE_MS / 10);
}

static void
step_warming (RtLocalSwarm *self)
{
  gint64 patience_ms = WARM_PATIENCE_MS + MIN (get_interval (self), MAX_WARM_INTERVAL_MS);
  g_autoptr (GTask) task = NULL;

  if (!all_have (self, self->end.last) && !waited_for (self, patience_ms))
    return;
  /* What is still under way would be counted as what is measured. */
  if (!rt_local_swarm_quieten (self, self->end.last) && !waited_for (self, patience_ms))
    return;

  self->is_warm = TRUE;
  self->n_done = 0;
  if (self->begins)
    {
      self->phase = RT_LOCAL_SWARM_RESETTING;
      return;
    }

  task = rt_local_swarm_steal_task (self, RT_LOCAL_SWARM_IDLE);
  g_task_return_boolean (task, TRUE);
}

static gboolean
begin_faults (RtLocalSwarm  *self,
              GError       **error)
{
  for (guint i = 0; self->plan->faults != NULL && self->plan->faults[i] != NULL; i++)
    if (!rt_faults_add (self->faults, self->plan->faults[i], error))
      return FALSE;

  return TRUE;
}

static void
finish_resetting (RtLocalSwarm *self)
{
  g_autoptr (GTask) task = rt_local_swarm_steal_task (self, RT_LOCAL_SWARM_COUNTING);
  GError *error = NULL;

  rt_local_swarm_pace (self);
  rt_histogram_reset (self->lag);
  rt_histogram_reset (self->age);
  rt_age_series_reset (self->ages);
  self->began_us = g_get_monotonic_time ();
  self->began_cpu_us = rt_usage_get_cpu ();
  if (begin_faults (self, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
step_resetting (RtLocalSwarm *self)
{
  gint64 end_us = g_get_monotonic_time () + RT_SLICE_US;

  /* Without a warm-up, connecting is part of what is measured. */
  if (self->plan->warm_up <= 0)
    self->n_done = self->members->len;
  else if (self->n_done == 0)
    rt_histogram_reset (self->latency);
  self->n_events = 0;

  while (self->n_done < self->members->len && g_get_monotonic_time () < end_us)
    {
      RtSwarmMember *member = g_ptr_array_index (self->members, self->n_done++);

      if (member->is_over)
        continue;
      rt_swarm_member_reset (member);
      self->began_open += rt_client_get_traffic (member->client)->connections_open;
    }
  if (self->n_done < self->members->len)
    return;

  if (self->plan->warm_up > 0)
    rt_local_swarm_note_hosts (self);
  finish_resetting (self);
}

static gboolean
is_cut (RtLocalSwarm *self)
{
  return self->end.patience_ms == 0 || g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

static void
finish_ending (RtLocalSwarm *self)
{
  gboolean was_cut = is_cut (self);
  g_autoptr (GTask) task = rt_local_swarm_steal_task (self, RT_LOCAL_SWARM_IDLE);

  rt_local_swarm_close_run (self, was_cut);
  rt_crowd_set_wanted (self->crowd, 0);
  g_task_return_pointer (task, g_steal_pointer (&self->run), (GDestroyNotify) rt_run_free);
}

/* Who has everything goes at once, so that no poll of its is counted that nobody waits for. */
static void
step_ending (RtLocalSwarm *self)
{
  gint64 end_us = g_get_monotonic_time () + RT_SLICE_US;
  gboolean has_all = rt_local_swarm_shared_all (self);
  gboolean was_cut = is_cut (self);
  gboolean is_late = was_cut || has_all || waited_for (self, self->end.patience_ms);
  guint n_over = 0;

  self->is_waiting = TRUE;
  for (guint i = 0; i < self->members->len; i++)
    {
      RtSwarmMember *member = g_ptr_array_index (self->members, i);
      gboolean has = has_all || rt_swarm_member_has (member, self->end.last);

      if (!member->is_over && (is_late || has))
        self->is_waiting = FALSE;
      if (!member->is_over && (is_late || has) && g_get_monotonic_time () < end_us)
        {
          self->n_behind += !has && !was_cut && self->faults == NULL && rt_client_get_state (member->client) == RT_CLIENT_OPEN;
          rt_swarm_member_end (member, was_cut);
        }
      n_over += member->is_over;
    }
  if (n_over == self->members->len)
    finish_ending (self);
}

void
rt_local_swarm_step (RtLocalSwarm *self)
{
  switch (self->phase)
    {
    case RT_LOCAL_SWARM_CONNECTING:
      step_connecting (self);
      break;
    case RT_LOCAL_SWARM_WARMING:
      step_warming (self);
      break;
    case RT_LOCAL_SWARM_RESETTING:
      step_resetting (self);
      break;
    case RT_LOCAL_SWARM_ENDING:
      step_ending (self);
      break;
    case RT_LOCAL_SWARM_COUNTING:
    case RT_LOCAL_SWARM_IDLE:
    default:
      break;
    }
}
