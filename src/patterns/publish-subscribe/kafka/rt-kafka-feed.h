/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/kafka/rt-kafka-handle.h"

G_BEGIN_DECLS

/* What may wait for the thread that hands it to librdkafka. */
#define RT_KAFKA_FEED_MAX_MESSAGES 2000
#define RT_KAFKA_FEED_MAX_BYTES    (4 * 1024 * 1024)

/**
 * RtKafkaReport:
 * @tag: of the message
 * @partition: where it is kept
 * @offset: there
 * @code: why it is not, or RD_KAFKA_RESP_ERR_NO_ERROR
 *
 * What became of a message.
 */
typedef struct {
  guint64             tag;
  int                 partition;
  gint64              offset;
  rd_kafka_resp_err_t code;
} RtKafkaReport;

/**
 * RtKafkaFeed:
 *
 * The thread of a producer: it hands messages to librdkafka and takes what that tells, so that the
 * loop never waits for one of its locks. Everything else here is called on the loop, which is told
 * through the producer's eventfd when there is something to take.
 */
typedef struct _RtKafkaFeed RtKafkaFeed;

/* Of @producer, whose work it is until rt_kafka_handle_stop(); unref it after that. */
RtKafkaFeed      *rt_kafka_feed_new         (RtKafkaHandle       *producer);
void              rt_kafka_feed_unref       (RtKafkaFeed         *self);
/* In the order of the calls. FALSE: there is no room now, rt_kafka_feed_has_room() will tell. */
gboolean          rt_kafka_feed_push        (RtKafkaFeed         *self,
                                             const char          *topic,
                                             RtBusMessage        *message,
                                             guint64              tag);
/* So much that it is worth going on. */
gboolean          rt_kafka_feed_has_room    (RtKafkaFeed         *self);
/* FALSE: there is none. */
gboolean          rt_kafka_feed_take_report (RtKafkaFeed         *self,
                                             RtKafkaReport       *report);
/* NULL: there is none. (transfer full) */
rd_kafka_event_t *rt_kafka_feed_take_error  (RtKafkaFeed         *self);

G_END_DECLS
