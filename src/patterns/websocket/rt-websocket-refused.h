/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* What becomes of a client when a server opens no WebSocket. */
void rt_websocket_refused (RtClient     *client,
                           SoupMessage  *message,
                           const GError *error);

G_END_DECLS
