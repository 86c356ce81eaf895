/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-link.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/**
 * RtTempo:
 *
 * How fast the time of a story runs, and the timers that go by it. What was waited already
 * stays waited when the speed changes: of a wait of 10 s that is half over, 5 s are left at
 * the new speed, from that moment on.
 */
typedef struct {
  RtPoller *poller;
  RtLink    timers;   /* those that run */
  double    speed;
  gint64    since;    /* monotonic, µs: when it had this speed first */
  double    elapsed;  /* of the story's time, µs: before that */
} RtTempo;

/**
 * RtTempoTimer:
 * @func: called once when the time has come; it may start the timer again, stop any, or
 *   free what it is part of
 * @user_data: for @func
 *
 * Zero it to begin with but for these, and stop it before it goes.
 */
typedef struct {
  RtLink        link;     /* first, private */
  void        (*func) (gpointer user_data);
  gpointer      user_data;
  RtTempo      *tempo;    /* private; NULL while it does not run */
  RtPollerTimer timer;    /* private */
  double        due;      /* private; of the story's time, µs */
} RtTempoTimer;

void rt_tempo_init      (RtTempo      *self,
                         double        speed);
/* No timer may run. */
void rt_tempo_clear     (RtTempo      *self);
void rt_tempo_set_speed (RtTempo      *self,
                         double        speed);
void rt_tempo_start     (RtTempo      *self,
                         RtTempoTimer *timer,
                         double        seconds);
void rt_tempo_go_on     (RtTempo      *self,
                         RtTempoTimer *timer,
                         double        seconds);
void rt_tempo_stop      (RtTempoTimer *timer);

G_END_DECLS
