/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-frame-meter.h"
#include "net/rt-guard-chunks.h"

G_BEGIN_DECLS

/**
 * RtAnswerWatch:
 *
 * Looks on while a client receives answers (RFC 9112), for as much as it takes to say at
 * the end of the connection whether that cut one off: libsoup 3.2 takes half a head, and
 * half a chunked body, for a whole one; and how many pings came once it is a WebSocket. A plain
 * structure; all zero is its beginning.
 */
typedef struct {
  guint   phase;
  guint   matched;      /* of what a head begins with */
  gsize   column;       /* in the line of a head */
  char    line[48];     /* its beginning, in lower case */
  guint   status;
  RtGuardChunks chunks;
  RtFrameMeter  frames;       /* behind 101 */
  guint   is_chunked : 1;     /* until the last chunk */
  guint   has_body : 1;       /* some of the chunks came */
  guint   is_first_line : 1;
} RtAnswerWatch;

/* Bytes of one arrival, in order. */
void     rt_answer_watch_see       (RtAnswerWatch *self,
                                    const char    *bytes,
                                    gsize          length);
/* The connection has ended: was that in the middle of an answer? */
gboolean rt_answer_watch_is_within (RtAnswerWatch *self);

G_END_DECLS
