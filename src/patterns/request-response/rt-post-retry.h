/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "patterns/rt-backoff.h"

G_BEGIN_DECLS

/**
 * RtPostRetry:
 * @max: how often each is sent again at the most
 * @n_sent: how often this one was sent
 *
 * A POST whose answer may be lost, and when it is sent again. Zero it to begin with.
 */
typedef struct {
  guint     max;
  guint     n_sent;
  RtBackoff backoff;   /* private */
  GSource  *source;    /* private: until it is sent again */
} RtPostRetry;

void     rt_post_retry_begin      (RtPostRetry  *self,
                                   guint         base_ms);
void     rt_post_retry_follow     (RtPostRetry  *self,
                                   SoupMessage  *message);
gboolean rt_post_retry_was_lost   (RtPostRetry  *self,
                                   SoupMessage  *message,
                                   const GError *error);
gboolean rt_post_retry_is_allowed (RtPostRetry  *self);
void     rt_post_retry_start      (RtPostRetry  *self,
                                   guint         at_least_ms,
                                   GSourceFunc   func,
                                   gpointer      user_data);
gboolean rt_post_retry_is_waiting (RtPostRetry  *self);
void     rt_post_retry_stop       (RtPostRetry  *self);

G_END_DECLS
