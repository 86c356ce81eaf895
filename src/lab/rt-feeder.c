/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-feeder.h"

#include "core/rt-priority.h"
#include "lab/rt-payload.h"
#include "net/rt-poller.h"

/* How soon it looks again where it may not go on. */
#define AGAIN_MS 1

struct _RtFeeder {
  gsize                size;
  const RtFeederHooks *hooks;
  gpointer             user_data;
  RtPoller            *poller;
  RtPollerTimer        timer;
  RtSchedule          *schedule;   /* or NULL */
  RtScheduled          next;
  gboolean             has_next;
  gboolean             amid;       /* some of what is due at the same instant was published, and some not */
  gboolean             in_one;     /* all of that in this turn, up to now */
  gint64               began_us;   /* monotonic */
  guint64              last;
  guint64              n;
  RtHistogram         *lateness;
};

/* Never before it is due: what is left of a millisecond is waited for as well. */
static void
wait_until (RtFeeder *self,
            gint64    due_us)
{
  gint64 left = self->began_us + due_us - g_get_monotonic_time ();

  rt_poller_start_timer (self->poller, &self->timer, (guint) ((MAX (left, 0) + 999) / 1000));
}

/* It counts as born when it was due: what the feed waits for clients, or for its turn, is time in which they do
 * without it, and a latency that began after that would hide it. */
static void
publish (RtFeeder *self)
{
  const RtRecorded *recorded = self->next.recorded;
  gint64 late_us = MAX (g_get_monotonic_time () - self->began_us - self->next.due_us, 0);
  gint64 time_us = g_get_real_time () - late_us;
  g_autoptr (GBytes) data = NULL;

  self->last++;
  self->n++;
  rt_histogram_record (self->lateness, late_us);
  data = recorded != NULL ? g_bytes_ref (recorded->data) : rt_payload_new (self->size, self->last, time_us);
  self->hooks->publish (self->last, recorded != NULL && recorded->type != NULL ? recorded->type : RT_FEEDER_TYPE, data, time_us,
                        self->user_data);
}

static gint64
get_next (RtFeeder *self)
{
  return self->has_next ? self->next.due_us : rt_schedule_get_duration (self->schedule);
}

static gboolean
may_go_on (RtFeeder *self,
           gint64    now_us)
{
  gint64 due_us = get_next (self);

  return self->hooks->may == NULL || self->hooks->may (due_us, now_us - self->began_us - due_us, self->user_data);
}

/* FALSE: it was stopped. */
static gboolean
publish_next (RtFeeder *self)
{
  gint64 due_us = self->next.due_us;

  if (!self->amid)
    self->in_one = TRUE;
  publish (self);
  if (self->schedule == NULL)
    return FALSE;

  self->has_next = rt_schedule_next (self->schedule, &self->next);
  self->amid = self->has_next && self->next.due_us == due_us;
  if (!self->amid && self->hooks->went != NULL)
    self->hooks->went (get_next (self), self->in_one, self->user_data);

  return TRUE;
}

static void
on_due (gpointer user_data)
{
  RtFeeder *self = user_data;
  gint64 begin_us = g_get_monotonic_time ();
  gint64 now_us = begin_us;
  gboolean may = TRUE;

  while (self->has_next && self->began_us + self->next.due_us <= now_us && now_us < begin_us + RT_SLICE_US)
    {
      may = self->amid || may_go_on (self, now_us);
      if (!may)
        break;
      if (!publish_next (self))
        return;
      now_us = g_get_monotonic_time ();
    }
  self->in_one &= !self->amid;

  if (may && !self->has_next && now_us >= self->began_us + get_next (self))
    may = may_go_on (self, now_us);
  if (!may)
    rt_poller_start_timer (self->poller, &self->timer, AGAIN_MS);
  else if (self->has_next || now_us < self->began_us + get_next (self))
    wait_until (self, get_next (self));
  else
    self->hooks->over (self->user_data);
}

/**
 * rt_feeder_new:
 * @size: how many bytes each event carries that is not recorded
 * @hooks: who publishes
 * @user_data: for @hooks
 *
 * Returns: (transfer full): a feeder in the thread-default main context, whose first event will
 *   have the number 1
 */
RtFeeder *
rt_feeder_new (gsize                size,
               const RtFeederHooks *hooks,
               gpointer             user_data)
{
  RtFeeder *self = g_new0 (RtFeeder, 1);

  self->size = size;
  self->hooks = hooks;
  self->user_data = user_data;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = on_due;
  self->timer.user_data = self;
  self->lateness = rt_histogram_new ();

  return self;
}

/**
 * rt_feeder_free:
 * @self: (transfer full): a feeder
 */
void
rt_feeder_free (RtFeeder *self)
{
  rt_feeder_stop (self);
  rt_poller_unref (self->poller);
  rt_histogram_free (self->lateness);
  g_free (self);
}

/**
 * rt_feeder_start:
 * @self: a feeder that has stopped, or whose stretch is over
 * @schedule: (transfer full): what to publish when
 *
 * Begins a stretch now. The numbers of its events follow those of the stretch before.
 */
void
rt_feeder_start (RtFeeder   *self,
                 RtSchedule *schedule)
{
  rt_feeder_stop (self);
  self->schedule = schedule;
  self->n = 0;
  self->amid = FALSE;
  rt_histogram_reset (self->lateness);
  self->has_next = rt_schedule_next (schedule, &self->next);
  self->began_us = g_get_monotonic_time ();
  if (self->hooks->went != NULL)
    self->hooks->went (get_next (self), TRUE, self->user_data);
  wait_until (self, get_next (self));
}

/**
 * rt_feeder_stop:
 * @self: a feeder
 *
 * Ends the stretch, whatever is still due in it.
 */
void
rt_feeder_stop (RtFeeder *self)
{
  rt_poller_stop_timer (self->poller, &self->timer);
  g_clear_pointer (&self->schedule, rt_schedule_free);
}

/**
 * rt_feeder_get_last:
 * @self: a feeder
 *
 * Returns: the number of the last event of all stretches, 0 before the first
 */
guint64
rt_feeder_get_last (RtFeeder *self)
{
  return self->last;
}

/**
 * rt_feeder_get_n:
 * @self: a feeder
 *
 * Returns: how many events were published in the stretch
 */
guint64
rt_feeder_get_n (RtFeeder *self)
{
  return self->n;
}

/**
 * rt_feeder_get_began:
 * @self: a feeder that was started
 *
 * Returns: when the stretch began, monotonic, µs
 */
gint64
rt_feeder_get_began (RtFeeder *self)
{
  return self->began_us;
}

/**
 * rt_feeder_get_elapsed:
 * @self: a feeder that was started
 *
 * Returns: how long ago the stretch began, µs
 */
gint64
rt_feeder_get_elapsed (RtFeeder *self)
{
  return g_get_monotonic_time () - self->began_us;
}

/**
 * rt_feeder_get_lateness:
 * @self: a feeder
 *
 * Returns: (transfer none): how late the events of the stretch were published, µs
 */
const RtHistogram *
rt_feeder_get_lateness (RtFeeder *self)
{
  return self->lateness;
}
