/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"
#include "patterns/rt-json-scan.h"

G_BEGIN_DECLS

/**
 * RtPollAnswer:
 * @next: what to say in `after` the next time
 * @gap: how many events are gone before the first, -1 unknown
 *
 * The codec of polling, read side: `{"events": […], "next": n, "gap": k}` of a
 * channel, read event by event.
 */
typedef struct {
  guint64    next;
  gint64     gap;
  RtJsonScan events;
} RtPollAnswer;

typedef enum {
  RT_POLL_ANSWER_EVENT,
  RT_POLL_ANSWER_END,
  RT_POLL_ANSWER_BROKEN,
} RtPollAnswerItem;

gboolean         rt_poll_answer_parse    (RtPollAnswer  *self,
                                          GBytes        *body);
gboolean         rt_poll_answer_is_empty (RtPollAnswer  *self);
RtPollAnswerItem rt_poll_answer_next     (RtPollAnswer  *self,
                                          RtMessage    **message,
                                          guint64       *prev);

G_END_DECLS
