/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-local-swarm-private.h"

/* The counters of thousands are added up no more often. */
#define SUM_PAUSE_US G_USEC_PER_SEC

void
rt_local_swarm_note_event (RtLocalSwarm *self,
                           gint64        latency_us)
{
  self->n_events++;
  /* Nobody may be looking. */
  if (self->recent != NULL && latency_us >= 0)
    rt_histogram_record (self->recent, latency_us);
}

/* Where each event is for one of them: of the one who is furthest. */
static guint64
get_last (RtLocalSwarm *self)
{
  guint64 sum = 0;
  guint64 most = 0;
  guint n = 0;

  for (guint i = 0; i < self->members->len; i++)
    {
      const RtSwarmMember *member = g_ptr_array_index (self->members, i);

      if (!member->was_open || member->last == G_MAXUINT64)
        continue;
      sum += member->last;
      most = MAX (most, member->last);
      n++;
    }
  if (self->is_shared)
    return most;

  return n > 0 ? sum / n : 0;
}

static guint64
get_bytes (RtLocalSwarm *self)
{
  gint64 now_us = g_get_monotonic_time ();
  RtTraffic traffic;
  guint64 bytes;

  /* What they say in leaving is not what is measured. */
  if (self->phase != RT_LOCAL_SWARM_COUNTING)
    return self->n_bytes;
  if (self->members->len > RT_CROWD_AT_ONCE && now_us - self->summed_us < SUM_PAUSE_US)
    return self->n_bytes;

  self->summed_us = now_us;
  rt_traffic_init (&traffic);
  rt_wire_add (&traffic.wire, &rt_crowd_get_traffic (self->crowd)->wire);
  for (guint i = 0; i < self->hosts->len; i++)
    {
      RtSession *host = g_ptr_array_index (self->hosts, i);
      RtWire wire;

      rt_session_settle (host);
      rt_session_get_wire (host, &wire);
      rt_wire_add (&traffic.wire, &wire);
    }
  rt_wire_subtract (&traffic.wire, &self->began.wire);
  bytes = rt_traffic_get_wire_bytes (&traffic);
  rt_traffic_clear (&traffic);
  /* A sum that is not made yet is none. */
  self->n_bytes = MAX (self->n_bytes, bytes);

  return self->n_bytes;
}

void
rt_local_swarm_look (RtSwarm *swarm,
                     RtPulse *pulse)
{
  RtLocalSwarm *self = RT_LOCAL_SWARM (swarm);

  if (self->recent == NULL)
    self->recent = rt_histogram_new ();
  *pulse = (RtPulse) {
    .at_us = g_get_monotonic_time (), .connected = self->n_connected, .events = self->n_events, .latency_us = -1,
  };
  if (rt_histogram_get_count (self->recent) > 0)
    pulse->latency_us = rt_histogram_get_quantile (self->recent, 0.5);
  rt_histogram_reset (self->recent);
  if (self->began_us == 0)
    return;

  pulse->last = get_last (self);
  pulse->bytes = get_bytes (self);
}
