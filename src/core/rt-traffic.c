/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-traffic.h"

/**
 * rt_traffic_init:
 * @self: (out caller-allocates): memory of any content
 *
 * Sets every counter to 0. Memory that is all zero needs no call.
 */
void
rt_traffic_init (RtTraffic *self)
{
  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
}

/**
 * rt_traffic_clear:
 * @self: counters
 *
 * Frees what @self holds and leaves it as rt_traffic_init() does.
 */
void
rt_traffic_clear (RtTraffic *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->latency, rt_histogram_free);
  g_clear_pointer (&self->age, rt_histogram_free);
  memset (self, 0, sizeof *self);
}

/**
 * rt_traffic_reset:
 * @self: counters
 *
 * Sets every counter to 0, those of what is now as well: a sum can be begun
 * again with it.
 */
void
rt_traffic_reset (RtTraffic *self)
{
  rt_traffic_clear (self);
}

static void
add_histogram (RtHistogram       **histogram,
               const RtHistogram  *other)
{
  if (other == NULL)
    return;

  if (*histogram == NULL)
    *histogram = rt_histogram_copy (other);
  else
    rt_histogram_merge (*histogram, other);
}

/**
 * rt_traffic_add:
 * @self: counters
 * @other: what to add, what is now included
 *
 * Adds up.
 */
void
rt_traffic_add (RtTraffic       *self,
                const RtTraffic *other)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL);

  self->connections_opened += other->connections_opened;
  self->connections_open += other->connections_open;
  self->requests += other->requests;
  self->responses += other->responses;
  self->empty += other->empty;
  self->events += other->events;
  self->unique += other->unique;
  self->lost += other->lost;
  self->duplicate += other->duplicate;
  self->reordered += other->reordered;
  self->unknown_gaps += other->unknown_gaps;
  self->payload_in += other->payload_in;
  self->payload_out += other->payload_out;
  self->file_bytes += other->file_bytes;
  rt_wire_add (&self->wire, &other->wire);
  self->header_bytes += other->header_bytes;
  self->conflated += other->conflated;
  self->dropped += other->dropped;
  self->forgotten += other->forgotten;
  self->left += other->left;
  self->waits += other->waits;
  self->disconnected += other->disconnected;
  self->outbox_events += other->outbox_events;
  self->outbox_bytes += other->outbox_bytes;
  add_histogram (&self->latency, other->latency);
  add_histogram (&self->age, other->age);
}

/**
 * rt_traffic_copy:
 * @self: counters
 * @copy: (inout): initialised memory: what it holds is freed
 *
 * Makes @copy the same as @self, with histograms of its own.
 */
void
rt_traffic_copy (const RtTraffic *self,
                 RtTraffic       *copy)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (copy != NULL);

  if (self == copy)
    return;

  rt_traffic_clear (copy);
  *copy = *self;
  copy->latency = NULL;
  copy->age = NULL;
  add_histogram (&copy->latency, self->latency);
  add_histogram (&copy->age, self->age);
}

/**
 * rt_traffic_record_latency:
 * @self: counters
 * @us: µs from an event's birth to the client's hand
 */
void
rt_traffic_record_latency (RtTraffic *self,
                           gint64     us)
{
  g_return_if_fail (self != NULL);

  if (self->latency == NULL)
    self->latency = rt_histogram_new ();
  rt_histogram_record (self->latency, us);
}

/**
 * rt_traffic_record_age:
 * @self: counters
 * @us: how old what the client shows is, in µs
 */
void
rt_traffic_record_age (RtTraffic *self,
                       gint64     us)
{
  g_return_if_fail (self != NULL);

  if (self->age == NULL)
    self->age = rt_histogram_new ();
  rt_histogram_record (self->age, us);
}

/**
 * rt_traffic_get_wire_bytes:
 * @self: counters
 *
 * Returns: bytes of TCP payload in both directions
 */
guint64
rt_traffic_get_wire_bytes (const RtTraffic *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->wire.bytes_in + self->wire.bytes_out;
}

/**
 * rt_traffic_get_payload:
 * @self: counters
 *
 * Returns: bytes of events' data in both directions
 */
guint64
rt_traffic_get_payload (const RtTraffic *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->payload_in + self->payload_out;
}

/**
 * rt_traffic_get_overhead:
 * @self: counters
 *
 * Returns: wire bytes that are no payload, in both directions; 0 while what was
 *   counted as payload is ahead of what the kernel was last asked for
 */
guint64
rt_traffic_get_overhead (const RtTraffic *self)
{
  guint64 wire;
  guint64 payload;

  g_return_val_if_fail (self != NULL, 0);

  wire = rt_traffic_get_wire_bytes (self);
  payload = rt_traffic_get_payload (self);

  return wire > payload ? wire - payload : 0;
}

/**
 * rt_traffic_get_overhead_share:
 * @self: counters
 *
 * Returns: the share of wire bytes that is no payload, from 0 to 1; -1 where nothing went over
 *   the wire, or more payload was handed to the kernel than went: a reader that takes nothing
 *   leaves it there
 */
double
rt_traffic_get_overhead_share (const RtTraffic *self)
{
  guint64 wire;

  g_return_val_if_fail (self != NULL, -1);

  wire = rt_traffic_get_wire_bytes (self);
  if (wire == 0 || wire < rt_traffic_get_payload (self))
    return -1;

  return (double) rt_traffic_get_overhead (self) / wire;
}

/**
 * rt_traffic_get_empty_share:
 * @self: counters
 *
 * Returns: the share of responses that carried nothing new, from 0 to 1; -1
 *   before the first response
 */
double
rt_traffic_get_empty_share (const RtTraffic *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->responses == 0 ? -1 : (double) self->empty / (double) self->responses;
}

/**
 * rt_traffic_get_bytes_per_event:
 * @self: counters
 *
 * Returns: wire bytes in both directions for each event that was new to its
 *   receiver, or for each delivered where nobody keeps account of that (a
 *   server); -1 before the first event, and where no wire was between
 */
double
rt_traffic_get_bytes_per_event (const RtTraffic *self)
{
  guint64 events, bytes;

  g_return_val_if_fail (self != NULL, -1);

  events = self->unique != 0 ? self->unique : self->events;
  bytes = rt_traffic_get_wire_bytes (self);

  return events == 0 || bytes == 0 ? -1 : (double) bytes / (double) events;
}

/**
 * rt_wire_add:
 * @self: what a kernel counted
 * @other: what to add
 */
void
rt_wire_add (RtWire       *self,
             const RtWire *other)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL);

  self->bytes_in += other->bytes_in;
  self->bytes_out += other->bytes_out;
  self->segments_in += other->segments_in;
  self->segments_out += other->segments_out;
}

/**
 * rt_wire_subtract:
 * @self: what a kernel counted
 * @other: what it had counted before: nowhere more than @self
 */
void
rt_wire_subtract (RtWire       *self,
                  const RtWire *other)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL);

  self->bytes_in -= other->bytes_in;
  self->bytes_out -= other->bytes_out;
  self->segments_in -= other->segments_in;
  self->segments_out -= other->segments_out;
}
