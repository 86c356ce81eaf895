/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For how long such a certificate is good, seconds: longer than any experiment. */
#define RT_RUN_CERTIFICATE_SECONDS (7 * 24 * 3600)

/* A key and a certificate of this machine's loopback addresses, signed by itself, in memory alone.
 * %NULL with a #GTlsError. (transfer full) */
GTlsCertificate *rt_run_certificate_new (GError **error);

G_END_DECLS
