/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-sample-ring.h"
#include "core/rt-traffic.h"

G_BEGIN_DECLS

/**
 * RtMinute:
 *
 * The last minute of a lane: what its traffic grew by in each second, in the series
 * of RtLaneSeries. Seconds in which the lane stood still count as well.
 */
typedef struct _RtMinute RtMinute;

RtMinute     *rt_minute_new         (void);
void          rt_minute_free        (RtMinute        *self);
RtSampleRing *rt_minute_get_samples (RtMinute        *self);
/* A second has passed. */
void          rt_minute_sample      (RtMinute        *self,
                                     const RtTraffic *now);
/* Between these two no samples come. */
void          rt_minute_pause       (RtMinute        *self);
void          rt_minute_resume      (RtMinute        *self);
void          rt_minute_clear       (RtMinute        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtMinute, rt_minute_free)

G_END_DECLS
