/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * RtFrameRules:
 *
 * What libsoup lets pass of the frames of a WebSocket, or notices late: control frames of
 * more than 125 bytes (RFC 6455 section 5.5), text that is not UTF-8 in a fragment of which
 * others follow (section 8.1), and such a reason of a close frame.
 *
 * An extension in libsoup's sense alone: it is never negotiated.
 */
#define RT_TYPE_FRAME_RULES (rt_frame_rules_get_type ())
G_DECLARE_FINAL_TYPE (RtFrameRules, rt_frame_rules, RT, FRAME_RULES, SoupWebsocketExtension)

SoupWebsocketExtension *rt_frame_rules_new (void);
/* One that was registered after RFC 6455. */
gboolean                rt_frame_rules_is_late_code (guint code);

G_END_DECLS
