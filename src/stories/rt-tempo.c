/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-tempo.h"

/**
 * rt_tempo_init:
 * @self: a tempo
 * @speed: how much faster than real time, above 0
 *
 * Begins a story's time.
 */
void
rt_tempo_init (RtTempo *self,
               double   speed)
{
  self->poller = rt_poller_ref (rt_poller_get_default ());
  rt_link_init (&self->timers);
  self->speed = speed;
  self->since = g_get_monotonic_time ();
  self->elapsed = 0;
}

/**
 * rt_tempo_clear:
 * @self: a tempo of which no timer runs
 *
 * Frees what it holds.
 */
void
rt_tempo_clear (RtTempo *self)
{
  g_return_if_fail (rt_link_is_alone (&self->timers));

  g_clear_pointer (&self->poller, rt_poller_unref);
}

static double
get_now (RtTempo *self)
{
  return self->elapsed + (double) (g_get_monotonic_time () - self->since) * self->speed;
}

static void
come_due (gpointer user_data)
{
  RtTempoTimer *timer = user_data;

  timer->tempo = NULL;
  rt_link_remove (&timer->link);
  timer->func (timer->user_data);
}

/* Never early. */
static void
wait_until_due (RtTempo      *self,
                RtTempoTimer *timer,
                double        now)
{
  double delay_ms = MAX (timer->due - now, 0) / self->speed / 1000;

  rt_poller_start_timer (self->poller, &timer->timer, delay_ms < G_MAXINT ? (guint) delay_ms + (delay_ms > 0) : G_MAXINT);
}

static void
begin (RtTempo      *self,
       RtTempoTimer *timer,
       double        due,
       double        now)
{
  rt_tempo_stop (timer);
  timer->tempo = self;
  timer->due = MAX (due, now);
  timer->timer.func = come_due;
  timer->timer.user_data = timer;
  rt_link_init (&timer->link);
  rt_link_append (&self->timers, &timer->link);
  wait_until_due (self, timer, now);
}

/**
 * rt_tempo_start:
 * @self: a tempo
 * @timer: a timer; where it runs it begins anew
 * @seconds: of the story's time, from now
 *
 * Has @timer called when so much time has gone by, and not earlier.
 */
void
rt_tempo_start (RtTempo      *self,
                RtTempoTimer *timer,
                double        seconds)
{
  double now = get_now (self);

  begin (self, timer, now + seconds * G_USEC_PER_SEC, now);
}

/**
 * rt_tempo_go_on:
 * @self: a tempo
 * @timer: a timer that was started once
 * @seconds: of the story's time, from when it was due last
 *
 * As rt_tempo_start(), so that lateness does not add up.
 */
void
rt_tempo_go_on (RtTempo      *self,
                RtTempoTimer *timer,
                double        seconds)
{
  begin (self, timer, timer->due + seconds * G_USEC_PER_SEC, get_now (self));
}

/**
 * rt_tempo_stop:
 * @timer: a timer
 *
 * Stops it where it runs.
 */
void
rt_tempo_stop (RtTempoTimer *timer)
{
  if (timer->tempo == NULL)
    return;

  rt_poller_stop_timer (timer->tempo->poller, &timer->timer);
  rt_link_remove (&timer->link);
  timer->tempo = NULL;
}

/**
 * rt_tempo_set_speed:
 * @self: a tempo
 * @speed: how much faster than real time, above 0
 *
 * Changes the speed at once, for timers that run, too.
 */
void
rt_tempo_set_speed (RtTempo *self,
                    double   speed)
{
  double now = get_now (self);

  g_return_if_fail (speed > 0);

  self->elapsed = now;
  self->since = g_get_monotonic_time ();
  self->speed = speed;
  for (RtLink *link = self->timers.next; link != &self->timers; link = link->next)
    wait_until_due (self, (RtTempoTimer *) link, now);
}
