/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer-stream.h"

G_BEGIN_DECLS

/**
 * RtClientConnection:
 *
 * A connection as GSocketClient hands it to libsoup, over a peer stream: what is read and
 * written goes through that, and closing it ends that.
 *
 * It has a descriptor of its own for the same socket, because GIO asks the first for the
 * address it was connected to, which names a proxy.
 */
#define RT_TYPE_CLIENT_CONNECTION (rt_client_connection_get_type ())
G_DECLARE_FINAL_TYPE (RtClientConnection, rt_client_connection, RT, CLIENT_CONNECTION, GTcpConnection)

/* (transfer full) (nullable) */
GIOStream *rt_client_connection_new (RtPeerStream  *stream,
                                     GError       **error);

G_END_DECLS
