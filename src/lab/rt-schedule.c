/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-schedule.h"

#include <math.h>

struct _RtSchedule {
  RtRate       kind;
  double       rate;       /* events a second */
  guint        burst;
  gint64       duration;
  RtRecording *recording;  /* or NULL */
  GRand       *random;
  guint64      n;          /* events given */
  double       at_s;       /* with RT_RATE_POISSON: when the next one is due */
};

static double
draw_gap (RtSchedule *self)
{
  /* From 0 to 1, and never 1. */
  return -log1p (-g_rand_double (self->random)) / self->rate;
}

/**
 * rt_schedule_new:
 * @plan: what the experiment is to do
 * @stretch: the part of it
 * @recording: (nullable): the events, with %RT_RATE_REPLAY
 *
 * Returns: (transfer full): the schedule of a stretch, at its beginning
 */
RtSchedule *
rt_schedule_new (const RtPlan *plan,
                 RtStretch     stretch,
                 RtRecording  *recording)
{
  const guint32 seed[] = { (guint32) plan->seed, (guint32) (plan->seed >> 32), stretch };
  RtSchedule *self = g_new0 (RtSchedule, 1);

  self->kind = plan->rate_kind;
  self->rate = plan->rate;
  self->burst = plan->burst;
  self->duration = (gint64) ((stretch == RT_STRETCH_WARM_UP ? plan->warm_up : plan->duration) * G_USEC_PER_SEC);
  self->recording = recording != NULL ? rt_recording_ref (recording) : NULL;
  self->random = g_rand_new_with_seed_array (seed, G_N_ELEMENTS (seed));
  if (self->kind == RT_RATE_POISSON)
    self->at_s = draw_gap (self);

  return self;
}

/**
 * rt_schedule_free:
 * @self: (transfer full): a schedule
 */
void
rt_schedule_free (RtSchedule *self)
{
  g_clear_pointer (&self->recording, rt_recording_unref);
  g_rand_free (self->random);
  g_free (self);
}

static gint64
get_due (RtSchedule  *self,
         RtScheduled *next)
{
  switch (self->kind)
    {
    case RT_RATE_STEADY:
      return (gint64) ((double) self->n / self->rate * G_USEC_PER_SEC);
    case RT_RATE_BURSTS:
      return (gint64) ((double) (self->n / self->burst * self->burst) / self->rate * G_USEC_PER_SEC);
    case RT_RATE_POISSON:
      return (gint64) (self->at_s * G_USEC_PER_SEC);
    case RT_RATE_REPLAY:
      if (self->recording == NULL || self->n >= rt_recording_get_n (self->recording))
        return G_MAXINT64;
      next->recorded = rt_recording_get (self->recording, (guint) self->n);
      return next->recorded->offset_us;
    default:
      g_return_val_if_reached (G_MAXINT64);
    }
}

/**
 * rt_schedule_next:
 * @self: a schedule
 * @next: (out caller-allocates): the next event, not before the one before it
 *
 * Returns: %FALSE where no more is due in the stretch
 */
gboolean
rt_schedule_next (RtSchedule  *self,
                  RtScheduled *next)
{
  *next = (RtScheduled) { 0 };
  next->due_us = get_due (self, next);
  if (next->due_us >= self->duration)
    return FALSE;

  self->n++;
  if (self->kind == RT_RATE_POISSON)
    self->at_s += draw_gap (self);

  return TRUE;
}

/**
 * rt_schedule_get_duration:
 * @self: a schedule
 *
 * Returns: how long the stretch is, µs
 */
gint64
rt_schedule_get_duration (RtSchedule *self)
{
  return self->duration;
}

static gint64
walk_to_gap (const RtPlan *plan,
             RtRecording  *recording,
             gint64        enough_us)
{
  g_autoptr (RtSchedule) schedule = rt_schedule_new (plan, RT_STRETCH_MEASURED, recording);
  gint64 before_us = 0;
  gint64 longest_us = 0;
  RtScheduled next;

  while (longest_us < enough_us && rt_schedule_next (schedule, &next))
    {
      longest_us = MAX (longest_us, next.due_us - before_us);
      before_us = next.due_us;
    }

  return longest_us < enough_us ? MAX (longest_us, schedule->duration - before_us) : longest_us;
}

/**
 * rt_schedule_find_gap:
 * @plan: what the experiment is to do
 * @recording: (nullable): the events, with %RT_RATE_REPLAY
 * @enough_us: how long a gap has to be for nobody to need a longer one, µs
 *
 * Looks no further than it has to: where events are as far apart as each other not at all.
 *
 * Returns: the longest time without an event in what is measured, its end included, or one that is
 *   not shorter than @enough_us, µs
 */
gint64
rt_schedule_find_gap (const RtPlan *plan,
                      RtRecording  *recording,
                      gint64        enough_us)
{
  double events = plan->rate_kind == RT_RATE_BURSTS ? plan->burst : 1;

  if (plan->rate_kind != RT_RATE_STEADY && plan->rate_kind != RT_RATE_BURSTS)
    return walk_to_gap (plan, recording, enough_us);

  return (gint64) ceil (MIN (events / plan->rate, plan->duration) * G_USEC_PER_SEC);
}
