/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What a server that refuses says is wrong: RFC 9457, Problem Details for HTTP APIs. */

char    *rt_problem_parse       (const char          *text,
                                 gsize                length);
char    *rt_problem_dup_words   (SoupMessage         *message,
                                 GBytes              *body);
char    *rt_problem_describe    (SoupMessage         *message,
                                 GBytes              *body,
                                 const char          *uri);
gboolean rt_problem_is_one      (SoupMessage         *message);
void     rt_problem_read_async  (GInputStream        *stream,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
GBytes  *rt_problem_read_finish (GAsyncResult        *result);

G_END_DECLS
