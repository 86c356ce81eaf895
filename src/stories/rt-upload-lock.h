/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Folders that belong to one process each, for as long as it lives. For threads: these
 * block, but for the last. */
int  rt_upload_lock             (const char *folder,
                                 int         operation);
void rt_upload_lock_remove      (const char *folder);
void rt_upload_lock_sweep_async (const char *parent);

G_END_DECLS
