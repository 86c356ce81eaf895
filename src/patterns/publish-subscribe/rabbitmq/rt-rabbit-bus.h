/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-connection.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"

G_BEGIN_DECLS

/* Exchanges a bus publishes to: each has a channel. */
#define RT_RABBIT_MAX_EXCHANGES 200

/**
 * RtRabbitBus:
 *
 * A bus that is RabbitMQ: queues of AMQP 0-9-1, and logs that are its stream queues. It has two
 * connections, because the broker stops reading one that publishes while it is short of memory,
 * and with it the acknowledgements that would empty its queues: the second is made when something
 * is published for the first time.
 */
#define RT_TYPE_RABBIT_BUS (rt_rabbit_bus_get_type ())
G_DECLARE_FINAL_TYPE (RtRabbitBus, rt_rabbit_bus, RT, RABBIT_BUS, RtBus)

/* For subscriptions: the connection that does not publish. (transfer none) (nullable) */
RtAmqpConnection *rt_rabbit_bus_get_connection (RtRabbitBus *self);
/* A subscription has begun, or ended: what it holds is known. */
void              rt_rabbit_bus_add_consumer    (RtRabbitBus       *self,
                                                 RtBusSubscription *consumer);
void              rt_rabbit_bus_remove_consumer (RtRabbitBus       *self,
                                                 RtBusSubscription *consumer);

G_END_DECLS
