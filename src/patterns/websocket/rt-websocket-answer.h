/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

gboolean rt_websocket_answer_check (SoupMessage  *handshake,
                                    GError      **error);
gboolean rt_websocket_answer_read_position (RtClient     *client,
                                            SoupMessage  *handshake,
                                            guint64      *position);

G_END_DECLS
