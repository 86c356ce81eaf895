/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtSoak:
 *
 * Holds what GLib keeps of memory that was freed, so that whoever allocates now has to take new memory
 * for it, which can be counted. Before GLib 2.76 slices are kept in caches of their own.
 */
typedef struct _RtSoak RtSoak;

/* In a thread. */
void    rt_soak_new_async  (GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data);
/* NULL: it was cancelled. (transfer full) (nullable) */
RtSoak *rt_soak_new_finish (GAsyncResult         *result,
                            GError              **error);
/* In a thread as well. */
void    rt_soak_free       (RtSoak               *self);

G_END_DECLS
