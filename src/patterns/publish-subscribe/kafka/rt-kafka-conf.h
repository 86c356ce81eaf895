/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <librdkafka/rdkafka.h>

#include "patterns/publish-subscribe/kafka/rt-kafka-sockets.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

#define RT_KAFKA_DEFAULT_PORT 9092

/* How long the broker holds a fetch that finds nothing, unless the address has “wait”, in ms. */
#define RT_KAFKA_DEFAULT_WAIT_MS 500
/* What a consumer holds of messages that are not delivered yet. */
#define RT_KAFKA_MAX_FETCHED_KIB 16384
/* A member that is silent for longer is taken for gone, unless the address has “session”, in ms. */
#define RT_KAFKA_SESSION_TIMEOUT_MS 10000
/* How often the offsets that were acknowledged are committed. */
#define RT_KAFKA_COMMIT_INTERVAL_MS 250

/* Whether the files that it names can be read; in a thread, as that can wait. */
gboolean         rt_kafka_conf_check_files  (rd_kafka_conf_t        *conf,
                                             GError                **error);
/* NULL with %RT_BUS_ERROR_INVALID or _UNSUPPORTED. */
rd_kafka_conf_t *rt_kafka_conf_new_producer (GUri                   *address,
                                             RtKafkaSockets         *sockets,
                                             GError                **error);
/* @group NULL: it is no member of any. */
rd_kafka_conf_t *rt_kafka_conf_new_consumer (GUri                   *address,
                                             RtKafkaSockets         *sockets,
                                             const char             *group,
                                             gint64                  from,
                                             GError                **error);

G_END_DECLS
