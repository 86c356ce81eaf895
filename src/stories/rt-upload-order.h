/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The body that has `POST /upload` play an upload: {"title": …, "size": …}. So many bytes
 * at the most; what is longer is a file. */
#define RT_UPLOAD_ORDER_MAX_BYTES (64 * 1024)

/* Its title. (transfer full) */
char *rt_upload_order_parse (const char  *text,
                            gsize        length,
                            GError     **error);

G_END_DECLS
