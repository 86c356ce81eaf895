/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/kafka/rt-kafka-offsets.h"

G_BEGIN_DECLS

/**
 * RtKafkaPlaces:
 *
 * How far a consumer has come in each of the partitions it has, and had.
 */
typedef struct _RtKafkaPlaces RtKafkaPlaces;

RtKafkaPlaces     *rt_kafka_places_new         (void);
void               rt_kafka_places_free        (RtKafkaPlaces            *self);
/* It has @partitions now, and no others, and goes on at the offset of each. */
void               rt_kafka_places_set         (RtKafkaPlaces            *self,
                                                const RtKafkaPartitions  *partitions);
/* It goes on there in these of its partitions; @replay: what it gets again is no redelivery. */
void               rt_kafka_places_move        (RtKafkaPlaces            *self,
                                                const RtKafkaPartitions  *partitions,
                                                gboolean                  replay);
/* (transfer full) (element-type int): sorted */
GArray            *rt_kafka_places_list        (RtKafkaPlaces            *self);
/* Of all, or of one, with the first offset that is not acknowledged; NULL: it has not that. (transfer full) */
RtKafkaPartitions *rt_kafka_places_get         (RtKafkaPlaces            *self,
                                                const char               *topic,
                                                int                       partition);
/* Whether that is before what is to be read. */
gboolean           rt_kafka_places_goes_back   (RtKafkaPlaces            *self,
                                                int                       partition,
                                                gint64                    offset);
/* The same, of a log that ends at @end; -1 unknown. TRUE: it ends before what is to be read, so it is
 * another one, and is read on from there. */
gboolean           rt_kafka_places_begin_anew  (RtKafkaPlaces            *self,
                                                int                       partition,
                                                gint64                    offset,
                                                gint64                    end);
/* FALSE: it is nothing for it: it was read, or the partition is another's. */
gboolean           rt_kafka_places_pass        (RtKafkaPlaces            *self,
                                                int                       partition,
                                                gint64                    offset,
                                                gboolean                 *redelivered);
void               rt_kafka_places_acknowledge (RtKafkaPlaces            *self,
                                                int                       partition,
                                                gint64                    offset);
/* Messages from the first that is not acknowledged to the last that was read, of all partitions. */
guint64            rt_kafka_places_get_held    (RtKafkaPlaces            *self);
/* What was acknowledged since it was asked last; NULL: nothing. (transfer full) */
RtKafkaPartitions *rt_kafka_places_take_acknowledged (RtKafkaPlaces      *self,
                                                const char               *topic);

G_END_DECLS
