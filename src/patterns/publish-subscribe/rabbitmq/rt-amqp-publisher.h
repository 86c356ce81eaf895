/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"
#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/**
 * RtAmqpPublisher:
 *
 * A channel in confirm mode for the messages to one exchange: where that is missing or refused,
 * the broker closes the channel, and does not say for which message.
 */
typedef struct _RtAmqpPublisher RtAmqpPublisher;

/* What became of a message; from a turn of the connection. */
typedef void (*RtAmqpConfirmed) (guint64       tag,
                                 const GError *error,
                                 gpointer      user_data);

RtAmqpPublisher *rt_amqp_publisher_new     (RtAmqpConnection   *connection,
                                            const char         *exchange,
                                            RtAmqpConfirmed     confirmed,
                                            gpointer            user_data);
void             rt_amqp_publisher_free    (RtAmqpPublisher    *self);
void             rt_amqp_publisher_publish (RtAmqpPublisher    *self,
                                            const char         *routing_key,
                                            RtBusMessage       *message,
                                            guint64             tag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtAmqpPublisher, rt_amqp_publisher_free)

G_END_DECLS
