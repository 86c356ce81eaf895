/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"

G_BEGIN_DECLS

/* @first: the offset of the oldest message; @next: one more than that of the newest; both 0: it has
 * none. With @error neither; @lost: the connection is. */
typedef void (*RtRabbitFound) (gint64        first,
                               gint64        next,
                               const GError *error,
                               gboolean      lost,
                               gpointer      user_data);

/**
 * RtRabbitEnds:
 *
 * Looks where a stream begins and ends, once. It lives until it has found out, or is cancelled.
 */
typedef struct _RtRabbitEnds RtRabbitEnds;

/* Calls back later, or on failure at once. (transfer none) (nullable) */
RtRabbitEnds *rt_rabbit_ends_find   (RtAmqpConnection *connection,
                                     const char       *name,
                                     RtRabbitFound     found,
                                     gpointer          user_data);
void          rt_rabbit_ends_cancel (RtRabbitEnds     *self);

G_END_DECLS
