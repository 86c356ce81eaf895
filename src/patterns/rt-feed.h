/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"
#include "net/rt-exchange.h"

G_BEGIN_DECLS

/* A channel that comes to an end, as bare payloads: an event stream, or a WebSocket where
 * the request asks to upgrade. */
void rt_feed_serve (RtExchange *exchange,
                    RtChannel  *channel,
                    guint64     after,
                    gboolean  (*is_last) (RtEvent *event));

G_END_DECLS
