/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-outbox-queue.h"

/* Small control bytes share a chunk of this size. */
#define CHUNK_SIZE 1024

static inline gboolean
event_is_oldest (const RtOutboxQueue *self)
{
  return self->events.length > 0 &&
         (self->controls.length == 0 || self->events.items[self->events.head].ticket <
                                        self->controls.items[self->controls.head].ticket);
}

/* Adds to the newest item, where that is a chunk with room. Returns how much. */
static gsize
extend_chunk (RtOutboxQueue *self,
              gconstpointer  data,
              gsize          length)
{
  RtOutboxItem *chunk;
  gsize taken;

  if (self->controls.length == 0)
    return 0;

  chunk = rt_outbox_ring_get (&self->controls, self->controls.length - 1);
  if (chunk->bytes != NULL || chunk->ticket != self->ticket)
    return 0;

  taken = MIN (length, chunk->extra - chunk->length);
  memcpy ((guint8 *) chunk->data + chunk->length, data, taken);
  chunk->length += taken;
  self->n_bytes += taken;

  return taken;
}

void
rt_outbox_queue_append_copy (RtOutboxQueue *self,
                             gconstpointer  data,
                             gsize          length)
{
  gsize extended = extend_chunk (self, data, length);

  if (extended < length)
    {
      gsize rest = length - extended;
      gsize capacity = MAX (rest, CHUNK_SIZE);
      guint8 *chunk = g_malloc (capacity);

      memcpy (chunk, (const guint8 *) data + extended, rest);
      rt_outbox_queue_append (self, &self->controls, NULL, chunk, rest, capacity);
    }

  self->control_bytes += length;
}

guint
rt_outbox_queue_peek (RtOutboxQueue *self,
                      GOutputVector *vectors,
                      guint          n_vectors)
{
  guint n = 0;
  guint event = 0;
  guint control = 0;
  gsize written = self->written;

  while (n < n_vectors && (event < self->events.length || control < self->controls.length))
    {
      const RtOutboxItem *item;

      if (control == self->controls.length ||
          (event < self->events.length && rt_outbox_ring_get (&self->events, event)->ticket <
                                          rt_outbox_ring_get (&self->controls, control)->ticket))
        item = rt_outbox_ring_get (&self->events, event++);
      else
        item = rt_outbox_ring_get (&self->controls, control++);

      if (G_LIKELY (item->length > written))
        vectors[n++] = (GOutputVector) { item->data + written, item->length - written };
      written = 0;
    }

  return n;
}

static inline void
pop_oldest (RtOutboxQueue *self,
            gboolean       event)
{
  if (event)
    {
      self->counts.events++;
      self->counts.payload += self->events.items[self->events.head].extra;
      rt_outbox_ring_pop (&self->events);
    }
  else
    {
      rt_outbox_ring_pop (&self->controls);
    }
}

void
rt_outbox_queue_consume (RtOutboxQueue *self,
                         gsize          n_bytes)
{
  self->n_bytes -= n_bytes;
  while (self->events.length > 0 || self->controls.length > 0)
    {
      gboolean event = event_is_oldest (self);
      const RtOutboxRing *ring = event ? &self->events : &self->controls;
      gsize rest = ring->items[ring->head].length - self->written;

      if (!event)
        self->control_bytes -= MIN (rest, n_bytes);
      if (rest > n_bytes)
        {
          self->written += n_bytes;
          return;
        }

      n_bytes -= rest;
      self->written = 0;
      pop_oldest (self, event);
    }

  rt_outbox_ring_shrink (&self->events);
  rt_outbox_ring_shrink (&self->controls);
}

void
rt_outbox_queue_clear (RtOutboxQueue *self)
{
  rt_outbox_ring_clear (&self->events);
  rt_outbox_ring_clear (&self->controls);
  self->written = 0;
  self->n_bytes = 0;
  self->control_bytes = 0;
}
