/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* One request and its whole answer, bounded in bytes and in time. */
void    rt_fetch_async  (SoupSession         *session,
                         SoupMessage         *message,
                         gsize                limit,
                         guint                timeout_ms,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data);
GBytes *rt_fetch_finish (GAsyncResult        *result,
                         SoupMessage        **message,
                         GError             **error);

G_END_DECLS
