/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/kafka/rt-kafka-bus.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-handle.h"

G_BEGIN_DECLS

/* NULL while the bus is closed. (transfer none) */
RtKafkaHandle  *rt_kafka_bus_get_producer (RtKafkaBus        *self);
RtKafkaSockets *rt_kafka_bus_get_sockets  (RtKafkaBus        *self);

gboolean        rt_kafka_bus_check         (RtBus            *bus,
                                            GError          **error);
RtBusAbilities  rt_kafka_bus_get_abilities (RtBus            *bus);

/* What blocks, in a thread; see RtBusClass. */
void            rt_kafka_bus_declare      (RtBus             *bus,
                                           const RtBusTarget *target,
                                           GTask             *task);
void            rt_kafka_bus_remove       (RtBus             *bus,
                                           const RtBusTarget *target,
                                           GTask             *task);
void            rt_kafka_bus_measure      (RtBus             *bus,
                                           const RtBusTarget *target,
                                           const char        *group,
                                           GTask             *task);

G_END_DECLS
