/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-traffic.h"
#include "patterns/rt-message.h"

G_BEGIN_DECLS

/* What people read, one line each, the line's end included. */

/* Appends @text so that it can do nothing to a terminal: control characters and
 * those that turn the direction of writing are written as escapes. */
void  rt_text_append_safe (GString         *line,
                           const char      *text,
                           gsize            length);
/* Both (transfer full). */
char *rt_text_line_event  (RtMessage       *message);
char *rt_text_line_total  (const RtTraffic *traffic);

G_END_DECLS
