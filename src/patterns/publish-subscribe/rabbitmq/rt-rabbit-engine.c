/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-engine.h"

#ifdef HAVE_RABBITMQ
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-bus.h"
#define GET_TYPE rt_rabbit_bus_get_type
#else
#define GET_TYPE NULL
#endif

const RtBusEngine rt_rabbit_engine = { .scheme = "amqp", .name = "RabbitMQ", .get_type = GET_TYPE };
const RtBusEngine rt_rabbit_tls_engine = { .scheme = "amqps", .name = "RabbitMQ", .get_type = GET_TYPE };
