/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

gboolean rt_post_answer_get_seq          (const char  *answer,
                                          gsize        length,
                                          guint64     *seq);
GError  *rt_post_answer_describe_refusal (SoupMessage *message,
                                          const char  *answer,
                                          gsize        length);
/* @n_sent: how often it was, all told. (transfer full) */
GError  *rt_post_answer_describe_none    (const char  *url,
                                          guint        n_sent);

G_END_DECLS
