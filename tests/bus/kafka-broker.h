/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The Kafka that tests run against: a real one where KAFKA_BOOTSTRAP names one, else the mock
 * cluster in a process of its own. */
typedef struct _KafkaBroker KafkaBroker;

KafkaBroker *kafka_broker_start   (void);
void         kafka_broker_stop    (KafkaBroker *self);
/* host:port of the first. */
const char  *kafka_broker_get     (KafkaBroker *self);
/* (transfer full) */
char        *kafka_broker_dup_uri (KafkaBroker *self);
gboolean     kafka_broker_is_mock (KafkaBroker *self);
/* An order of tests/support/kafka-mock.c; it has been carried out when this returns. */
void         kafka_broker_order   (KafkaBroker *self,
                                   const char  *order,
                                   ...) G_GNUC_PRINTF (2, 3);

/* To the mock. */
void         kafka_broker_signal  (KafkaBroker *self,
                                   int          number);

G_END_DECLS
