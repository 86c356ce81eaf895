/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-result.h"

#include <math.h>

/**
 * rt_run_new:
 *
 * Returns: (transfer full): a run that kept up, and of which nothing was measured yet
 */
RtRun *
rt_run_new (void)
{
  RtRun *self = g_new0 (RtRun, 1);

  self->cpu_us = self->client_cpu_us = self->memory = -1;
  self->base_cpu_us = self->idle_cpu_us = -1;
  self->connected_us = self->late_p99_us = self->elapsed_us = -1;
  self->kept_up = TRUE;

  return self;
}

/**
 * rt_run_free:
 * @self: (transfer full): a run
 */
void
rt_run_free (RtRun *self)
{
  rt_traffic_clear (&self->traffic);
  rt_traffic_clear (&self->server);
  g_clear_pointer (&self->ages, rt_age_series_free);
  g_free (self->remark);
  g_free (self);
}

static double
quotient (double dividend,
          double divisor)
{
  return dividend < 0 || divisor <= 0 ? NAN : dividend / divisor;
}

static double
get_quantile (const RtHistogram *histogram,
              double             quantile)
{
  return histogram == NULL || rt_histogram_get_count (histogram) == 0
           ? NAN : (double) rt_histogram_get_quantile (histogram, quantile);
}

static double
get_mean (const RtHistogram *histogram)
{
  return histogram == NULL || rt_histogram_get_count (histogram) == 0 ? NAN : rt_histogram_get_mean (histogram);
}

/* What had its events over no connection that is counted, an embedded bus, says nothing of bytes: that is
 * not the same as none. */
static gboolean
has_wire (const RtTraffic *traffic)
{
  return traffic->events == 0 || rt_traffic_get_wire_bytes (traffic) > 0;
}

/* The clients' counters, with the directions as the server sees them. */
static double
get_wire (const RtTraffic *traffic,
          RtFigure         figure,
          double           events)
{
  if (!has_wire (traffic))
    return NAN;
  switch ((int) figure)
    {
    case RT_FIGURE_WIRE_BYTES_IN: return (double) traffic->wire.bytes_out;
    case RT_FIGURE_WIRE_BYTES_OUT: return (double) traffic->wire.bytes_in;
    case RT_FIGURE_OVERHEAD_BYTES: return (double) rt_traffic_get_overhead (traffic);
    case RT_FIGURE_SEGMENTS_IN: return (double) traffic->wire.segments_out;
    case RT_FIGURE_SEGMENTS_OUT: return (double) traffic->wire.segments_in;
    case RT_FIGURE_BYTES_PER_EVENT: return quotient ((double) rt_traffic_get_wire_bytes (traffic), events);
    default: g_return_val_if_reached (NAN);
    }
}

static double
get_bytes_and_times (const RtRun *self,
                     RtFigure     figure)
{
  const RtTraffic *traffic = &self->traffic;
  double events = (double) (traffic->unique != 0 ? traffic->unique : traffic->events);

  switch ((int) figure)
    {
    case RT_FIGURE_PAYLOAD_BYTES: return (double) rt_traffic_get_payload (traffic);
    case RT_FIGURE_LATENCY_P50: return get_quantile (traffic->latency, 0.5);
    case RT_FIGURE_LATENCY_P95: return get_quantile (traffic->latency, 0.95);
    case RT_FIGURE_LATENCY_P99: return get_quantile (traffic->latency, 0.99);
    case RT_FIGURE_LATENCY_MAX: return get_quantile (traffic->latency, 1);
    case RT_FIGURE_AGE_MEAN: return get_mean (traffic->age);
    case RT_FIGURE_AGE_P95: return get_quantile (traffic->age, 0.95);
    case RT_FIGURE_CPU_PER_EVENT: return quotient ((double) self->cpu_us, events);
    case RT_FIGURE_MEMORY_PER_CLIENT: return quotient ((double) self->memory, self->clients);
    default: return get_wire (traffic, figure, events);
    }
}

/**
 * rt_run_get_figure:
 * @self: a run
 * @figure: what of it
 *
 * Returns: the number, in the figure's unit; NAN where it was not measured
 */
double
rt_run_get_figure (const RtRun *self,
                   RtFigure     figure)
{
  const RtTraffic *traffic = &self->traffic;

  switch ((int) figure)
    {
    case RT_FIGURE_CLIENTS: return self->clients;
    case RT_FIGURE_PUBLISHED: return (double) self->published;
    case RT_FIGURE_EVENTS: return (double) traffic->events;
    case RT_FIGURE_LOST: return (double) traffic->lost;
    case RT_FIGURE_DUPLICATE: return (double) traffic->duplicate;
    case RT_FIGURE_REORDERED: return (double) traffic->reordered;
    case RT_FIGURE_REQUESTS: return (double) traffic->requests;
    case RT_FIGURE_EMPTY: return (double) traffic->empty;
    case RT_FIGURE_CONNECTIONS: return (double) traffic->connections_opened;
    default: return get_bytes_and_times (self, figure);
    }
}
