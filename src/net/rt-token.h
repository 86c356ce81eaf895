/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What machines other than one's own show to be let in: a bearer token (RFC 6750). */

#define RT_TOKEN_MIN_LENGTH 16
#define RT_TOKEN_MAX_LENGTH 128

/* A random one of 32 characters, 128 bits. (transfer full) */
char     *rt_token_new     (void);
/* Whether @token is long enough to guard anything, and can be sent in a field. */
gboolean  rt_token_is_good (const char *token);
/* In a time that does not tell how much of @given is right. */
gboolean  rt_token_equal   (const char *token,
                            const char *given);

G_END_DECLS
