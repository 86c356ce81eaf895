/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtPoller:
 *
 * One epoll descriptor in one GSource for every peer stream and listener of a
 * main context, because GLib's own polling costs time for each descriptor in
 * each turn. Dispatches at RT_PRIORITY_IO, in slices of rt_slice_get_us ().
 */
typedef struct _RtPoller RtPoller;
typedef struct _RtPollerWatch RtPollerWatch;

/* @events: EPOLLIN, EPOLLOUT, EPOLLRDHUP, EPOLLHUP, EPOLLERR as they happened.
 * May remove its own watch or any other. */
typedef void (*RtPollerFunc) (guint32  events,
                              gpointer user_data);
/* Called once in the turn after it was asked for; see rt_poller_defer(). */
typedef struct _RtDeferred RtDeferred;
struct _RtDeferred {
  GList    link;       /* private; zero to begin with */
  void   (*func) (gpointer user_data);
  gpointer user_data;
  gboolean queued;     /* private */
};

/* Called once when its time has come; see rt_poller_start_timer(). */
typedef struct _RtPollerTimer RtPollerTimer;
struct _RtPollerTimer {
  void   (*func) (gpointer user_data);
  gpointer user_data;
  gint64   due;        /* private; zero to begin with, as those that follow */
  guint    position;   /* private */
  gboolean queued;     /* private */
};

/* How many GSources of others rt_poller_wake() makes ready in one turn: they are
 * dispatched above redraw, so they must not be many at once. */
#define RT_POLLER_MAX_WAKES 32

/* The poller of the thread-default main context, made on first use and owned by
 * that context. (transfer none) */
RtPoller      *rt_poller_get_default (void);
/* Who keeps a poller beyond a call keeps a reference: a context can end first. */
RtPoller      *rt_poller_ref         (RtPoller      *self);
void           rt_poller_unref       (RtPoller      *self);
/* Level triggered. The descriptor stays the caller's: remove the watch before closing it. */
RtPollerWatch *rt_poller_add         (RtPoller      *self,
                                      int            fd,
                                      guint32        events,
                                      RtPollerFunc   func,
                                      gpointer       user_data);
void           rt_poller_modify      (RtPoller      *self,
                                      RtPollerWatch *watch,
                                      guint32        events);
void           rt_poller_remove      (RtPoller      *self,
                                      RtPollerWatch *watch);
/* One list and one source for whatever wants a turn (streams to flush): no
 * source each. Idempotent while queued. */
void           rt_poller_defer       (RtPoller      *self,
                                      RtDeferred    *deferred);
void           rt_poller_undefer     (RtPoller      *self,
                                      RtDeferred    *deferred);
/* Makes @source ready, as one of the few of this turn; once they are
 * RT_POLLER_MAX_WAKES, further descriptors wait for the next turn. */
void           rt_poller_wake        (RtPoller      *self,
                                      GSource       *source);
/* Where there is no window to be drawn meanwhile: more of them in one turn. */
void           rt_poller_set_max_wakes (RtPoller    *self,
                                        guint        max_wakes);
/* %FALSE when this turn has woken enough: what else there is to wake defers itself. */
gboolean       rt_poller_can_wake    (RtPoller      *self);
/* Starts @timer anew. Any number of them, with whatever delays, cost nothing in turns
 * in which none is due. */
void           rt_poller_start_timer (RtPoller      *self,
                                      RtPollerTimer *timer,
                                      guint          delay_ms);
void           rt_poller_stop_timer  (RtPoller      *self,
                                      RtPollerTimer *timer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPoller, rt_poller_unref)

G_END_DECLS
