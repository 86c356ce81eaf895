/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/request-response/rt-post-retry.h"
#include "patterns/request-response/rt-request-client.h"
#include "patterns/rt-ticking.h"

G_BEGIN_DECLS

/* Shared by the files that make RtRequestClient, by nobody else: rt-request-client.c (the
 * object, what it asks by GET), rt-request-client-posts.c (what it posts). */

struct _RtRequestClient {
  RtClient      parent_instance;

  guint         timeout_ms;
  GCancellable *opening;
  RtTicking     ticking;
  gboolean      asking;         /* a GET is under way */
  gint64        asked_us;
  GQueue        waiting;        /* GBytes to be posted, the first being so */
  gint64        posted_us;
  RtPostRetry   retry;          /* of the first that waits */
};

void     rt_request_client_take_answer (RtRequestClient      *self,
                                        SoupMessage          *message,
                                        GBytes               *body,
                                        gint64                began_us);
void     rt_request_client_fetch       (RtRequestClient      *self,
                                        SoupMessage          *message,
                                        GAsyncReadyCallback   callback);
gboolean rt_request_client_send        (RtClient             *client,
                                        GBytes               *data,
                                        gboolean              binary,
                                        GError              **error);

G_END_DECLS
