/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-engine.h"

G_BEGIN_DECLS

/**
 * RtKafkaBus:
 *
 * Kafka, through librdkafka: `kafka://[USER:PASSWORD@]HOST[,HOST…][:PORT]/`, `kafkas://` over
 * TLS. In its query: `brokers=HOST:PORT,…` further ones to begin with, `tls=1`, `ca=FILE` what signed their
 * certificates, `sasl=PLAIN|SCRAM-SHA-256|SCRAM-SHA-512`, `wait=MS` how long they hold a fetch
 * that finds nothing, `session=MS` how long a member of a group may be silent.
 *
 * Its producer is idempotent: while it lives nothing is stored twice, also when the connection
 * was lost in between.
 */
#define RT_TYPE_KAFKA_BUS (rt_kafka_bus_get_type ())
G_DECLARE_FINAL_TYPE (RtKafkaBus, rt_kafka_bus, RT, KAFKA_BUS, RtBus)

G_END_DECLS
