/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-timers.h"

/* A binary heap: timers[i] is due no later than timers[2 i + 1] and timers[2 i + 2].
 * Each knows its position, that it can be taken out. */

static inline void
put (RtTimers      *self,
     RtPollerTimer *timer,
     guint          position)
{
  self->timers[position] = timer;
  timer->position = position;
}

static void
sift_up (RtTimers      *self,
         RtPollerTimer *timer,
         guint          position)
{
  while (position > 0)
    {
      guint parent = (position - 1) / 2;

      if (self->timers[parent]->due <= timer->due)
        break;
      put (self, self->timers[parent], position);
      position = parent;
    }

  put (self, timer, position);
}

static void
sift_down (RtTimers      *self,
           RtPollerTimer *timer,
           guint          position)
{
  for (;;)
    {
      guint child = 2 * position + 1;

      if (child + 1 < self->n_timers && self->timers[child + 1]->due < self->timers[child]->due)
        child++;
      if (child >= self->n_timers || timer->due <= self->timers[child]->due)
        break;
      put (self, self->timers[child], position);
      position = child;
    }

  put (self, timer, position);
}

gboolean
rt_timers_add (RtTimers      *self,
               RtPollerTimer *timer)
{
  if (self->n_timers == self->capacity)
    {
      self->capacity = MAX (16, 2 * self->capacity);
      self->timers = g_renew (RtPollerTimer *, self->timers, self->capacity);
    }

  timer->queued = TRUE;
  sift_up (self, timer, self->n_timers++);

  return timer->position == 0;
}

gboolean
rt_timers_remove (RtTimers      *self,
                  RtPollerTimer *timer)
{
  guint position = timer->position;
  RtPollerTimer *last;

  if (!timer->queued)
    return FALSE;

  timer->queued = FALSE;
  last = self->timers[--self->n_timers];
  if (last != timer)
    {
      sift_up (self, last, position);
      sift_down (self, last, last->position);
    }

  return position == 0;
}

gboolean
rt_timers_run (RtTimers *self,
               gint64    now,
               gint64    deadline)
{
  gboolean ran = FALSE;

  while (self->n_timers > 0 && self->timers[0]->due <= now)
    {
      RtPollerTimer *first = self->timers[0];

      rt_timers_remove (self, first);
      ran = TRUE;
      first->func (first->user_data);
      if (g_get_monotonic_time () >= deadline)
        break;
    }

  return ran;
}

gint64
rt_timers_get_next (RtTimers *self)
{
  return self->n_timers > 0 ? self->timers[0]->due : -1;
}

void
rt_timers_clear (RtTimers *self)
{
  g_clear_pointer (&self->timers, g_free);
  self->n_timers = 0;
  self->capacity = 0;
}
