/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub.h"
#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/* A channel's log on the bus is called this, and its name. */
#define RT_BRIDGE_PREFIX       "roundtrip."
/* How long it is kept, where the engine can be told. */
#define RT_BRIDGE_RETENTION_MS (7 * 24 * 60 * 60 * G_GINT64_CONSTANT (1000))
/* How long an event is waited for that was given to the bus. */
#define RT_BRIDGE_TIMEOUT_MS   10000
/* What may be waited for, of one channel. */
#define RT_BRIDGE_MAX_PENDING  1000
/* Ids that are remembered of each channel, to tell what was sent again. */
#define RT_BRIDGE_MAX_IDS      10000
/* Offsets in a row without a message that are filled; where more are missing, they are told as a gap. */
#define RT_BRIDGE_MAX_HOLE     256

/**
 * RtBridge:
 *
 * Joins the channels of a hub to logs of a bus, one each, of one partition: what is published goes
 * to the log, and is in the channel when it comes back, numbered by its offset, from 1. So all
 * processes that share the bus share the channels, and their numbers. One that was away catches up.
 * Offsets that bring nothing new are told as events of the type %RT_CHANNEL_FILLER, so that no
 * number is missing: `{"reason": "repeated", "seq": n}` for what was sent again after a lost
 * connection and is a second time in the log, `{"reason": "unused"}` for what the broker used
 * itself (RabbitMQ where a segment of a stream begins, Kafka where a transaction ends).
 *
 * The channels of stories that are one process's own, `uploads` and `jobs`, are left out.
 */
#define RT_TYPE_BRIDGE (rt_bridge_get_type ())
G_DECLARE_FINAL_TYPE (RtBridge, rt_bridge, RT, BRIDGE, GObject)

/* NULL with %RT_BUS_ERROR. Channels of @hub that are opened from now on are joined. */
RtBridge *rt_bridge_new     (RtHub       *hub,
                             const char  *uri,
                             GError     **error);
/* Its state is the bridge's. (transfer none) */
RtBus    *rt_bridge_get_bus (RtBridge    *self);
void      rt_bridge_close   (RtBridge    *self);

G_END_DECLS
