/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-engine.h"

#ifdef HAVE_KAFKA
#include "patterns/publish-subscribe/kafka/rt-kafka-bus.h"
#define GET_TYPE rt_kafka_bus_get_type
#else
#define GET_TYPE NULL
#endif

const RtBusEngine rt_kafka_engine = { .scheme = "kafka", .name = "Kafka", .get_type = GET_TYPE };
const RtBusEngine rt_kafkas_engine = { .scheme = "kafkas", .name = "Kafka", .get_type = GET_TYPE };
