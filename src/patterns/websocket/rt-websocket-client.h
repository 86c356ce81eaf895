/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtWebsocketClient:
 *
 * A WebSocket (RFC 6455) to any server. With the subprotocol `roundtrip.v1` each text is
 * an envelope with a number, and a reconnection says in `after` where to go on; with any
 * other, or none, each message is what it is.
 */
#define RT_TYPE_WEBSOCKET_CLIENT (rt_websocket_client_get_type ())
G_DECLARE_FINAL_TYPE (RtWebsocketClient, rt_websocket_client, RT, WEBSOCKET_CLIENT, RtClient)

#define RT_WEBSOCKET_PROTOCOL            "roundtrip.v1"
#define RT_WEBSOCKET_KEEPALIVE_SECONDS   30
/* How long the answer to a close frame is waited for; libsoup's own. */
#define RT_WEBSOCKET_GOODBYE_SECONDS     5
/* Bytes given to send and not sent: then rt_client_send() refuses more. */
#define RT_WEBSOCKET_MAX_WAITING         (4 * 1024 * 1024)

/* Properties:
 *   "protocols" (GStrv, default { RT_WEBSOCKET_PROTOCOL }): the subprotocols to offer,
 *     the most wanted first; %NULL or empty: none
 *   "protocol" (string, nullable, read only): the one the server took
 *   "keepalive" (uint, default RT_WEBSOCKET_KEEPALIVE_SECONDS): seconds between pings, 0
 *     for none
 */

/* A message that the server refuses is told as the reason while it stays open. */

RtClient *rt_websocket_client_new (const char *uri);

G_END_DECLS
