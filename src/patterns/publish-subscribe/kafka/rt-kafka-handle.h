/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <librdkafka/rdkafka.h>

#include "patterns/publish-subscribe/rt-bus.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-sockets.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-source.h"

G_BEGIN_DECLS

/**
 * RtKafkaHandle:
 *
 * A handle of librdkafka with what its threads tell the main context. Reference counted, any
 * thread; closing and destroying it, which can block, is done in a thread once the last
 * reference is gone.
 */
typedef struct _RtKafkaHandle RtKafkaHandle;

/* In a thread of its own. TRUE: there is more. */
typedef gboolean (*RtKafkaWork) (gpointer user_data);

/* Takes @conf; NULL with an error. Made by the thread of rt_kafka_handle_start_work(), as that can
 * take a tenth of a second; then whoever listens is told, and may use what is gotten from it. A consumer joins
 * the group of @conf over the topic @joined, if any. */
RtKafkaHandle *rt_kafka_handle_new          (rd_kafka_type_t   type,
                                             rd_kafka_conf_t  *conf,
                                             const char       *joined,
                                             RtKafkaSockets   *sockets,
                                             GError          **error);
RtKafkaHandle *rt_kafka_handle_ref          (RtKafkaHandle    *self);
void           rt_kafka_handle_unref        (RtKafkaHandle    *self);
gboolean       rt_kafka_handle_is_made      (RtKafkaHandle    *self);
/* Why it could not be made; NULL: it is, or is being made. (transfer none) */
const GError  *rt_kafka_handle_get_error    (RtKafkaHandle    *self);
/* NULL until it is made, as are its queues. */
rd_kafka_t    *rt_kafka_handle_get          (RtKafkaHandle    *self);
/* What it tells of itself: delivery reports, errors, rebalances. (transfer none) */
rd_kafka_queue_t *rt_kafka_handle_get_control (RtKafkaHandle  *self);
/* Of a consumer, where its partitions' messages are to be forwarded, so that they can wait while
 * what it tells of itself is taken. (transfer none) */
rd_kafka_queue_t *rt_kafka_handle_get_messages (RtKafkaHandle *self);
/* Of the thread-default main context, at RT_PRIORITY_IO: @drain whenever a consumer's control queue got
 * something, rt_kafka_handle_tell() was called, or rt_kafka_handle_wake(). */
void           rt_kafka_handle_listen       (RtKafkaHandle    *self,
                                             RtKafkaDrain      drain,
                                             gpointer          user_data);
void           rt_kafka_handle_stop         (RtKafkaHandle    *self);
/* Any thread. */
void           rt_kafka_handle_tell         (RtKafkaHandle    *self);
/* Once at most: a thread that makes it, unless it was stopped already, and does @work whenever a producer's control queue or a consumer's
 * messages got something, or rt_kafka_handle_wake_work() was called, until rt_kafka_handle_stop(),
 * which does not wait for it. @free_data is called in it; it has a reference to @self meanwhile. */
void           rt_kafka_handle_start_work   (RtKafkaHandle    *self,
                                             const char       *name,
                                             RtKafkaWork       work,
                                             gpointer          user_data,
                                             GDestroyNotify    free_data);
/* Any thread. */
void           rt_kafka_handle_wake_work    (RtKafkaHandle    *self);
void           rt_kafka_handle_wake         (RtKafkaHandle    *self);
/* Again in @delay_ms; for what nothing wakes. */
void           rt_kafka_handle_wake_in      (RtKafkaHandle    *self,
                                             guint             delay_ms);
/* Brokers that a connection is open to, and let us in; none before it is made. */
guint          rt_kafka_handle_get_n_up     (RtKafkaHandle    *self);
/* Attempts to connect that failed since a broker was up last, and brokers that are known. */
guint          rt_kafka_handle_get_n_failed (RtKafkaHandle    *self);
guint          rt_kafka_handle_get_n_brokers (RtKafkaHandle   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtKafkaHandle, rt_kafka_handle_unref)

G_END_DECLS
