/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GUri *rt_uri_with_parameter (GUri       *uri,
                             const char *name,
                             const char *value);
GUri *rt_uri_with_number    (GUri       *uri,
                             const char *name,
                             guint64     value);
gboolean rt_uri_is_encrypted (const char *scheme);
char *rt_uri_move           (const char *text,
                             const char *from,
                             const char *to);
char *rt_uri_dup_shown      (const char *text);
void rt_uri_cover_passwords (char       *text);

G_END_DECLS
