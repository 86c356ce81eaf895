/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-polling-client.h"

G_BEGIN_DECLS

/**
 * RtLongPollingClient:
 *
 * Asks, waits for as long as the server holds the request, and asks again at once. It
 * says `Prefer: wait=s` (RFC 7240 section 4.3) for RtClient:wait-ms; servers that do not
 * know it but hold requests all the same suit it as well. Where empty answers come at
 * once it asks less and less often, but at least every RtClient:interval-ms.
 */
#define RT_TYPE_LONG_POLLING_CLIENT (rt_long_polling_client_get_type ())
G_DECLARE_FINAL_TYPE (RtLongPollingClient, rt_long_polling_client, RT, LONG_POLLING_CLIENT, RtPollingClient)

/* How much longer than it was asked to a server may hold a request. */
#define RT_LONG_POLLING_GRACE_MS 10000
/* A request held for longer than this was accepted: the client is open. */
#define RT_LONG_POLLING_HELD_MS  250
/* An empty answer that comes sooner was not held. */
#define RT_LONG_POLLING_HASTE_MS 100

G_END_DECLS
