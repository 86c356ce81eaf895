/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtAccess:
 *
 * Who may ask: hosts and origins. Loopback names and addresses with any port
 * always may; others when listed. The origin "null" may not.
 */
#define RT_TYPE_ACCESS (rt_access_get_type ())
G_DECLARE_FINAL_TYPE (RtAccess, rt_access, RT, ACCESS, GObject)

RtAccess *rt_access_new           (void);
/* Names or addresses, without scheme or port. */
void      rt_access_set_hosts     (RtAccess           *self,
                                   const char * const *hosts);
/* Origins as RFC 6454 section 6.2 writes them: "https://example.org:8443". */
void      rt_access_set_origins   (RtAccess           *self,
                                   const char * const *origins);
/* @host: the Host field's value, %NULL when there was none (HTTP/1.0). */
gboolean  rt_access_allows_host   (RtAccess           *self,
                                   const char         *host);
/* @origin: the Origin field's value, %NULL when there was none. */
gboolean  rt_access_allows_origin (RtAccess           *self,
                                   const char         *origin);

G_END_DECLS
