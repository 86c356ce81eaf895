/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <librdkafka/rdkafka.h>

#include "core/rt-traffic.h"

G_BEGIN_DECLS

/**
 * RtKafkaSockets:
 *
 * The sockets that librdkafka opens for one bus, on whatever thread, and what the kernel
 * counted on them. Reference counted; any thread.
 */
typedef struct _RtKafkaSockets RtKafkaSockets;

RtKafkaSockets *rt_kafka_sockets_new   (void);
RtKafkaSockets *rt_kafka_sockets_ref   (RtKafkaSockets  *self);
void            rt_kafka_sockets_unref (RtKafkaSockets  *self);
/* The handle made of @conf has its sockets here; @self must outlive it. */
void            rt_kafka_sockets_watch (RtKafkaSockets  *self,
                                        rd_kafka_conf_t *conf);
/* Brings the wire and header bytes of @traffic up to date. */
void            rt_kafka_sockets_count (RtKafkaSockets  *self,
                                        RtTraffic       *traffic);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtKafkaSockets, rt_kafka_sockets_unref)

G_END_DECLS
