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
#define RT_TYPE_POST_PUBLISHER (rt_post_publisher_get_type ())
G_DECLARE_FINAL_TYPE (RtPostPublisher, rt_post_publisher, RT, POST_PUBLISHER, RtPublisher)

RtPublisher *rt_post_publisher_new (GUri               *url,
                                    const char         *type,
                                    const char * const *headers);

G_END_DECLS
