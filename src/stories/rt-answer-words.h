/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many characters of a server's own words are repeated. */
#define RT_ANSWER_WORDS_MAX 300

/* "413 Payload Too Large", and what the server says about it, if it says it in words.
 * @type, @body: nullable. (transfer full) */
char *rt_answer_words (guint       status,
                       const char *phrase,
                       const char *type,
                       GBytes     *body);

G_END_DECLS
