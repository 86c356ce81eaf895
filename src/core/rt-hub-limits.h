/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub.h"

G_BEGIN_DECLS

/* The least and the most that one may choose. */
#define RT_CHANNEL_LEAST_EVENTS 100
#define RT_CHANNEL_MOST_EVENTS  1000000
#define RT_CHANNEL_LEAST_BYTES  (1024 * 1024)
#define RT_CHANNEL_MOST_BYTES   (256 * 1024 * 1024)

/* How much each channel of @self remembers, those that exist and those that will. */
void rt_hub_set_limits (RtHub                 *self,
                        const RtChannelLimits *limits);

/* The least and the most that one may choose for what waits for a reader. */
#define RT_OUTBOX_LEAST_EVENTS 2
#define RT_OUTBOX_MOST_EVENTS  1000000
#define RT_OUTBOX_LEAST_BYTES  4096
#define RT_OUTBOX_MOST_BYTES   (256 * 1024 * 1024)

/**
 * RtChannelSettings:
 * @outboxes: what happens to readers that do not keep up
 * @max_events: how many events are remembered; 0 as many as by every channel
 *
 * What one may choose for one channel.
 */
typedef struct {
  RtOutboxLimits outboxes;
  guint          max_events;
} RtChannelSettings;

void rt_hub_set_channel (RtHub                   *self,
                         const char              *name,
                         const RtChannelSettings *settings);

G_END_DECLS
