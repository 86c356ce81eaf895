/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The whole answer to a request that the guard refused, head and body
 * (application/problem+json, RFC 9457); the connection ends with it. (transfer full) */
GBytes *rt_refusal_encode (const GError *error);

/* What a status is called: libsoup 3.2 does not know all of those that are answered
 * here. */
const char *rt_refusal_get_phrase (guint status);

G_END_DECLS
