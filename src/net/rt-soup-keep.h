/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * rt_soup_keep_connections:
 * @server: a server that is given its connections with soup_server_accept_iostream()
 * @error: return location for an error
 *
 * Has @server keep connections open from one request to the next. libsoup closes
 * each after its first answer where a server listens on nothing itself; so it is
 * given one end of a pair of sockets to listen on, on which nobody ever calls.
 *
 * Call it again after soup_server_disconnect().
 *
 * Returns: %FALSE when the process may open no more descriptors
 */
gboolean rt_soup_keep_connections (SoupServer  *server,
                                   GError     **error);

/* For @message, before it is sent: an answer that never has a body, 204 or 304, does not
 * end its connection. libsoup 3.2 takes one without Content-Length for one that the
 * connection's end delimits. */
void     rt_soup_keep_connection_of (SoupMessage *message);

G_END_DECLS
