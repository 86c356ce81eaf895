/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"
#include "patterns/publish-subscribe/rt-bus-target.h"

G_BEGIN_DECLS

/* With @error, of %RT_BUS_ERROR_MISMATCH, it is there and is of the other kind. */
typedef void (*RtRabbitLooked) (const GError *error,
                                gpointer      user_data);

void rt_rabbit_kind_look (RtAmqpConnection  *connection,
                          const RtBusTarget *target,
                          RtRabbitLooked     looked,
                          gpointer           user_data);

G_END_DECLS
