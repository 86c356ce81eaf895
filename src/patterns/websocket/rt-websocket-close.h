/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

char    *rt_websocket_close_describe (guint       code,
                                      const char *said);
gboolean rt_websocket_close_is_final (guint       code);
void     rt_websocket_close_at_once  (SoupWebsocketConnection *websocket,
                                      guint       code);

G_END_DECLS
