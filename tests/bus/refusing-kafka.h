/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What answers as a Kafka broker that demands a user with SASL PLAIN, and refuses every one: the
 * mock cluster knows no users. In a thread of its own. */
typedef struct _RefusingKafka RefusingKafka;

RefusingKafka *refusing_kafka_start    (void);
void           refusing_kafka_stop     (RefusingKafka *self);
guint16        refusing_kafka_get_port (RefusingKafka *self);

G_END_DECLS
