/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/rt-traffic.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-address.h"

G_BEGIN_DECLS

/* What may wait to be written before nothing more should be published. */
#define RT_AMQP_MAX_PENDING_BYTES (256 * 1024)

/**
 * RtAmqpConnection:
 *
 * A connection to an AMQP 0-9-1 broker that never waits: everything goes on in turns of the
 * thread-default main context it was made in, at RT_PRIORITY_IO.
 */
#define RT_TYPE_AMQP_CONNECTION (rt_amqp_connection_get_type ())
G_DECLARE_FINAL_TYPE (RtAmqpConnection, rt_amqp_connection, RT, AMQP_CONNECTION, GObject)

/**
 * RtAmqpConnectionEvents:
 * @opened: the broker let us in
 * @lost: connecting failed or the connection is gone; its channels heard of it before
 * @blocked: the broker takes no messages, in its words, or %NULL: takes them again
 * @drained: after rt_amqp_connection_has_room() was %FALSE: there is room again
 *
 * What its owner hears, unless it closed it.
 */
typedef struct {
  void (*opened)  (RtAmqpConnection *self,
                   gpointer          user_data);
  void (*lost)    (RtAmqpConnection *self,
                   const GError     *error,
                   gpointer          user_data);
  void (*blocked) (RtAmqpConnection *self,
                   const char       *reason,
                   gpointer          user_data);
  void (*drained) (RtAmqpConnection *self,
                   gpointer          user_data);
} RtAmqpConnectionEvents;

RtAmqpConnection *rt_amqp_connection_open     (const RtRabbitAddress        *address,
                                               RtTraffic                    *traffic,
                                               const RtAmqpConnectionEvents *events,
                                               gpointer                      user_data);
void              rt_amqp_connection_close    (RtAmqpConnection             *self);
gboolean          rt_amqp_connection_is_open  (RtAmqpConnection             *self);
gboolean          rt_amqp_connection_has_room (RtAmqpConnection             *self);

G_END_DECLS
