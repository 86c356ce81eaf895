/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

/**
 * RtRabbitPosition:
 * @from: an offset, %RT_BUS_FROM_BEGINNING or %RT_BUS_FROM_END; G_MININT64: nowhere yet
 * @since_us: 0: not by time; otherwise what was born before is passed over
 * @was: 0; or where it had come to in a log that has not come so far now
 * @is_own: it had come to @from, rather than was sent there
 *
 * Where a stream is read on.
 */
typedef struct {
  gint64   from;
  gint64   since_us;
  gint64   was;
  gboolean is_own;
} RtRabbitPosition;

#define RT_RABBIT_POSITION_INIT { G_MININT64, 0, 0, FALSE }

/* Whether it takes the stream's end to know where to go on; then tell where that is. */
gboolean rt_rabbit_position_needs_end    (const RtRabbitPosition *self);
void     rt_rabbit_position_take_end     (RtRabbitPosition       *self,
                                          gint64                  next);
/* The stream was deleted. */
void     rt_rabbit_position_lose         (RtRabbitPosition       *self);
/* x-stream-offset, as a consumer is to say it. */
void     rt_rabbit_position_fill         (const RtRabbitPosition *self,
                                          amqp_table_entry_t     *entry);
/* A stream begins with the chunk of messages that holds what was asked for: whether this one is before it. */
gboolean rt_rabbit_position_is_too_early (const RtRabbitPosition *self,
                                          const RtAmqpContent    *content);
/* It was delivered, and with @automatic acknowledged. Whether the log was made anew before it. */
gboolean rt_rabbit_position_take         (RtRabbitPosition       *self,
                                          gint64                  offset,
                                          gboolean                automatic);

G_END_DECLS
