/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-polling-client.h"

G_BEGIN_DECLS

/**
 * RtShortPollingClient:
 *
 * Asks every RtClient:interval-ms: anything new? The rate is fixed, from one poll's
 * beginning to the next; a poll that would overlap the one before is left out.
 */
#define RT_TYPE_SHORT_POLLING_CLIENT (rt_short_polling_client_get_type ())
G_DECLARE_FINAL_TYPE (RtShortPollingClient, rt_short_polling_client, RT, SHORT_POLLING_CLIENT, RtPollingClient)

/* A poll that takes longer has failed. */
#define RT_SHORT_POLLING_TIMEOUT_MS 30000

RtClient *rt_short_polling_client_new (const char *uri);

G_END_DECLS
