/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net/rt-poller.h"

G_BEGIN_DECLS

/**
 * RtWaiters:
 *
 * Private to the peer stream: the GSources that wait for one of its pollable
 * streams. They have no descriptor and nothing to ask in each turn of the loop;
 * rt_waiters_wake() makes them ready. Zero to begin with, but for @armed.
 */
typedef struct {
  GQueue   sources;   /* those that were not woken */
  guint    n_woken;   /* woken, but not dispatched yet */
  void   (*armed) (gpointer user_data);
  gpointer user_data;
} RtWaiters;

/* A GPollableSource that keeps @stream; @self is part of @stream. With @is_ready it
 * need not be woken. */
GSource *rt_waiters_create_source (RtWaiters    *self,
                                   GObject      *stream,
                                   gboolean      is_ready,
                                   GCancellable *cancellable);
/* Whether there is any source at all, woken or not. */
gboolean rt_waiters_exist         (RtWaiters    *self);
gboolean rt_waiters_are_waiting   (RtWaiters    *self);
/* Has the sources of libsoup that wait here stand at RT_PRIORITY_WAITING until they are
 * woken: for those of which nothing is expected soon. Whether there was one that did not. */
gboolean rt_waiters_rest          (RtWaiters    *self);
void     rt_waiters_wake          (RtWaiters    *self,
                                   RtPoller     *poller);

G_END_DECLS
