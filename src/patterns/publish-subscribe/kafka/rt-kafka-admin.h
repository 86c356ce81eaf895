/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/kafka/rt-kafka-offsets.h"

G_BEGIN_DECLS

/* The Admin API, waited for: in a thread, never on the loop. */

/* Makes the topic @target, or makes sure that it is as @target says: %RT_BUS_ERROR_MISMATCH. */
gboolean rt_kafka_admin_create        (rd_kafka_t         *kafka,
                                       const RtBusTarget  *target,
                                       GError            **error);
gboolean rt_kafka_admin_delete        (rd_kafka_t         *kafka,
                                       const RtBusTarget  *target,
                                       GError            **error);
/* Whether the topic, which exists, has the retention of @target. */
gboolean rt_kafka_admin_check_retention (rd_kafka_t        *kafka,
                                       const RtBusTarget  *target,
                                       GError            **error);
/* Sets the offset of each to where @group goes on; RD_KAFKA_OFFSET_INVALID nowhere yet. */
gboolean rt_kafka_admin_get_committed (rd_kafka_t         *kafka,
                                       const char         *group,
                                       RtKafkaPartitions  *partitions,
                                       GError            **error);
/* Asks, with @submit, and waits. (transfer full); NULL with an error */
typedef void (*RtKafkaSubmit) (rd_kafka_t              *kafka,
                               gconstpointer            what,
                               rd_kafka_AdminOptions_t *options,
                               rd_kafka_queue_t        *queue);
rd_kafka_event_t *rt_kafka_admin_ask  (rd_kafka_t         *kafka,
                                       rd_kafka_admin_op_t operation,
                                       RtKafkaSubmit       submit,
                                       gconstpointer       what,
                                       GError            **error);

G_END_DECLS
