/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"

G_BEGIN_DECLS

/**
 * RtPublishTotal:
 * @n_confirmed: messages
 * @n_unanswered: how often one was sent, got no answer and was sent again
 * @has_numbers: the server says them
 * @first: the first message's, if so
 * @last: the last one's
 *
 * What was published. All 0 at first.
 */
typedef struct {
  guint64  n_confirmed;
  guint64  n_unanswered;
  gboolean has_numbers;
  guint64  first;
  guint64  last;
} RtPublishTotal;

void rt_publish_total_add  (RtPublishTotal       *self,
                            gboolean              has_seq,
                            guint64               seq,
                            guint                 n_unanswered);
void rt_publish_total_tell (const RtPublishTotal *self,
                            RtConsole            *console,
                            gboolean              once,
                            gboolean              json,
                            gboolean              failed);

G_END_DECLS
