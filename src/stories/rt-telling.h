/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"

G_BEGIN_DECLS

/* What waits for room in one channel at most. */
#define RT_TELLING_MAX_EVENTS 1000
#define RT_TELLING_MAX_BYTES  (4 * 1024 * 1024)

/* Now, or in its order once there is room, or what numbers its events is back; %FALSE where it will never be. */
gboolean rt_telling_publish (RtChannel  *channel,
                             const char *type,
                             GBytes     *data);
/* Now or not at all: what comes next says it as well. */
void     rt_telling_mention (RtChannel  *channel,
                             const char *type,
                             GBytes     *data);

G_END_DECLS
