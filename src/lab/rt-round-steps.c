/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-round-private.h"

#include "patterns/rt-pattern.h"

/* When the feed is so late as it waited for the clients of one contestant, it does not wait for them any more:
 * what they ask takes longer than it is from one event to the next. Less than what makes a run not compared. */
#define PATIENCE_US (RT_ROUND_MAX_LATE_US * 3 / 4)
/* When it is so late, for whatever reason, it waits for nobody: what is measured then is not compared as it is. */
#define LATEST_US   (RT_ROUND_MAX_LATE_US * 2)

static gboolean
is_waiting (RtRound *self,
            guint    i)
{
  const RtPattern *pattern = rt_patterns_lookup (rt_round_get_contestant (self, i)->pattern);

  return pattern != NULL && pattern->manner == RT_MANNER_WAIT;
}

static guint
get_wait_ms (RtRound *self,
             guint    i)
{
  const RtContestant *contestant = rt_round_get_contestant (self, i);

  return contestant->wait_ms > 0 ? contestant->wait_ms : self->plan->wait_ms;
}

/* How long it is without an event, as far as somebody's wait may end in that, µs. */
static gint64
find_gap (RtRound *self)
{
  guint longest_ms = 0;

  for (guint i = 0; i < self->entrants->len; i++)
    if (is_waiting (self, i))
      longest_ms = MAX (longest_ms, get_wait_ms (self, i));

  return longest_ms > 0 ? rt_schedule_find_gap (self->plan, self->recording, (gint64) longest_ms * G_TIME_SPAN_MILLISECOND)
                        : 0;
}

/* A wait that ends without an event ends when it does; where connections are few, chance decides who
 * gets one; and nobody knows when what is broken on purpose arrives. */
static gboolean
can_hold_step (RtRound *self,
               guint    i,
               gint64   gap_us)
{
  if (self->plan->faults != NULL && self->plan->faults[0] != NULL)
    return FALSE;
  if (!is_waiting (self, i))
    return TRUE;

  return self->plan->per_host == 0 && gap_us < (gint64) get_wait_ms (self, i) * G_TIME_SPAN_MILLISECOND;
}

void
rt_round_end_steps (RtRound *self)
{
  for (guint i = 0; i < self->entrants->len; i++)
    if (rt_round_get_entrant (self, i)->swarm != NULL)
      rt_lockstep_set (rt_round_get_entrant (self, i)->step, RT_STEP_BEGAN, 0);
}

void
rt_round_begin_steps (RtRound *self)
{
  gint64 gap_us = find_gap (self);

  self->held_us = -1;
  for (guint i = 0; i < self->entrants->len; i++)
    {
      RtEntrant *entrant = rt_round_get_entrant (self, i);

      entrant->in_step = can_hold_step (self, i, gap_us);
      entrant->is_awaited = FALSE;
      entrant->backlog_us = 0;
    }
}

static gboolean
is_ready (RtEntrant *entrant,
          gint64     due_us,
          guint64    last)
{
  return rt_lockstep_get (entrant->step, RT_STEP_ASKED) >= due_us &&
         rt_lockstep_get (entrant->step, RT_STEP_READY) >= (gint64) last;
}

/* Of how late the feed is, what waiting for this one made it; the rest is the machine's, and others'. */
static void
add_to_backlog (RtRound   *self,
                RtEntrant *entrant,
                gint64     late_us)
{
  if (entrant->is_awaited && self->held_us >= 0)
    entrant->backlog_us += late_us - self->held_us;
  entrant->backlog_us = MIN (entrant->backlog_us, late_us);
}

gboolean
rt_round_may_go_on (gint64   due_us,
                    gint64   late_us,
                    gpointer user_data)
{
  RtRound *self = user_data;
  gboolean may = TRUE;

  for (guint i = 0; i < self->entrants->len && self->phase == RT_ROUND_MEASURING; i++)
    {
      RtEntrant *entrant = rt_round_get_entrant (self, i);

      if (entrant->swarm == NULL || !entrant->in_step)
        continue;
      add_to_backlog (self, entrant, late_us);
      entrant->is_awaited = !is_ready (entrant, due_us, rt_feeder_get_last (self->feeder));
      if (!entrant->is_awaited)
        continue;
      entrant->in_step = entrant->backlog_us < PATIENCE_US && late_us < LATEST_US;
      if (!entrant->in_step)
        rt_lockstep_set (entrant->step, RT_STEP_NEXT, G_MAXINT64);
      may &= !entrant->in_step;
    }

  self->held_us = may ? -1 : late_us;

  return may;
}

void
rt_round_went (gint64   next_us,
               gboolean in_one,
               gpointer user_data)
{
  RtRound *self = user_data;

  for (guint i = 0; i < self->entrants->len; i++)
    {
      RtEntrant *entrant = rt_round_get_entrant (self, i);

      if (entrant->swarm == NULL)
        continue;
      /* Between two turns of it whoever waits may have been answered, and have asked again. */
      if (!in_one && is_waiting (self, i))
        entrant->in_step = FALSE;
      /* Nobody counts in the warm-up. */
      rt_lockstep_set (entrant->step, RT_STEP_NEXT, entrant->in_step ? next_us : G_MAXINT64);
      /* Once they know how far they may go. */
      rt_lockstep_set (entrant->step, RT_STEP_BEGAN, rt_feeder_get_began (self->feeder));
    }
}
