/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-histogram.h"

G_BEGIN_DECLS

/**
 * RtWire:
 *
 * What the kernel counted on a connection: bytes of TCP payload, nothing of
 * TCP/IP and nothing twice when it was sent again; segments that carried data.
 */
typedef struct {
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 segments_in;
  guint64 segments_out;
} RtWire;

/* Estimated, never measured: IPv4 or IPv6 and TCP with the timestamp option. */
#define RT_HEADER_BYTES_IPV4 52
#define RT_HEADER_BYTES_IPV6 72

/**
 * RtTraffic:
 *
 * The counters of a lane, of a pattern or of a peer. All only ever grow, but for
 * @connections_open, @outbox_events and @outbox_bytes, which are what is now.
 * Latency and age are in µs and %NULL until something was recorded.
 */
typedef struct {
  guint64      connections_opened;
  guint64      connections_open;
  guint64      requests;
  guint64      responses;
  guint64      empty;             /* responses that carried nothing new */
  guint64      events;            /* delivered, duplicates included */
  guint64      unique;            /* delivered for the first time */
  guint64      lost;
  guint64      duplicate;
  guint64      reordered;
  guint64      unknown_gaps;      /* gaps whose size nobody can know */
  guint64      payload_in;        /* bytes of events' data, nothing else */
  guint64      payload_out;
  guint64      file_bytes;        /* of files that came up: they are no events, and much */
  RtWire       wire;
  guint64      header_bytes;      /* estimated TCP/IP headers of the segments */
  guint64      conflated;         /* a newer event took their place */
  guint64      dropped;           /* gave way because the reader did not keep up */
  guint64      forgotten;         /* by the channel, before the reader could be given them */
  guint64      left;              /* not sent when the connection ended: who resumes gets them */
  guint64      waits;             /* publishes refused because of a reader */
  guint64      disconnected;      /* readers, because they did not keep up */
  guint64      outbox_events;     /* that wait for readers, in outboxes and unread in channels */
  guint64      outbox_bytes;
  RtHistogram *latency;
  RtHistogram *age;
} RtTraffic;

void    rt_traffic_init            (RtTraffic       *self);
void    rt_traffic_clear           (RtTraffic       *self);
void    rt_traffic_reset           (RtTraffic       *self);
void    rt_traffic_add             (RtTraffic       *self,
                                    const RtTraffic *other);
void    rt_traffic_copy            (const RtTraffic *self,
                                    RtTraffic       *copy);
void    rt_traffic_record_latency  (RtTraffic       *self,
                                    gint64           us);
void    rt_traffic_record_age      (RtTraffic       *self,
                                    gint64           us);
guint64 rt_traffic_get_wire_bytes  (const RtTraffic *self);
guint64 rt_traffic_get_payload     (const RtTraffic *self);
/* Wire bytes less payload; 0 while payload is ahead of what the kernel counted. */
guint64 rt_traffic_get_overhead    (const RtTraffic *self);
/* -1 as well while payload waits in the kernel to be sent. */
double  rt_traffic_get_overhead_share (const RtTraffic *self);
/* Both -1 where there is nothing to divide by. */
double  rt_traffic_get_empty_share (const RtTraffic *self);
double  rt_traffic_get_bytes_per_event (const RtTraffic *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RtTraffic, rt_traffic_clear)

void    rt_wire_add                (RtWire          *self,
                                    const RtWire    *other);
void    rt_wire_subtract           (RtWire          *self,
                                    const RtWire    *other);

G_END_DECLS
