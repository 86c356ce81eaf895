/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-poll-answer.h"
#include "patterns/rt-polling-client.h"

G_BEGIN_DECLS

/* Shared by the two files that make RtPollingClient, by nobody else:
 * rt-polling-client.c (the object and its requests) and
 * rt-polling-client-answers.c (what an answer means). */

typedef struct {
  gboolean      use_etag;
  guint         max_answer;

  GCancellable *opening;
  gboolean      busy;
  gint64        started_us;
  char         *etag;
  GBytes       *last_body;   /* of an answer that is no channel's */

  guint         status;      /* of the answer being read */
  GBytes       *body;
  RtPollAnswer  answer;
  GSource      *continuing;  /* delivers on in the next turn */
} RtPollingClientPrivate;

RtPollingClientPrivate *rt_polling_client_get_private (RtPollingClient *self);
void rt_polling_client_read_answer       (RtPollingClient *self,
                                          SoupMessage     *message);
void rt_polling_client_clear_continuing  (RtPollingClient *self);

G_END_DECLS
