/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-publisher.h"

G_BEGIN_DECLS

/**
 * RtPostPublisher:
 *
 * Publishes each message by a POST of its own, one after the other on a connection
 * that is kept; the answer confirms it.
 */

/* How often a message is sent again that has a key, where nothing else is said. */
#define RT_POST_PUBLISHER_RETRIES     5
#define RT_POST_PUBLISHER_MAX_RETRIES 100

#define RT_TYPE_POST_PUBLISHER (rt_post_publisher_get_type ())
G_DECLARE_FINAL_TYPE (RtPostPublisher, rt_post_publisher, RT, POST_PUBLISHER, RtPublisher)

RtPublisher *rt_post_publisher_new (GUri               *url,
                                    const char         *type,
                                    const char * const *headers);
/* A message whose answer is lost is sent again, so often; with a key it is published once. */
void         rt_post_publisher_set_retries (RtPostPublisher *self,
                                            guint            retries,
                                            gboolean         with_keys);

G_END_DECLS
