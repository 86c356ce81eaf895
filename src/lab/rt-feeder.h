/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-histogram.h"
#include "lab/rt-schedule.h"

G_BEGIN_DECLS

/* Of events that are not recorded. */
#define RT_FEEDER_TYPE "message"

/**
 * RtFeeder:
 *
 * Publishes the events of a schedule when they are due, from one timer of the poller's, and
 * keeps how late each was. What is due at the same instant is published in one turn, but for what takes
 * longer than a turn may.
 */
typedef struct _RtFeeder RtFeeder;

/**
 * RtFeederHooks:
 * @publish: an event that was due at @time_us, µs since 1970, however late it is; @number is one more than
 *   that of the one before
 * @over: the stretch is over; not called after rt_feeder_stop()
 * @may: (nullable): whether what is due at @due_us, an event or the end of the stretch, may be now; it is
 *   @late_us late. Asked again soon where it may not; not asked amid what is due at the same instant
 * @went: (nullable): what is due before @next_us was published, what is due at the last instant of it
 *   @in_one turn
 *
 * Who publishes. None may free the feeder. Times are from the beginning of the stretch.
 */
typedef struct {
  void (*publish) (guint64     number,
                   const char *type,
                   GBytes     *data,
                   gint64      time_us,
                   gpointer    user_data);
  void (*over)    (gpointer    user_data);
  gboolean (*may) (gint64      due_us,
                   gint64      late_us,
                   gpointer    user_data);
  void (*went)    (gint64      next_us,
                   gboolean    in_one,
                   gpointer    user_data);
} RtFeederHooks;

/* @size: bytes of each payload; @hooks static. @user_data outlives it. */
RtFeeder          *rt_feeder_new          (gsize                size,
                                           const RtFeederHooks *hooks,
                                           gpointer             user_data);
void               rt_feeder_free         (RtFeeder            *self);
/* (transfer full) @schedule. Begins now; lateness is counted from nothing. */
void               rt_feeder_start        (RtFeeder            *self,
                                           RtSchedule          *schedule);
void               rt_feeder_stop         (RtFeeder            *self);
/* Of the last event of all; 0 before the first. */
guint64            rt_feeder_get_last     (RtFeeder            *self);
/* Events of this stretch. */
guint64            rt_feeder_get_n        (RtFeeder            *self);
/* When the stretch began, monotonic, µs. */
gint64             rt_feeder_get_began        (RtFeeder      *self);
/* How long the stretch has gone on, µs. */
gint64             rt_feeder_get_elapsed  (RtFeeder            *self);
/* How late the events of this stretch were published, µs. (transfer none) */
const RtHistogram *rt_feeder_get_lateness (RtFeeder            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtFeeder, rt_feeder_free)

G_END_DECLS
