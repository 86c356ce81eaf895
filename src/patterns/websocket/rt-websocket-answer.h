/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* What a key is joined with to make the accept key of it (RFC 6455 section 1.3). */
#define RT_WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

gboolean rt_websocket_answer_check (SoupMessage  *handshake,
                                    GError      **error);
gboolean rt_websocket_answer_read_position (RtClient     *client,
                                            SoupMessage  *handshake,
                                            guint64      *position);

G_END_DECLS
