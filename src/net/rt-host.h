/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One way to write each host and origin, so that they can be compared. %NULL for what is
 * none. (transfer full) (nullable) */
char *rt_host_normalize       (const char  *host);
char *rt_host_normalize_typed (const char  *text);
char *rt_host_normalize_field (const char  *value);
/* @host: (out) (transfer full) */
char *rt_origin_normalize     (const char  *origin,
                               char       **host);

G_END_DECLS
