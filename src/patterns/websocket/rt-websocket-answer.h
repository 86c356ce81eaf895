/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

gboolean rt_websocket_answer_check (SoupMessage  *handshake,
                                    GError      **error);

G_END_DECLS
