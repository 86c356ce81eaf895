/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-poller-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/rt-priority.h"
#include "core/rt-slice.h"
#include "net/rt-timers.h"

/* Descriptors looked at in one turn. */
#define BATCH 256

struct _RtPollerWatch {
  RtPollerWatch *next_garbage;
  RtPollerFunc   func;
  gpointer       user_data;
  int            fd;
  gboolean       removed;
};

struct _RtPoller {
  GSource         source;
  GMainContext   *context;
  gpointer        tag;
  int             epoll_fd;
  gboolean        dispatching;
  guint           wakes;
  guint           max_wakes;
  GQueue          deferred;
  RtTimers        timers;
  RtPollerWatch  *garbage;
};

/* Asked before the context looks at the sources that wait, of which there may be thousands:
 * those of a lower priority than one that is ready are not looked at. */
static gboolean
has_events (RtPoller *self)
{
  GPollFD fd = { .fd = self->epoll_fd, .events = G_IO_IN };

  return g_poll (&fd, 1, 0) > 0;
}

static gboolean
poller_prepare (GSource *source,
                int     *timeout)
{
  RtPoller *self = (RtPoller *) source;

  *timeout = -1;

  return self->deferred.length > 0 || has_events (self);
}

static gboolean
poller_check (GSource *source)
{
  RtPoller *self = (RtPoller *) source;

  return self->deferred.length > 0 || g_source_query_unix_fd (source, self->tag) != 0;
}

static void
collect_garbage (RtPoller *self)
{
  while (self->garbage != NULL)
    {
      RtPollerWatch *watch = self->garbage;

      self->garbage = watch->next_garbage;
      g_free (watch);
    }
}

static void
dispatch_events (RtPoller *self,
                 gint64    deadline)
{
  struct epoll_event events[BATCH];
  int n_events = epoll_wait (self->epoll_fd, events, BATCH, 0);

  /* What is left over when time is up is reported again: the descriptors are
   * level triggered, and the kernel puts those it reported to the end of its list. */
  for (int i = 0; i < n_events; i++)
    {
      RtPollerWatch *watch = events[i].data.ptr;

      if (watch->removed)
        continue;
      watch->func (events[i].events, watch->user_data);
      if (self->wakes >= self->max_wakes || g_get_monotonic_time () >= deadline)
        break;
    }
}

static void
run_deferred (RtPoller *self,
              gint64    deadline)
{
  /* Whoever defers itself again while it runs waits for the next turn. */
  for (guint n = self->deferred.length; n > 0 && self->deferred.length > 0; n--)
    {
      RtDeferred *deferred = g_queue_peek_head (&self->deferred);

      g_queue_unlink (&self->deferred, &deferred->link);
      deferred->queued = FALSE;
      deferred->func (deferred->user_data);
      if (g_get_monotonic_time () >= deadline)
        break;
    }
}

static gboolean
poller_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  RtPoller *self = (RtPoller *) source;
  gint64 now = g_get_monotonic_time ();
  gint64 slice = rt_slice_get_us (now);

  self->dispatching = TRUE;
  self->wakes = 0;
  if (g_source_query_unix_fd (source, self->tag) != 0)
    dispatch_events (self, now + slice / 2);
  if (rt_timers_run (&self->timers, now, now + slice * 3 / 4))
    g_source_set_ready_time (source, rt_timers_get_next (&self->timers));
  run_deferred (self, now + slice);
  self->dispatching = FALSE;
  collect_garbage (self);

  return G_SOURCE_CONTINUE;
}

static void
poller_finalize (GSource *source)
{
  RtPoller *self = (RtPoller *) source;

  rt_poller_forget_default (self, self->context);
  collect_garbage (self);
  rt_timers_clear (&self->timers);
  close (self->epoll_fd);
}

static GSourceFuncs poller_funcs = {
  poller_prepare,
  poller_check,
  poller_dispatch,
  poller_finalize,
};

RtPoller *
rt_poller_new (GMainContext *context)
{
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  GSource *source;
  RtPoller *self;

  if (epoll_fd < 0)
    g_error ("Cannot watch connections, epoll_create1 failed: %s", g_strerror (errno));

  source = g_source_new (&poller_funcs, sizeof (RtPoller));
  self = (RtPoller *) source;
  self->max_wakes = RT_POLLER_MAX_WAKES;
  self->context = context;
  self->epoll_fd = epoll_fd;
  self->tag = g_source_add_unix_fd (source, epoll_fd, G_IO_IN);
  g_source_set_static_name (source, "RtPoller");
  g_source_set_priority (source, RT_PRIORITY_IO);
  g_source_attach (source, context);

  return self;
}

gboolean
rt_poller_is_over (RtPoller *self)
{
  return g_source_is_destroyed (&self->source);
}

/**
 * rt_poller_ref:
 *
 * Returns: (transfer full): @self, usable, though idle, beyond its context's end
 */
RtPoller *
rt_poller_ref (RtPoller *self)
{
  g_source_ref (&self->source);

  return self;
}

/**
 * rt_poller_unref:
 * @self: (transfer full): a poller
 */
