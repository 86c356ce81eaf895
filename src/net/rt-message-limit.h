/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "net/rt-limits.h"

G_BEGIN_DECLS

/**
 * RtMessageLimit:
 *
 * Bounds a WebSocket message with all its fragments: libsoup's own limit is of each
 * fragment, and they add up without end. Bounds the number of fragments, which may be
 * empty, and of control frames, each of which is answered. It is an extension (RFC 6455
 * section 9) that nobody negotiates and that changes nothing on the wire.
 */
#define RT_TYPE_MESSAGE_LIMIT (rt_message_limit_get_type ())
G_DECLARE_FINAL_TYPE (RtMessageLimit, rt_message_limit, RT, MESSAGE_LIMIT, SoupWebsocketExtension)

RtMessageLimit *rt_message_limit_new   (RtLimits       *limits);
/* Which limit it was because of which the WebSocket says @error; %FALSE where that was told. */
gboolean        rt_message_limit_judge (RtMessageLimit *self,
                                        const GError   *error,
                                        RtLimitKind    *kind);

G_END_DECLS
