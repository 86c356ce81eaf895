/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtSha256:
 *
 * The SHA-256 (FIPS 180-4) of what comes piece by piece, computed by OpenSSL, which uses the
 * processor's instructions for it; GChecksum has none. One thread at a time may have it.
 */
typedef struct _RtSha256 RtSha256;

/* Why there is none: the code is OpenSSL's own. */
#define RT_SHA256_ERROR (rt_sha256_error_quark ())
GQuark rt_sha256_error_quark (void);

RtSha256 *rt_sha256_new    (void);
void      rt_sha256_free   (RtSha256       *self);
gboolean  rt_sha256_update (RtSha256       *self,
                            gconstpointer   data,
                            gsize           size,
                            GError        **error);
/* The last that is done with it. */
char     *rt_sha256_finish (RtSha256       *self,
                            GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtSha256, rt_sha256_free)

G_END_DECLS
