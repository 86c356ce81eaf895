/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtPollingClient:
 *
 * What short and long polling share: one GET at a time, and what its answer means.
 *
 * A channel's answer (`{"events": […], "next": n, "gap": k}`) is read event by event,
 * and the next poll asks `after` it. Any other answer is one message; it is empty when
 * it is the same as the one before, has no content, or is 204 or 304.
 */
#define RT_TYPE_POLLING_CLIENT (rt_polling_client_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtPollingClient, rt_polling_client, RT, POLLING_CLIENT, RtClient)

#define RT_POLLING_MAX_ANSWER (32 * 1024 * 1024)

/* Properties:
 *   "use-etag" (boolean, default TRUE): says in If-None-Match what it has
 *   "max-answer" (uint, default RT_POLLING_MAX_ANSWER): bytes of an answer's body
 */
struct _RtPollingClientClass {
  RtClientClass parent_class;

  /* Adds to the request; returns how many ms it may take. */
  guint    (*prepare)  (RtPollingClient *self,
                        SoupMessage     *message);
  /* The answer was read and all in it delivered. It took @elapsed_us. */
  void     (*polled)   (RtPollingClient *self,
                        gboolean         empty,
                        gint64           elapsed_us);
  /* No answer in time; NULL: that is a failure. */
  void     (*timed_out) (RtPollingClient *self);
  /* Whether an error status only says that there is nothing new; NULL: none does. */
  gboolean (*is_empty_status) (guint status);

  gpointer padding[4];
};

/* Sends one request, unless one is under way: FALSE. */
gboolean rt_polling_client_poll (RtPollingClient *self);

G_END_DECLS
