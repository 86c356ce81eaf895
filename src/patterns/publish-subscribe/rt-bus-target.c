/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-target.h"

G_DEFINE_BOXED_TYPE (RtBusTarget, rt_bus_target, rt_bus_target_copy, rt_bus_target_free)

/**
 * rt_bus_target_new:
 * @kind: whether it is a queue or a log
 * @name: of the queue or topic
 *
 * Makes a target that is durable where that is a question, and asks for nothing else.
 *
 * Returns: (transfer full): a target, to be changed at will
 */
RtBusTarget *
rt_bus_target_new (RtBusKind   kind,
                   const char *name)
{
  RtBusTarget *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (RtBusTarget, 1);
  self->kind = kind;
  self->name = g_strdup (name);
  self->durable = TRUE;
  self->ttl_ms = -1;
  self->retention_ms = -1;
  self->retention_bytes = -1;

  return self;
}

/**
 * rt_bus_target_copy:
 * @self: a target
 *
 * Returns: (transfer full): another one, equal to @self
 */
RtBusTarget *
rt_bus_target_copy (const RtBusTarget *self)
{
  RtBusTarget *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->exchange = g_strdup (self->exchange);
  copy->routing_key = g_strdup (self->routing_key);
  copy->dead_letter = g_strdup (self->dead_letter);

  return copy;
}

/**
 * rt_bus_target_equal:
 * @self: a target
 * @other: another one
 *
 * Returns: whether they ask for the same
 */
gboolean
rt_bus_target_equal (const RtBusTarget *self,
                     const RtBusTarget *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  return self == other ||
         (self->kind == other->kind && g_str_equal (self->name, other->name) &&
          g_strcmp0 (self->exchange, other->exchange) == 0 &&
          g_strcmp0 (self->routing_key, other->routing_key) == 0 &&
          g_strcmp0 (self->dead_letter, other->dead_letter) == 0 &&
          !self->durable == !other->durable && self->max_priority == other->max_priority &&
          self->ttl_ms == other->ttl_ms && self->n_partitions == other->n_partitions &&
          self->retention_ms == other->retention_ms && self->retention_bytes == other->retention_bytes);
}

/**
 * rt_bus_target_free:
 * @self: (transfer full): a target
 */
void
rt_bus_target_free (RtBusTarget *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->exchange);
  g_free (self->routing_key);
  g_free (self->dead_letter);
  g_free (self);
}
