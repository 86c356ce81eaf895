/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocketConnection *rt_accept                    (int                 fd,
                                                 int                *code);
GSocketAddress    *rt_accept_dup_remote_address (GSocketConnection  *connection);

G_END_DECLS
