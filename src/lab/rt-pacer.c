/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-pacer.h"

#include "core/rt-priority.h"
#include "net/rt-poller.h"

/* How soon it looks again where it waits for the feed, or for a client. */
#define AGAIN_MS 1

typedef struct {
  gboolean asks;
  gboolean waits;   /* to ask, since @due_us */
  gint64   due_us;
} Turn;

struct _RtPacer {
  RtLockstep   *step;
  RtPacerFunc   func;
  gpointer      user_data;
  RtPoller     *poller;
  RtPollerTimer timer;
  guint         n_clients;
  gint64        interval_us;
  Turn         *turns;
  guint         n_waiting;
  GQueue        ready;       /* of numbers of clients that wait, and have their answers */
  gboolean      with_feed;
  gint64        began_us;    /* monotonic; 0: the feed has not */
  guint64       poll;        /* of all, that is due next */
  guint         n_asking;
  guint64       n_due;
  guint64       n_left_out;
  RtHistogram  *lateness;
};

/* The i-th of n polls first after (2 i + 1) / 2 n of the interval. */
static gint64
get_due (RtPacer *self)
{
  gint64 round = (gint64) (self->poll / self->n_clients);
  gint64 i = (gint64) (self->poll % self->n_clients);

  return round * self->interval_us + self->interval_us * (2 * i + 1) / (2 * (gint64) self->n_clients);
}

/* Whoever publishes what is due next may do so as soon as nothing before it is under way. */
static void
tell (RtPacer *self)
{
  if (self->with_feed && rt_pacer_is_quiet (self))
    rt_lockstep_set (self->step, RT_STEP_ASKED, get_due (self));
}

static void
ask (RtPacer *self,
     guint    i,
     gint64   now_us)
{
  Turn *turn = &self->turns[i];
  RtPacerAnswer answer = turn->asks ? RT_PACER_IS_BUSY : self->func (i, self->user_data);

  if (answer == RT_PACER_IS_BUSY)
    {
      turn->waits = TRUE;
      self->n_waiting++;
      if (!turn->asks)
        g_queue_push_tail (&self->ready, GUINT_TO_POINTER (i));
      return;
    }

  if (answer == RT_PACER_IS_OVER)
    {
      self->n_due--;
      return;
    }
  if (answer == RT_PACER_IS_GONE)
    {
      self->n_left_out++;
      return;
    }

  rt_histogram_record (self->lateness, MAX (now_us - turn->due_us, 0));
  turn->asks = TRUE;
  self->n_asking++;
}

/* Who is still busy with its answer is queued again. */
static void
ask_ready (RtPacer *self,
           gint64   now_us)
{
  for (guint n = self->ready.length; n > 0; n--)
    {
      guint i = GPOINTER_TO_UINT (g_queue_pop_head (&self->ready));

      self->turns[i].waits = FALSE;
      self->n_waiting--;
      ask (self, i, now_us);
    }
}

static void
take_next (RtPacer *self,
           gint64   due_us,
           gint64   now_us)
{
  guint i = (guint) (self->poll++ % self->n_clients);
  Turn *turn = &self->turns[i];

  self->n_due++;
  if (turn->waits)
    {
      /* The one before was not sent, and now never will be. */
      self->n_left_out++;
      turn->due_us = due_us;
      return;
    }

  turn->due_us = due_us;
  ask (self, i, now_us);
}

/* Neither does a poll overtake what the feed has not published yet, nor the one before of its client, for as
 * long as the feed waits for that. */
static gboolean
must_hold (RtPacer *self,
           gint64   due_us)
{
  gint64 next_us = self->with_feed ? rt_lockstep_get (self->step, RT_STEP_NEXT) : G_MAXINT64;

  return next_us < G_MAXINT64 && (due_us >= next_us || self->turns[self->poll % self->n_clients].waits);
}

static void
wait_for_next (RtPacer *self,
               gint64   due_us,
               gint64   now_us,
               gboolean is_held)
{
  gint64 left_us = due_us - now_us;
  guint ms = is_held ? AGAIN_MS : (guint) ((MAX (left_us, 0) + 999) / 1000);

  rt_poller_start_timer (self->poller, &self->timer, self->ready.length > 0 ? MIN (ms, AGAIN_MS) : ms);
}

static void
on_due (gpointer user_data)
{
  RtPacer *self = user_data;
  gint64 begin_us = g_get_monotonic_time ();
  gint64 now_us = begin_us;
  gboolean is_held = FALSE;

  if (self->began_us == 0)
    self->began_us = rt_lockstep_get (self->step, RT_STEP_BEGAN);
  if (self->began_us == 0)
    {
      rt_poller_start_timer (self->poller, &self->timer, AGAIN_MS);
      return;
    }

  ask_ready (self, now_us - self->began_us);
  while (self->began_us + get_due (self) <= now_us && now_us < begin_us + RT_SLICE_US)
    {
      gint64 due_us = get_due (self);

      is_held = must_hold (self, due_us);
      if (is_held)
        break;
      take_next (self, due_us, now_us - self->began_us);
      now_us = g_get_monotonic_time ();
    }
  tell (self);
  wait_for_next (self, get_due (self), now_us - self->began_us, is_held);
}

