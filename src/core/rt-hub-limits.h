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

G_END_DECLS
