/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtClientResolver:
 *
 * A GProxyResolver that has connections which need no proxy go through RtClientProxy, to
 * where they were to go. To this machine none needs one, whatever the desktop says: a
 * proxy's loopback is another. Elsewhere it is as the desktop says, and a proxy of its is
 * a proxy.
 */
#define RT_TYPE_CLIENT_RESOLVER (rt_client_resolver_get_type ())
G_DECLARE_FINAL_TYPE (RtClientResolver, rt_client_resolver, RT, CLIENT_RESOLVER, GObject)

/* @others: (nullable): who is asked about other machines; %NULL: the desktop */
GProxyResolver *rt_client_resolver_new     (GProxyResolver   *others);
/* A connection that failed is told of as one to a proxy, and the user has none: gives
 * @error the words of a direct one. */
void            rt_client_resolver_clarify (RtClientResolver *self,
                                            GError           *error);

G_END_DECLS
