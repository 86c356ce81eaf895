/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtOutboxItem:
 * @bytes: what @data is part of; %NULL where @data is a chunk of its own
 * @data: what to write
 * @length: how much of it
 * @extra: of an event its payload, of a chunk how much it could hold
 * @ticket: its place among all items of the outbox
 */
typedef struct {
  GBytes       *bytes;
  const guint8 *data;
  gsize         length;
  gsize         extra;
  guint64       ticket;
} RtOutboxItem;

/**
 * RtOutboxRing:
 *
 * Items of one kind, oldest first. Private to the outbox. All zero is empty.
 */
typedef struct {
  RtOutboxItem *items;
  guint         capacity;  /* 0 or a power of two */
  guint         head;
  guint         length;
} RtOutboxRing;

void rt_outbox_ring_grow   (RtOutboxRing *self);
/* Gives the memory back, where it is empty and has much. */
void rt_outbox_ring_shrink (RtOutboxRing *self);
void rt_outbox_ring_clear  (RtOutboxRing *self);

static inline RtOutboxItem *
rt_outbox_ring_get (const RtOutboxRing *self,
                    guint               index)
{
  return &self->items[(self->head + index) & (self->capacity - 1)];
}

static inline RtOutboxItem *
rt_outbox_ring_push (RtOutboxRing *self)
{
  if (G_UNLIKELY (self->length == self->capacity))
    rt_outbox_ring_grow (self);

  return &self->items[(self->head + self->length++) & (self->capacity - 1)];
}

static inline void
rt_outbox_item_clear (RtOutboxItem *item)
{
  if (item->bytes != NULL)
    g_bytes_unref (item->bytes);
  else
    g_free ((gpointer) item->data);
}

static inline void
rt_outbox_ring_pop (RtOutboxRing *self)
{
  rt_outbox_item_clear (&self->items[self->head]);
  self->head = (self->head + 1) & (self->capacity - 1);
  self->length--;
}

G_END_DECLS
