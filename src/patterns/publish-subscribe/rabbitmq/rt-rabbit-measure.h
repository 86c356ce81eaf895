/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"
#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/* What consumers of ours hold of @queue, and how many they are. */
typedef gint64 (*RtRabbitHeld) (const char *queue,
                                guint      *n_consumers,
                                gpointer    user_data);

/* (transfer full): @task, completed with a GArray of RtBusPartition. */
void rt_rabbit_measure (RtAmqpConnection  *connection,
                        const RtBusTarget *target,
                        RtRabbitHeld       held,
                        gpointer           user_data,
                        GTask             *task);

G_END_DECLS
