/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/kafka/rt-kafka-handle.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-move.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-places.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-reader.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-subscription.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"

G_BEGIN_DECLS

struct _RtKafkaSubscription {
  RtBusSubscription parent_instance;

  RtKafkaHandle    *consumer;
  RtKafkaReader    *reader;     /* of the consumer */
  RtKafkaPlaces    *places;
  gboolean          is_made;    /* the consumer */
  gboolean          begun;      /* the bus is open, and it is to be active */
  gboolean          has_place;  /* it was told what to read, or that there is nothing for it */
  gboolean          moving;     /* nothing is delivered until the thread is done */
  guint             epoch;      /* of its partitions and of its place in them */
};

const char             *rt_kafka_subscription_get_topic          (RtKafkaSubscription *self);
const RtBusSubscribing *rt_kafka_subscription_get_how            (RtKafkaSubscription *self);
/* To be committed with the next commit. */
void                    rt_kafka_subscription_store_acknowledged (RtKafkaSubscription *self);
void                    rt_kafka_subscription_drop_consumer      (RtKafkaSubscription *self);
/* It is begun again later. */
void                    rt_kafka_subscription_fail               (RtKafkaSubscription *self,
                                                                  const GError        *error);

/* What it reads, and from where. */
void                    rt_kafka_subscription_go_on              (RtKafkaSubscription *self);
void                    rt_kafka_subscription_take_rebalance     (RtKafkaSubscription *self,
                                                                  rd_kafka_event_t    *event);
void                    rt_kafka_subscription_seek               (RtBusSubscription   *subscription,
                                                                  int                  partition,
                                                                  gint64               offset,
                                                                  GTask               *task);
void                    rt_kafka_subscription_seek_time          (RtBusSubscription   *subscription,
                                                                  gint64               time_us,
                                                                  GTask               *task);

/* What comes in; a RtKafkaDrain. */
gboolean                rt_kafka_subscription_drain              (gint64               until,
                                                                  gpointer             user_data);

G_END_DECLS
