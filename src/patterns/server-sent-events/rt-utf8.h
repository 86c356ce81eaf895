/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends @bytes to @text as valid UTF-8. */
void rt_utf8_append_decoded (GString    *text,
                             const char *bytes,
                             gsize       length);

G_END_DECLS
