/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-call.h"
#include "patterns/publish-subscribe/rt-bus-private.h"

G_BEGIN_DECLS

typedef struct {
  RtBus           *bus;
  RtBusTarget     *target;
  RtBusSubscribing how;
  char            *group;            /* that @how points to */
  RtBusDelivered   delivered;
  gpointer         delivered_data;
  GDestroyNotify   delivered_destroy;
  gboolean         begun;            /* the engine was asked to, on this connection */
  gboolean         active;
  gboolean         closed;
  GError          *error;
  RtBackoff        backoff;
  RtPollerTimer    timer;
  GQueue           seeks;
  guint64          last_tag;
  guint            n_unacknowledged;
  GQueue           waiting;          /* of a queue: deliveries, each by its own link */
  GHashTable      *partitions;       /* of a log: number → GQueue of the same */
} RtBusSubscriptionPrivate;

RtBusSubscriptionPrivate *rt_bus_subscription_get_private (RtBusSubscription *self);
void rt_bus_subscription_set_active (RtBusSubscription *self,
                                     gboolean           active,
                                     const GError      *error);

G_END_DECLS
