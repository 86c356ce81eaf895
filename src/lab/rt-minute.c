/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-minute.h"

#include "lab/rt-lane.h"

struct _RtMinute {
  RtSampleRing *samples;
  RtTraffic     before;     /* as of the last sample */
  gint64        paused_at;  /* monotonic, 0 when it is not */
};

/**
 * rt_minute_new:
 *
 * Makes a minute in which nothing has happened yet.
 *
 * Returns: (transfer full): a new minute
 */
RtMinute *
rt_minute_new (void)
{
  RtMinute *self = g_new0 (RtMinute, 1);

  self->samples = rt_sample_ring_new (RT_LANE_SAMPLES, RT_LANE_N_SERIES);
  rt_traffic_init (&self->before);
  return self;
}

/**
 * rt_minute_free:
 * @self: (transfer full): a minute
 *
 * Frees it.
 */
void
rt_minute_free (RtMinute *self)
{
  g_object_unref (self->samples);
  rt_traffic_clear (&self->before);
  g_free (self);
}

/**
 * rt_minute_get_samples:
 * @self: a minute
 *
 * Gets the samples, of the series in RtLaneSeries.
 *
 * Returns: (transfer none): at most %RT_LANE_SAMPLES samples, one a second
 */
RtSampleRing *
rt_minute_get_samples (RtMinute *self)
{
  return self->samples;
}

static double
growth (guint64 now,
        guint64 before)
{
  return now > before ? now - before : 0;
}

/**
 * rt_minute_sample:
 * @self: a minute
 * @now: the lane's traffic
 *
 * Takes a sample of what @now is more than it was at the last one.
 */
void
rt_minute_sample (RtMinute        *self,
                  const RtTraffic *now)
{
  const RtTraffic *before = &self->before;
  double values[RT_LANE_N_SERIES];

  values[RT_LANE_SERIES_PAYLOAD] = growth (rt_traffic_get_payload (now),
                                           rt_traffic_get_payload (before));
  values[RT_LANE_SERIES_OVERHEAD] = growth (rt_traffic_get_overhead (now),
                                            rt_traffic_get_overhead (before));
  values[RT_LANE_SERIES_EVENTS] = growth (now->events, before->events);
  values[RT_LANE_SERIES_EMPTY] = growth (now->empty, before->empty);
  rt_traffic_reset (&self->before);
  rt_traffic_add (&self->before, now);
  rt_sample_ring_push (self->samples, values);
}

/**
 * rt_minute_pause:
 * @self: a minute
 *
 * Notes that from now on nothing moves.
 */
void
rt_minute_pause (RtMinute *self)
{
  self->paused_at = g_get_monotonic_time ();
}

/**
 * rt_minute_resume:
 * @self: a minute
 *
 * Adds the seconds of the pause, in which nothing moved, if there was one.
 */
void
rt_minute_resume (RtMinute *self)
{
  static const double nothing[RT_LANE_N_SERIES];
  gint64 seconds;

  if (self->paused_at == 0)
    return;
  seconds = (g_get_monotonic_time () - self->paused_at) / G_USEC_PER_SEC;
  for (gint64 i = 0; i < MIN (seconds, RT_LANE_SAMPLES); i++)
    rt_sample_ring_push (self->samples, nothing);
  self->paused_at = 0;
}

/**
 * rt_minute_clear:
 * @self: a minute
 *
 * Forgets all samples, and what the traffic was.
 */
void
rt_minute_clear (RtMinute *self)
{
  rt_sample_ring_clear (self->samples);
  rt_traffic_reset (&self->before);
  self->paused_at = 0;
}