/**
 * rt_pacer_new:
 * @step: what the feed says of itself
 * @n_clients: how many there are
 * @interval_ms: from one poll of a client to its next
 * @func: has one of them ask
 * @user_data: for @func
 *
 * Returns: (transfer full): a pacer in the thread-default main context, which stands still
 */
RtPacer *
rt_pacer_new (RtLockstep  *step,
              guint        n_clients,
              guint        interval_ms,
              RtPacerFunc  func,
              gpointer     user_data)
{
  RtPacer *self = g_new0 (RtPacer, 1);

  self->step = rt_lockstep_ref (step);
  self->func = func;
  self->user_data = user_data;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = on_due;
  self->timer.user_data = self;
  self->n_clients = MAX (n_clients, 1);
  self->interval_us = MAX (interval_ms, 1) * G_TIME_SPAN_MILLISECOND;
  self->turns = g_new0 (Turn, self->n_clients);
  self->lateness = rt_histogram_new ();

  return self;
}

/**
 * rt_pacer_free:
 * @self: (transfer full): a pacer
 */
void
rt_pacer_free (RtPacer *self)
{
  rt_pacer_stop (self);
  rt_poller_unref (self->poller);
  rt_lockstep_unref (self->step);
  rt_histogram_free (self->lateness);
  g_free (self->turns);
  g_free (self);
}

/**
 * rt_pacer_start:
 * @self: a pacer of whose clients nobody asks
 *
 * Begins with the first poll, once the feed begins, and counts from nothing.
 */
void
rt_pacer_start (RtPacer *self)
{
  rt_pacer_stop (self);
  self->with_feed = TRUE;
  self->began_us = 0;
  self->poll = 0;
  self->n_due = self->n_left_out = 0;
  rt_histogram_reset (self->lateness);
  /* What was said of the stretch before is not true of this one; while somebody still asks nothing is. */
  rt_lockstep_set (self->step, RT_STEP_ASKED, 0);
  tell (self);
  rt_poller_start_timer (self->poller, &self->timer, AGAIN_MS);
}

/**
 * rt_pacer_stop:
 * @self: a pacer
 *
 * Asks nobody any more. What was asked is still answered.
 */
void
rt_pacer_stop (RtPacer *self)
{
  rt_poller_stop_timer (self->poller, &self->timer);
  for (guint i = 0; i < self->n_clients; i++)
    self->turns[i].waits = FALSE;
  self->n_waiting = 0;
  g_queue_clear (&self->ready);
}

/**
 * rt_pacer_release:
 * @self: a pacer that was started with the feed
 *
 * Does not hold step any more: what is due is asked.
 */
void
rt_pacer_release (RtPacer *self)
{
  if (self->began_us == 0)
    self->began_us = g_get_monotonic_time ();
  self->with_feed = FALSE;
}

/**
 * rt_pacer_is_quiet:
 * @self: a pacer
 *
 * Returns: whether nobody asks, or is to ask as soon as it can
 */
gboolean
rt_pacer_is_quiet (RtPacer *self)
{
  return self->n_asking == 0 && self->n_waiting == 0;
}

/**
 * rt_pacer_answered:
 * @self: a pacer
 * @i: the number of a client
 *
 * Takes note that what it asked was answered, or never will be.
 */
void
rt_pacer_answered (RtPacer *self,
                   guint    i)
{
  if (!self->turns[i].asks)
    return;

  self->turns[i].asks = FALSE;
  self->n_asking--;
  if (self->turns[i].waits)
    {
      g_queue_push_tail (&self->ready, GUINT_TO_POINTER (i));
      rt_poller_start_timer (self->poller, &self->timer, AGAIN_MS);
    }
  tell (self);
}

/**
 * rt_pacer_get_n_due:
 * @self: a pacer
 *
 * Returns: how many polls were due since it was started
 */
guint64
rt_pacer_get_n_due (RtPacer *self)
{
  return self->n_due;
}

/**
 * rt_pacer_get_n_left_out:
 * @self: a pacer
 *
 * Returns: how many of them were not sent: the client was gone, or still busy with the poll before when
 *   the one after was due
 */
guint64
rt_pacer_get_n_left_out (RtPacer *self)
{
  return self->n_left_out;
}

/**
 * rt_pacer_get_lateness:
 * @self: a pacer
 *
 * Returns: (transfer none): how late the polls were sent, µs
 */
const RtHistogram *
rt_pacer_get_lateness (RtPacer *self)
{
  return self->lateness;
}
