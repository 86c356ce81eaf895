/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer-stream.h"

G_BEGIN_DECLS

/**
 * RtClientProxy:
 *
 * How libsoup's client comes to run over streams of ours: GSocketClient lets a GProxy
 * replace the connection it opened. This one negotiates nothing. RtClientResolver asks
 * for it, with URIs of the scheme RT_CLIENT_PROXY_SCHEME.
 */
#define RT_TYPE_CLIENT_PROXY (rt_client_proxy_get_type ())
G_DECLARE_FINAL_TYPE (RtClientProxy, rt_client_proxy, RT, CLIENT_PROXY, GObject)

#define RT_CLIENT_PROXY_SCHEME "roundtrip"

/* Makes it known to GIO, the first time. */
void     rt_client_proxy_register   (void);
/* Whether @connection, on its way to being used, is for the proxy. */
gboolean rt_client_proxy_wants      (GSocketConnection *connection);
/* To be called right before GIO asks the proxy (G_SOCKET_CLIENT_PROXY_NEGOTIATING):
 * what is to take the place of @connection. */
void     rt_client_proxy_set_stream (GSocketConnection *connection,
                                     RtPeerStream      *stream);
/* Likewise: the connect is to fail as a refused one. */
void     rt_client_proxy_refuse     (GSocketConnection *connection);

G_END_DECLS
