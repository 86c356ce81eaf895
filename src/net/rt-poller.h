/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtPoller:
 *
 * One epoll descriptor in one GSource for every peer stream and listener of a
 * main context, because GLib's own polling costs time for each descriptor in
 * each turn. Dispatches at RT_PRIORITY_IO, in slices of RT_SLICE_US.
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

/* The poller of the thread-default main context, made on first use. (transfer none) */
RtPoller      *rt_poller_get_default (void);
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

G_END_DECLS
