/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-traffic.h"

G_BEGIN_DECLS

/**
 * rt_tcp_info_read:
 * @fd: a connected TCP socket
 * @wire: (out caller-allocates): what the kernel counted since the connection
 *   was opened
 *
 * Reads TCP_INFO. Bytes out are those sent less those sent again; bytes in are
 * those received less the one sequence number of the peer's FIN. Call it last
 * right before the close.
 *
 * Returns: %FALSE when @fd is no TCP socket (a Unix socket, say) or is closed;
 *   then @wire is untouched.
 */
gboolean rt_tcp_info_read (int     fd,
                           RtWire *wire);

G_END_DECLS
