/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <librdkafka/rdkafka.h>

#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/* How a message is a record: the body is its value, the key its key; headers “type”, “id”,
 * “content-type”, “number” and “time” (microseconds) say the rest, where there is something to
 * say. Other people's records lack them. */

/* Hands @message over with @tag as its opaque; nothing of it is referred to afterwards. */
rd_kafka_resp_err_t rt_kafka_record_produce (rd_kafka_t               *kafka,
                                             rd_kafka_topic_t         *topic,
                                             const RtBusMessage       *message,
                                             guint64                   tag);
/* (transfer full) */
RtBusMessage       *rt_kafka_record_parse   (const rd_kafka_message_t *record);

G_END_DECLS
