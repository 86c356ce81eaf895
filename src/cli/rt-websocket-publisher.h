/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-publisher.h"

G_BEGIN_DECLS

/**
 * RtWebsocketPublisher:
 *
 * Publishes each message as a text message of one WebSocket. Where the server speaks
 * roundtrip.v1 and grants `Prefer: confirm`, it says the number of each. Elsewhere all
 * are confirmed, without numbers, when the server has answered the closing handshake
 * with 1000: by then it has read every one.
 */
#define RT_TYPE_WEBSOCKET_PUBLISHER (rt_websocket_publisher_get_type ())
G_DECLARE_FINAL_TYPE (RtWebsocketPublisher, rt_websocket_publisher, RT, WEBSOCKET_PUBLISHER, RtPublisher)

/* How many bytes may wait to be sent before the next message is asked for. */
#define RT_WEBSOCKET_PUBLISHER_AHEAD (256 * 1024)

RtPublisher *rt_websocket_publisher_new (GUri               *url,
                                         const char * const *headers);

G_END_DECLS
