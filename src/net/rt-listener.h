/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtListener:
 *
 * Listening sockets of our own for one port, 127.0.0.1 and [::1] with the same
 * number, backlog RT_LISTENER_BACKLOG. Accepts through the RtPoller, in slices.
 * TCP_NODELAY is set on every connection.
 */
#define RT_TYPE_LISTENER (rt_listener_get_type ())
G_DECLARE_FINAL_TYPE (RtListener, rt_listener, RT, LISTENER, GObject)

#define RT_LISTENER_BACKLOG 1024

/* Signal "accepted" (GSocketConnection). */

/* As @addresses: all that this machine has, in IPv6 as well where there is that. */
extern const char * const rt_listener_everywhere[];

/* Listens on @addresses (%NULL: both loopback addresses; one without IPv6 does
 * with 127.0.0.1) at @port, 0 for a free one. Errors: G_IO_ERROR_ADDRESS_IN_USE,
 * named in words that include the port. */
RtListener *rt_listener_new      (const char * const  *addresses,
                                  guint16              port,
                                  GError             **error);
guint16     rt_listener_get_port (RtListener          *self);
/* Like "http://127.0.0.1:2000/", the first address. (transfer full) */
char       *rt_listener_dup_uri  (RtListener          *self);
void        rt_listener_close    (RtListener          *self);

/* How many connections the process may hold open, from RLIMIT_NOFILE (raised to
 * its hard limit first) less a reserve for everything else; servers get half,
 * because the application's own clients are the other ends. */
guint       rt_listener_get_connection_limit (void);

G_END_DECLS
