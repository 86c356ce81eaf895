/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp.h"
#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

GError *rt_amqp_error_new          (guint16       code,
                                    amqp_bytes_t  text,
                                    guint16       class_id,
                                    guint16       method_id);
GError *rt_amqp_error_new_returned (guint16       code,
                                    amqp_bytes_t  text);
GError *rt_amqp_error_new_timeout  (void);

G_END_DECLS
