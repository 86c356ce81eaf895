/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <librdkafka/rdkafka.h>

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtKafkaBrokers:
 *
 * Which brokers a handle of librdkafka is connected to, told by its threads. Nothing else
 * tells that a connection is back.
 */
typedef struct _RtKafkaBrokers RtKafkaBrokers;

/* @fd: an eventfd to write to when that changes; it stays the caller's. */
RtKafkaBrokers *rt_kafka_brokers_new          (int              fd);
void            rt_kafka_brokers_free         (RtKafkaBrokers  *self);
void            rt_kafka_brokers_watch        (RtKafkaBrokers  *self,
                                               rd_kafka_conf_t *conf);
guint           rt_kafka_brokers_get_n_up     (RtKafkaBrokers  *self);
guint           rt_kafka_brokers_get_n_failed (RtKafkaBrokers  *self);
guint           rt_kafka_brokers_get_n_known  (RtKafkaBrokers  *self);

G_END_DECLS
