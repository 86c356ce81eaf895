/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): that the file @name cannot be read, why, and what to do about it */
char   *rt_file_dup_words      (const char    *name,
                                const GError  *error);
/* Waits for the disk: for threads alone. (transfer full) */
GBytes *rt_file_read_beginning (GFile         *file,
                                gsize          most,
                                GCancellable  *cancellable,
                                GError       **error);

G_END_DECLS
