/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define RT_BUS_MAX_BODY_BYTES (1024 * 1024)
#define RT_BUS_MAX_PRIORITY   9

/**
 * RtBusMessage:
 *
 * What goes over a bus: a body and what an engine may know of it. Reference counted; whoever
 * made it may change it until it is published or delivered.
 */
#define RT_TYPE_BUS_MESSAGE (rt_bus_message_get_type ())
typedef struct {
  GBytes  *body;
  char    *id;            /* of its publisher's choice, equal when it is sent again; or NULL */
  char    *type;          /* of event; or NULL */
  char    *content_type;  /* or NULL */
  char    *key;           /* the routing key at an exchange, a log's partitioning key; or NULL */
  gint64   time_us;       /* of its birth, since 1970 */
  guint64  number;        /* its publisher's; 0 none */
  guint    priority;      /* 0 to RT_BUS_MAX_PRIORITY; queues only */
  gint64   ttl_ms;        /* -1: it does not expire; queues only */
  gboolean persistent;    /* survives the broker; logs always do */
} RtBusMessage;

GType         rt_bus_message_get_type (void);
RtBusMessage *rt_bus_message_new      (GBytes       *body);
RtBusMessage *rt_bus_message_ref      (RtBusMessage *self);
void          rt_bus_message_unref    (RtBusMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtBusMessage, rt_bus_message_unref)

/**
 * RtBusDelivery:
 * @message: what was delivered
 * @tag: the delivery tag: unlike any other of the subscription
 * @partition: of a log; -1 for a queue
 * @offset: in the partition; -1 for a queue
 * @redelivered: it was given to a consumer before and not acknowledged
 * @anew: the log is another one than before it, and is read from its beginning: how many are missing
 *   between them nobody knows
 * @too_large: its body has more than %RT_BUS_MAX_BODY_BYTES, and was left out; of a log, which goes on
 *   after it
 * @received_us: monotonic; 0 before rt_bus_subscription_deliver(), which sets it
 * @handle: the engine's own
 *
 * A message in a consumer's hand. Reference counted; immutable once it was delivered.
 * rt_bus_delivery_new() makes it one of a queue: an engine sets the rest before it delivers it.
 */
#define RT_TYPE_BUS_DELIVERY (rt_bus_delivery_get_type ())
typedef struct {
  RtBusMessage *message;
  guint64       tag;
  int           partition;
  gint64        offset;
  gboolean      redelivered;
  gboolean      anew;
  gboolean      too_large;
  gint64        received_us;
  guint64       handle;
} RtBusDelivery;

GType          rt_bus_delivery_get_type (void);
/* Takes a reference of its own. */
RtBusDelivery *rt_bus_delivery_new      (RtBusMessage  *message);
RtBusDelivery *rt_bus_delivery_ref      (RtBusDelivery *self);
void           rt_bus_delivery_unref    (RtBusDelivery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtBusDelivery, rt_bus_delivery_unref)

G_END_DECLS
