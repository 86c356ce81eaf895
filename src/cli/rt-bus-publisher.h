/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "cli/rt-publisher.h"

G_BEGIN_DECLS

/**
 * RtBusPublishing:
 * @type: (nullable): of event
 * @key: (nullable): the routing key, or what a log chooses the partition by
 * @priority: from 0
 * @ttl_ms: -1: they do not expire
 * @transient: they need not survive the broker
 *
 * What all messages of a publisher have.
 */
typedef struct {
  const char *type;
  const char *key;
  guint       priority;
  gint64      ttl_ms;
  gboolean    transient;
} RtBusPublishing;

/**
 * RtBusPublisher:
 *
 * Publishes to a queue or a topic of a bus, many at a time, and confirms in order what is safe
 * there. What a lost connection left unconfirmed is sent again.
 */
#define RT_TYPE_BUS_PUBLISHER (rt_bus_publisher_get_type ())
G_DECLARE_FINAL_TYPE (RtBusPublisher, rt_bus_publisher, RT, BUS_PUBLISHER, RtPublisher)

/* @console: where it is said that it tries again. */
RtPublisher *rt_bus_publisher_new (RtConsole             *console,
                                   GUri                  *url,
                                   const RtBusPublishing *how);

G_END_DECLS
