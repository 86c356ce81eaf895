/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtRequestClient:
 *
 * Asks and is answered. rt_client_send() sends a POST; with RtClient:interval-ms above 0
 * it also asks by GET again and again, like a person who wants to know. Each answer is a
 * message, whose latency is the time from the request to the whole answer.
 *
 * POSTs go one at a time, in order. What cannot be reached is told in the reason, and
 * asked again: by the interval after a back-off, by a POST at first never, since it may have
 * done its work. With RtRequestClient:post-retries one whose answer was lost is sent again after
 * a back-off, with the same fields: an `Idempotency-Key` has it done once. Statuses of 400 and above are told in "answer" and in the reason, and are no
 * messages.
 */
#define RT_TYPE_REQUEST_CLIENT (rt_request_client_get_type ())
G_DECLARE_FINAL_TYPE (RtRequestClient, rt_request_client, RT, REQUEST_CLIENT, RtClient)

#define RT_REQUEST_MAX_WAITING        1000
#define RT_REQUEST_MAX_RETRIES        100
#define RT_REQUEST_DEFAULT_TIMEOUT_MS (5 * 60 * 1000)

/* Property "timeout-ms" (uint, default RT_REQUEST_DEFAULT_TIMEOUT_MS): how long an answer
 * may take; "post-retries" (uint, default 0): how often a POST whose answer was lost (the
 * connection ended after it was sent and before the answer was there) is sent again. */

guint     rt_request_client_get_n_sent     (RtRequestClient *self);
gboolean  rt_request_client_is_asking_again (RtRequestClient *self);

G_END_DECLS
