/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <librdkafka/rdkafka.h>

#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/* What asks the brokers, and waits for them: in a thread, never on the loop. */

/* How long each question may take, in ms. */
#define RT_KAFKA_ANSWER_TIMEOUT_MS 10000

typedef rd_kafka_topic_partition_list_t RtKafkaPartitions;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtKafkaPartitions, rd_kafka_topic_partition_list_destroy)

/* All of @topic; NULL with %RT_BUS_ERROR_NOT_FOUND or another error. (transfer full) */
RtKafkaPartitions *rt_kafka_offsets_list       (rd_kafka_t         *kafka,
                                                const char         *topic,
                                                GError            **error);
/* The lowest offset kept in each, and the one that the next message will have. */
gboolean           rt_kafka_offsets_get_bounds (rd_kafka_t         *kafka,
                                                RtKafkaPartitions  *partitions,
                                                GArray             *first,
                                                GArray             *next,
                                                GError            **error);
/* Where each stands at RT_BUS_FROM_BEGINNING or RT_BUS_FROM_END is set to its offset, and what lies
 * outside of what is kept to the next that is kept. */
gboolean           rt_kafka_offsets_resolve    (rd_kafka_t         *kafka,
                                                RtKafkaPartitions  *partitions,
                                                GError            **error);
/* Each to its first message born at @time_us or later. */
gboolean           rt_kafka_offsets_find_time  (rd_kafka_t         *kafka,
                                                RtKafkaPartitions  *partitions,
                                                gint64              time_us,
                                                GError            **error);

G_END_DECLS
