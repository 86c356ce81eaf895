/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/kafka/rt-kafka-handle.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-offsets.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"

G_BEGIN_DECLS

/* What may be read ahead of the loop; librdkafka holds what is more, or does not fetch it. */
#define RT_KAFKA_READER_MAX_MESSAGES 1000
#define RT_KAFKA_READER_MAX_BYTES    (4 * 1024 * 1024)

/**
 * RtKafkaRead:
 * @delivery: (nullable): what came in, with its partition and offset
 * @code: without it, what went wrong
 * @words: of librdkafka about @code
 *
 * What a consumer read.
 */
typedef struct {
  RtBusDelivery      *delivery;
  rd_kafka_resp_err_t code;
  char               *words;
} RtKafkaRead;

/**
 * RtKafkaReader:
 *
 * The thread of a consumer: it takes messages from librdkafka and stores offsets there, so that the
 * loop never waits for one of its locks. Where nothing else is said, called on the loop, which is
 * told through the consumer's eventfd when there is something to take.
 */
typedef struct _RtKafkaReader RtKafkaReader;

/* Of @consumer, whose work it is until rt_kafka_handle_stop(). Any thread refs and unrefs it, while it
 * has @consumer. */
RtKafkaReader *rt_kafka_reader_new       (RtKafkaHandle     *consumer);
RtKafkaReader *rt_kafka_reader_ref       (RtKafkaReader     *self);
void           rt_kafka_reader_unref     (RtKafkaReader     *self);
/* FALSE: there is none, and @read is unset. Otherwise rt_kafka_read_clear() it. */
gboolean       rt_kafka_reader_take      (RtKafkaReader     *self,
                                          RtKafkaRead       *read);
void           rt_kafka_read_clear       (RtKafkaRead       *read);
/* What was read and not taken. */
void           rt_kafka_reader_discard   (RtKafkaReader     *self);
/* To be committed with the next commit; also when the work is over already. */
void           rt_kafka_reader_store     (RtKafkaReader     *self,
                                          const RtKafkaPartitions *offsets);
/* Reads and stores nothing, from when rt_kafka_reader_settle() returns until it goes on. */
void           rt_kafka_reader_pause     (RtKafkaReader     *self);
void           rt_kafka_reader_go_on     (RtKafkaReader     *self);
/* In a thread, for it can wait: after rt_kafka_reader_pause(). Stores what was to be stored. */
void           rt_kafka_reader_settle    (RtKafkaReader     *self);

G_END_DECLS