void
rt_poller_unref (RtPoller *self)
{
  g_source_unref (&self->source);
}

/**
 * rt_poller_add:
 * @self: a poller
 * @fd: an open descriptor that stays the caller's
 * @events: a mask of EPOLLIN, EPOLLOUT, EPOLLRDHUP; EPOLLHUP and EPOLLERR are
 *   always reported
 * @func: (scope notified): called at RT_PRIORITY_IO for as long as an event is there
 * @user_data: for @func
 *
 * Watches a descriptor, level triggered.
 *
 * Returns: (transfer none): the watch, until rt_poller_remove()
 */
RtPollerWatch *
rt_poller_add (RtPoller     *self,
               int           fd,
               guint32       events,
               RtPollerFunc  func,
               gpointer      user_data)
{
  RtPollerWatch *watch = g_new0 (RtPollerWatch, 1);
  struct epoll_event event = { .events = events, .data.ptr = watch };

  watch->fd = fd;
  watch->func = func;
  watch->user_data = user_data;
  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
    g_critical ("Cannot watch descriptor %d: %s", fd, g_strerror (errno));

  return watch;
}

/**
 * rt_poller_modify:
 * @self: a poller
 * @watch: a watch of it
 * @events: the new mask
 *
 * Changes which events are watched for, with one system call.
 */
void
rt_poller_modify (RtPoller      *self,
                  RtPollerWatch *watch,
                  guint32        events)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event) < 0)
    g_critical ("Cannot watch descriptor %d: %s", watch->fd, g_strerror (errno));
}

/**
 * rt_poller_remove:
 * @self: a poller
 * @watch: (transfer full): a watch of it
 *
 * Ends a watch, before its descriptor is closed; also from within its own
 * function or that of any other. It is not called any more.
 */
void
rt_poller_remove (RtPoller      *self,
                  RtPollerWatch *watch)
{
  epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
  watch->removed = TRUE;
  watch->next_garbage = self->garbage;
  self->garbage = watch;

  /* The batch under way may still name it. */
  if (!self->dispatching)
    collect_garbage (self);
}

/**
 * rt_poller_defer:
 * @self: a poller
 * @deferred: what to call; stays the caller's and where it is until it was called
 *   or rt_poller_undefer() is
 *
 * Asks for one call at RT_PRIORITY_IO, after the events of the descriptors.
 * Does nothing while it is queued already.
 */
void
rt_poller_defer (RtPoller   *self,
                 RtDeferred *deferred)
{
  if (deferred->queued)
    return;

  deferred->queued = TRUE;
  deferred->link.data = deferred;
  g_queue_push_tail_link (&self->deferred, &deferred->link);
}

/**
 * rt_poller_undefer:
 *
 * Takes rt_poller_defer() back.
 */
void
rt_poller_undefer (RtPoller   *self,
                   RtDeferred *deferred)
{
  if (!deferred->queued)
    return;

  deferred->queued = FALSE;
  g_queue_unlink (&self->deferred, &deferred->link);
}

/**
 * rt_poller_wake:
 * @self: a poller
 * @source: a source that waits for its ready time
 *
 * Makes @source ready at once and counts it in this turn.
 */
void
rt_poller_wake (RtPoller *self,
                GSource  *source)
{
  self->wakes++;
  g_source_set_ready_time (source, 0);
}

/**
 * rt_poller_set_max_wakes:
 * @self: a poller
 * @max_wakes: how many, at least 1; %RT_POLLER_MAX_WAKES to begin with
 *
 * Sets how many sources of others one turn makes ready, for a process without a window: each turn
 * walks all sources there are, so with thousands of them few turns are what counts.
 */
void
rt_poller_set_max_wakes (RtPoller *self,
                         guint     max_wakes)
{
  g_return_if_fail (max_wakes > 0);

  self->max_wakes = max_wakes;
}

/**
 * rt_poller_can_wake:
 *
 * Returns: whether this turn has woken less sources than it may
 */
gboolean
rt_poller_can_wake (RtPoller *self)
{
  return !self->dispatching || self->wakes < self->max_wakes;
}

/**
 * rt_poller_start_timer:
 * @self: a poller
 * @timer: what to call; stays the caller's and where it is until it was called or
 *   stopped
 * @delay_ms: in how many ms
 *
 * Asks for one call instead of what was asked for before. No timer has a source.
 */
void
rt_poller_start_timer (RtPoller      *self,
                       RtPollerTimer *timer,
                       guint          delay_ms)
{
  rt_poller_stop_timer (self, timer);
  timer->due = g_get_monotonic_time () + delay_ms * G_TIME_SPAN_MILLISECOND;
  if (rt_timers_add (&self->timers, timer))
    g_source_set_ready_time (&self->source, timer->due);
}

/**
 * rt_poller_stop_timer:
 *
 * Takes rt_poller_start_timer() back.
 */
void
rt_poller_stop_timer (RtPoller      *self,
                      RtPollerTimer *timer)
{
  if (rt_timers_remove (&self->timers, timer))
    g_source_set_ready_time (&self->source, rt_timers_get_next (&self->timers));
}
