/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  RT_BUS_QUEUE, /* deleted once acknowledged */
  RT_BUS_LOG,   /* kept whether read or not */
} RtBusKind;

/**
 * RtBusTarget:
 *
 * A queue or a topic, and how it is to be where it does not exist yet. What an engine cannot
 * give is refused with %RT_BUS_ERROR_UNSUPPORTED, never left out in silence; what is left at
 * its default asks for nothing.
 */
#define RT_TYPE_BUS_TARGET (rt_bus_target_get_type ())
typedef struct {
  RtBusKind kind;
  char     *name;             /* of the queue or topic */

  /* Queues. */
  char     *exchange;         /* direct; to publish to and bind; NULL: to the queue itself */
  char     *routing_key;      /* to bind with, and of messages without a key; NULL: the name */
  gboolean  durable;          /* default TRUE */
  guint     max_priority;     /* 0: a plain queue */
  gint64    ttl_ms;           /* of each message; -1: they do not expire */
  char     *dead_letter;      /* the queue for what was rejected or expired; or NULL */

  /* Logs. */
  guint     n_partitions;     /* 0: the engine's default */
  gint64    retention_ms;     /* -1: no limit of age */
  gint64    retention_bytes;  /* -1: no limit of size; a partition */
} RtBusTarget;

GType        rt_bus_target_get_type (void);
RtBusTarget *rt_bus_target_new      (RtBusKind          kind,
                                     const char        *name);
RtBusTarget *rt_bus_target_copy     (const RtBusTarget *self);
gboolean     rt_bus_target_equal    (const RtBusTarget *self,
                                     const RtBusTarget *other);
void         rt_bus_target_free     (RtBusTarget       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtBusTarget, rt_bus_target_free)

G_END_DECLS
