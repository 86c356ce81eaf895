/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-poller.h"

G_BEGIN_DECLS

/**
 * RtTimers:
 *
 * Private to RtPoller: its timers, the one that is due first at hand; adding and
 * removing cost the logarithm of how many there are. Zero to begin with.
 */
typedef struct {
  RtPollerTimer **timers;
  guint           n_timers;
  guint           capacity;
} RtTimers;

/* By @timer's due; whether it is the first now. */
gboolean rt_timers_add      (RtTimers      *self,
                             RtPollerTimer *timer);
/* Whether it was the first. */
gboolean rt_timers_remove   (RtTimers      *self,
                             RtPollerTimer *timer);
/* Calls what is due at @now, until @deadline; whether anything was. */
gboolean rt_timers_run      (RtTimers      *self,
                             gint64         now,
                             gint64         deadline);
/* Monotonic, µs; -1 for never. */
gint64   rt_timers_get_next (RtTimers      *self);
/* Forgets them all. */
void     rt_timers_clear    (RtTimers      *self);

G_END_DECLS
