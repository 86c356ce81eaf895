/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-event.h"

G_BEGIN_DECLS

#define RT_EVENT_STREAM_CONTENT_TYPE "text/event-stream"

/* What every stream begins with: how long a client waits before it connects again, ms. */
#define RT_EVENT_STREAM_RETRY "retry: 2000\n"
#define RT_EVENT_STREAM_HEAD  RT_EVENT_STREAM_RETRY "\n"

/* One event as an event stream has it (WHATWG HTML section 9.2.6). */
extern const RtWireFormat rt_event_stream_format;

G_END_DECLS
