/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-histogram.h"
#include "lab/rt-lockstep.h"

G_BEGIN_DECLS

/**
 * RtPacer:
 *
 * Has clients that ask do so on the feed's clock: each once an interval, all of them spread evenly over
 * it, in an order that is the same each time. With one timer for all of them.
 */
typedef struct _RtPacer RtPacer;

typedef enum {
  RT_PACER_ASKS,
  RT_PACER_IS_BUSY,  /* with the answer to what it asked before: it asks once it has that */
  RT_PACER_IS_GONE,  /* it cannot */
  RT_PACER_IS_OVER,  /* it need not any more */
} RtPacerAnswer;

/* Has client @i ask now. */
typedef RtPacerAnswer (*RtPacerFunc) (guint    i,
                                      gpointer user_data);

/* @interval_ms: at least 1. @user_data outlives it. */
RtPacer           *rt_pacer_new          (RtLockstep  *step,
                                          guint        n_clients,
                                          guint        interval_ms,
                                          RtPacerFunc  func,
                                          gpointer     user_data);
void               rt_pacer_free         (RtPacer     *self);
/* From the first poll of all, on the feed's clock, once that has begun. */
void               rt_pacer_start        (RtPacer     *self);
void               rt_pacer_stop         (RtPacer     *self);
/* The feed is over: asks without waiting for it. */
void               rt_pacer_release      (RtPacer     *self);
/* Whether nobody is in the middle of asking. */
gboolean           rt_pacer_is_quiet     (RtPacer     *self);
/* What client @i asked was answered, or will not be. */
void               rt_pacer_answered     (RtPacer     *self,
                                          guint        i);
/* Since it was started: how many polls were due, and how many of them were left out, as the one before
 * had not even been sent when the feed did not wait. */
guint64            rt_pacer_get_n_due    (RtPacer     *self);
guint64            rt_pacer_get_n_left_out (RtPacer   *self);
/* How late the others were sent, µs. (transfer none) */
const RtHistogram *rt_pacer_get_lateness (RtPacer     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPacer, rt_pacer_free)

G_END_DECLS
