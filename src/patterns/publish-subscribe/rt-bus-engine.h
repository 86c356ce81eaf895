/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

/**
 * RtBusEngine:
 * @scheme: of its addresses
 * @name: for people
 * @get_type: the subclass of RtBus; %NULL: this build is without it
 *
 * One static constant an engine, listed in rt-bus-engines.c, is all that the rest of the
 * program knows of it.
 */
typedef struct {
  const char *scheme;
  const char *name;
  GType     (*get_type) (void);
} RtBusEngine;

extern const RtBusEngine rt_embedded_engine;

/* How addresses are parsed: path and query stay encoded, so that “%2F” is no slash. */
#define RT_BUS_URI_FLAGS \
  (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY | G_URI_FLAGS_SCHEME_NORMALIZE)

/* For engines, all on the main context of the bus. */
GUri    *rt_bus_get_guri      (RtBus        *self);
void     rt_bus_connected     (RtBus        *self);
/* Connecting failed, or the connection is gone: retries after a back-off, or with @for_good not. */
void     rt_bus_lost          (RtBus        *self,
                               const GError *error,
                               gboolean      for_good);
void     rt_bus_set_blocked   (RtBus        *self,
                               gboolean      blocked,
                               const char   *reason);
/* From any dispatch of the engine's. @error NULL: it is safe. A tag that was confirmed already is passed over. */
void     rt_bus_confirm       (RtBus        *self,
                               guint64       tag,
                               int           partition,
                               gint64        offset,
                               const GError *error);
/* What a message with a priority gets for an answer where @queue has none. (transfer full) */
GError  *rt_bus_error_new_plain (const char  *queue);
/* Before rt_bus_connected(): all up to @tag is with the engine still. */
void     rt_bus_set_sent      (RtBus        *self,
                               guint64       tag);
/* There is room: publishes what waits for the engine. */
void     rt_bus_flush         (RtBus        *self);
RtTraffic *rt_bus_get_counters (RtBus       *self);
void     rt_bus_set_simulated (RtBus        *self,
                               gboolean      simulated);

void     rt_bus_subscription_began   (RtBusSubscription *self);
/* Without @for_good it is begun again after a back-off, while the bus is open. */
void     rt_bus_subscription_failed  (RtBusSubscription *self,
                                      const GError      *error,
                                      gboolean           for_good);
/* @partitions: of int, sorted. What was delivered of others is forgotten. */
void     rt_bus_subscription_assign  (RtBusSubscription *self,
                                      GArray            *partitions);
/* Acknowledging what was delivered so far of @partition, -1 all, means nothing any more. */
void     rt_bus_subscription_forget  (RtBusSubscription *self,
                                      int                partition);
/* Gives it a tag, accounts for it, and hands it over. */
void     rt_bus_subscription_deliver (RtBusSubscription *self,
                                      RtBusDelivery     *delivery);

G_END_DECLS
