/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-pattern.h"

G_BEGIN_DECLS

/* How `watch` finds out what a URL speaks.
 *
 * There is no separate probe, which would open a stream only to throw it away: an
 * http URL is asked for an event stream by the event stream's own client, and where
 * that is what comes, it stays. Where something else comes, its status and content
 * type say what to go on with; that costs the one answer. */

/* What to try first. */
const RtPattern *rt_detect_first (GUri       *url);
/* What to go on with after the first try was answered with @status and
 * @content_type (%NULL none). %NULL: the answer is final. */
const RtPattern *rt_detect_next  (guint       status,
                                  const char *content_type);

G_END_DECLS
