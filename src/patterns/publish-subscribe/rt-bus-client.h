/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-ack-rule.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtBusClient:
 *
 * A consumer of a queue or a log, and a publisher to it, over a bus of its own: what one URL
 * says, see #RtBusAddress. What does not exist is declared. Each message has its delivery.
 *
 * Properties:
 *   "acknowledging" (RtBusAcknowledging, default %RT_BUS_ACKNOWLEDGE_ALL)
 *   "consuming" (boolean, default %TRUE): from the next opening on; otherwise it only publishes
 */
#define RT_TYPE_BUS_CLIENT (rt_bus_client_get_type ())
G_DECLARE_FINAL_TYPE (RtBusClient, rt_bus_client, RT, BUS_CLIENT, RtClient)

typedef enum {
  RT_BUS_ACKNOWLEDGE_ALL,     /* each message, after those who listen were told of it */
  RT_BUS_ACKNOWLEDGE_NONE,    /* rt_bus_client_acknowledge() does */
  RT_BUS_ACKNOWLEDGE_BY_RULE, /* those that the rule takes */
} RtBusAcknowledging;
#define RT_TYPE_BUS_ACKNOWLEDGING (rt_bus_acknowledging_get_type ())
GType     rt_bus_acknowledging_get_type (void);

RtClient *rt_bus_client_new             (const char  *uri);
/* NULL: none, and all are acknowledged. */
void      rt_bus_client_set_rule        (RtBusClient *self,
                                         RtAckRule   *rule);
/* Whether it would be acknowledged by itself. */
gboolean  rt_bus_client_takes           (RtBusClient *self,
                                         RtMessage   *message);
/* While open; @confirmed is called once, unless the client is stopped before. FALSE with
 * %RT_BUS_ERROR, see rt_bus_publish(). */
gboolean  rt_bus_client_publish         (RtBusClient *self,
                                         RtBusMessage *message,
                                         RtBusConfirmed confirmed,
                                         gpointer     user_data,
                                         GError     **error);
/* FALSE: it does not wait for that any more. */
gboolean  rt_bus_client_acknowledge     (RtBusClient *self,
                                         RtMessage   *message);
/* FALSE with an error of %RT_BUS_ERROR. */
gboolean  rt_bus_client_reject          (RtBusClient *self,
                                         RtMessage   *message,
                                         gboolean     requeue,
                                         GError     **error);
/* Both NULL while it is closed. (transfer none) */
RtBus    *rt_bus_client_get_bus         (RtBusClient *self);
RtBusSubscription *rt_bus_client_get_subscription (RtBusClient *self);

G_END_DECLS
