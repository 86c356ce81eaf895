/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * RtEarlyAnswer:
 *
 * Looks whether a server answers while it is still being sent to, as RFC 9110 section
 * 10.1.1 and RFC 9112 section 9.3 let it: libsoup reads only when it has sent everything,
 * and by then who refused may have closed the connection.
 */
typedef struct _RtEarlyAnswer RtEarlyAnswer;

/* How much of it is looked at, in bytes. */
#define RT_EARLY_ANSWER_MAX 4096

/* @func: the server refuses, with a status of 300 or above; called once at the most. */
RtEarlyAnswer *rt_early_answer_new        (SoupMessage   *message,
                                           void         (*func) (gpointer user_data),
                                           gpointer       user_data);
void           rt_early_answer_free       (RtEarlyAnswer *self);
/* 0: there was none. */
guint          rt_early_answer_get_status (RtEarlyAnswer *self);
const char    *rt_early_answer_get_phrase (RtEarlyAnswer *self);
/* (transfer none) (nullable) */
const char    *rt_early_answer_get_type   (RtEarlyAnswer *self);
/* What had come of its body. (transfer full) */
GBytes        *rt_early_answer_dup_body   (RtEarlyAnswer *self);

G_END_DECLS
