/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtSseClient:
 *
 * An EventSource (HTML standard, section 9.2): it reads an event stream of any server,
 * and comes back with `Last-Event-ID` when the stream ends.
 *
 * An event whose own ID is a decimal number has that number. An event named `gap` with
 * `{"lost": n}`, from a stream with numbers, is a gap. `time` and `prev` of Roundtrip's
 * own streams are understood; other clients ignore them, as the standard wants it.
 */
#define RT_TYPE_SSE_CLIENT (rt_sse_client_get_type ())
G_DECLARE_FINAL_TYPE (RtSseClient, rt_sse_client, RT, SSE_CLIENT, RtClient)

RtClient *rt_sse_client_new (const char *uri);

G_END_DECLS
