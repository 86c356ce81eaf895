/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "patterns/publish-subscribe/kafka/rt-kafka-handle.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-offsets.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-reader.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

typedef enum {
  RT_KAFKA_MOVE_TAKE,     /* the partitions that were assigned; all of the topic where there is no group */
  RT_KAFKA_MOVE_GIVE_UP,  /* all partitions */
  RT_KAFKA_MOVE_SEEK,     /* to the offsets said, or RT_BUS_FROM_BEGINNING, RT_BUS_FROM_END */
  RT_KAFKA_MOVE_TIME,     /* to the first message of each born at a time */
  RT_KAFKA_MOVE_RESUME,   /* to the offsets said, and no others */
} RtKafkaMoveKind;

/**
 * RtKafkaMove:
 *
 * What a consumer asks its brokers when its partitions or its place in them change, done in a
 * thread. It ends with where each partition goes on.
 */
typedef struct {
  RtKafkaMoveKind    kind;
  RtKafkaHandle     *handle;
  RtKafkaReader     *reader;      /* paused */
  RtKafkaPartitions *partitions;  /* NULL: all */
  char              *topic;
  gboolean           has_group;
  gint64             from;        /* where there is no offset yet */
  int                partition;   /* without a group: this one alone; -1 all */
  gint64             time_us;
  gboolean           done;        /* the consumer goes on elsewhere */
  GTask             *task;        /* the caller's: to be completed; NULL: none */
  guint              epoch;       /* the caller's: what was asked before the latest change is void */
} RtKafkaMove;

RtKafkaMove *rt_kafka_move_new    (RtKafkaMoveKind          kind,
                                   RtKafkaHandle           *handle,
                                   RtKafkaReader           *reader,
                                   const char              *topic,
                                   const RtBusSubscribing  *how,
                                   RtKafkaPartitions       *partitions);
/* Takes @self; it is the data of the task that the callback gets. */
void         rt_kafka_move_run    (RtKafkaMove             *self,
                                   GAsyncReadyCallback      callback,
                                   gpointer                 user_data);

G_END_DECLS
