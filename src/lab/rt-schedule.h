/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-plan.h"
#include "lab/rt-recording.h"

G_BEGIN_DECLS

/* The part of a run that a schedule is of. */
typedef enum {
  RT_STRETCH_WARM_UP,
  RT_STRETCH_MEASURED,
} RtStretch;

/**
 * RtScheduled:
 * @due_us: when, from the beginning of the stretch
 * @recorded: (nullable): what it carries; %NULL: what rt_payload_new() makes
 */
typedef struct {
  gint64            due_us;
  const RtRecorded *recorded;
} RtScheduled;

/**
 * RtSchedule:
 *
 * When which event is to be published: made from a plan and nothing else, so it is the same for
 * every contestant, in every repetition, and whenever the plan is carried out again. It takes
 * no memory for the events to come.
 */
typedef struct _RtSchedule RtSchedule;

/* @recording: (nullable): with %RT_RATE_REPLAY; a reference is taken */
RtSchedule *rt_schedule_new          (const RtPlan *plan,
                                      RtStretch     stretch,
                                      RtRecording  *recording);
void        rt_schedule_free         (RtSchedule   *self);
/* FALSE: there is none any more. */
gboolean    rt_schedule_next         (RtSchedule   *self,
                                      RtScheduled  *next);
/* How long the stretch is, µs. */
gint64      rt_schedule_get_duration (RtSchedule   *self);
/* How long it is without an event in what is measured, µs; the longest, or one of @enough_us. */
gint64      rt_schedule_find_gap     (const RtPlan *plan,
                                      RtRecording  *recording,
                                      gint64        enough_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtSchedule, rt_schedule_free)

G_END_DECLS
