/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-sample-ring.h"
#include "lab/rt-trace.h"
#include "patterns/rt-pattern.h"

G_BEGIN_DECLS

/**
 * RtLane:
 *
 * One pattern carrying one story: N clients of that pattern on one URL, their
 * counters together, and the last minute. Knows no widget.
 */
#define RT_TYPE_LANE (rt_lane_get_type ())
G_DECLARE_FINAL_TYPE (RtLane, rt_lane, RT, LANE, GObject)

#define RT_LANE_MAX_CLIENTS 1000
#define RT_LANE_SAMPLES     60

typedef enum {
  RT_LANE_SERIES_PAYLOAD,   /* bytes in that second */
  RT_LANE_SERIES_OVERHEAD,  /* bytes in that second */
  RT_LANE_SERIES_EVENTS,    /* events in that second */
  RT_LANE_SERIES_EMPTY,     /* empty answers in that second */
  RT_LANE_N_SERIES,
} RtLaneSeries;

/* Properties:
 *   "uri" (string), "n-clients" (uint, 1 to RT_LANE_MAX_CLIENTS, default 1),
 *   "interval-ms" (uint), "after" (int64, default -1): where clients that start begin,
 *   "running" (boolean, read only): whether it was started and goes on,
 *   "busy" (boolean, read only): it runs, or a client that was adopted is at work
 *   "state" (RtClientState, read only): the worst of its clients' states,
 *   "reason" (string, read only, nullable)
 * Signals:
 *   "message" (RtMessage): each message of the first client
 *   "answer" (uint status, boolean empty): each answer of the first client
 *   "settled" (): it stands still and its counters are final
 *   "faults-changed" (): something else is broken on purpose, or nothing any more
 */
RtLane          *rt_lane_new           (const RtPattern *pattern,
                                        const char      *uri);
const RtPattern *rt_lane_get_pattern   (RtLane          *self);
/* Unlike that of any other lane: "websocket", "queue". */
const char      *rt_lane_get_id        (RtLane          *self);
/* For people, translated. */
const char      *rt_lane_get_name      (RtLane          *self);
const char      *rt_lane_get_sentence  (RtLane          *self);
const char      *rt_lane_get_uri       (RtLane          *self);
void             rt_lane_set_uri       (RtLane          *self,
                                        const char      *uri);
void             rt_lane_set_n_clients (RtLane          *self,
                                        guint            n_clients);
void             rt_lane_set_interval  (RtLane          *self,
                                        guint            interval_ms);
/* The number of the event after which clients that start begin; -1 is the server's
 * default. */
void             rt_lane_set_after     (RtLane          *self,
                                        gint64           after);
RtClientState    rt_lane_get_state     (RtLane          *self);
const char      *rt_lane_get_reason    (RtLane          *self);
/* How long until its first client tries again, in µs; -1: it is not retrying. */
gint64           rt_lane_get_retry_us  (RtLane          *self);
gboolean         rt_lane_get_running   (RtLane          *self);
gboolean         rt_lane_get_busy      (RtLane          *self);
void             rt_lane_start         (RtLane          *self);
void             rt_lane_stop          (RtLane          *self);
/* Stops it, and says why it cannot run. */
void             rt_lane_fail          (RtLane          *self,
                                        const char      *reason);
/* Counters since they were last reset, clients that left included. (transfer none):
 * current when called; with very many clients, as of the call before. */
const RtTraffic *rt_lane_get_traffic   (RtLane          *self);
void             rt_lane_reset         (RtLane          *self);
/* One sample a second while busy. */
RtSampleRing    *rt_lane_get_samples   (RtLane          *self);
/* What passes on the first client's connections, while somebody holds it. (transfer full) */
RtTrace         *rt_lane_get_trace     (RtLane          *self);
/* The first client, to send with. (nullable) */
RtClient        *rt_lane_get_client    (RtLane          *self);
/* All there are, the adopted last. (transfer full) (element-type RtClient) */
GPtrArray       *rt_lane_dup_clients   (RtLane          *self);
/* How old what they show is, of the one that is furthest behind: µs, -1 unknown. */
gint64           rt_lane_get_age       (RtLane          *self);
/* A client of one's own whose traffic counts as the lane's, running or not, until the
 * client closes, or the lane is stopped. FALSE: there are too many. */
gboolean         rt_lane_adopt         (RtLane          *self,
                                        RtClient        *client);
/* Where the server of those is; they go with it. NULL: nowhere. */
void             rt_lane_set_server    (RtLane          *self,
                                        const char      *base);

G_END_DECLS
