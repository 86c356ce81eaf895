/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtAccess:
 *
 * Who may ask: hosts and origins. Loopback names and addresses with any port
 * always may; others when listed. The origin "null" may not. Who is not on this machine
 * needs a token besides.
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
/* This machine's own, as hosts and in origins. */
void      rt_access_set_names     (RtAccess           *self,
                                   const char * const *names);
/* %NULL: only loopback is let in. */
void      rt_access_set_token     (RtAccess           *self,
                                   const char         *token);
/* Whether the setters above would take @text. */
gboolean  rt_access_is_host       (const char         *text);
gboolean  rt_access_is_origin     (const char         *text);
/* @host: the Host field's value, %NULL when there was none (HTTP/1.0).
 * @local: the address of ours that was connected to, %NULL for loopback. */
gboolean  rt_access_allows_host   (RtAccess           *self,
                                   const char         *host,
                                   GInetAddress       *local);
/* @origin: the Origin field's value, %NULL when there was none. */
gboolean  rt_access_allows_origin (RtAccess           *self,
                                   const char         *origin,
                                   GInetAddress       *local);
/* @authorization: the field's value; @token: the query's. */
gboolean  rt_access_allows_peer   (RtAccess           *self,
                                   GInetAddress       *remote,
                                   const char         *authorization,
                                   const char         *token);

G_END_DECLS
