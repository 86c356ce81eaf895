/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-outbox-ring.h"

#define MIN_CAPACITY 8

/* What an idle reader may keep for its next burst. */
#define MAX_IDLE_CAPACITY 64

void
rt_outbox_ring_grow (RtOutboxRing *self)
{
  guint capacity = MAX (2 * self->capacity, MIN_CAPACITY);
  RtOutboxItem *items = g_new (RtOutboxItem, capacity);

  for (guint i = 0; i < self->length; i++)
    items[i] = *rt_outbox_ring_get (self, i);

  g_free (self->items);
  self->items = items;
  self->capacity = capacity;
  self->head = 0;
}

void
rt_outbox_ring_shrink (RtOutboxRing *self)
{
  if (self->length > 0 || self->capacity <= MAX_IDLE_CAPACITY)
    return;

  g_free (self->items);
  *self = (RtOutboxRing) { 0 };
}

void
rt_outbox_ring_clear (RtOutboxRing *self)
{
  while (self->length > 0)
    rt_outbox_ring_pop (self);
  g_free (self->items);
  *self = (RtOutboxRing) { 0 };
}
