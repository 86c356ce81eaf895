/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-event-ring.h"

#define MIN_CAPACITY 16

static void
grow (RtEventRing *self)
{
  guint capacity = MAX (2 * self->capacity, MIN_CAPACITY);
  RtEventSlot *slots = g_new (RtEventSlot, capacity);

  for (guint i = 0; i < self->length; i++)
    slots[i] = *rt_event_ring_get (self, i);

  g_free (self->slots);
  self->slots = slots;
  self->capacity = capacity;
  self->head = 0;
}

void
rt_event_ring_push (RtEventRing *self,
                    RtEventSlot  slot)
{
  if (self->length == self->capacity)
    grow (self);

  self->slots[(self->head + self->length) & (self->capacity - 1)] = slot;
  self->length++;
}

RtEventSlot
rt_event_ring_pop (RtEventRing *self)
{
  RtEventSlot oldest = *rt_event_ring_get (self, 0);

  self->head = (self->head + 1) & (self->capacity - 1);
  self->length--;

  return oldest;
}

guint
rt_event_ring_find_after (const RtEventRing *self,
                          guint64            seq)
{
  guint low = 0;
  guint high = self->length;
  guint64 distance;

  if (high == 0 || rt_event_ring_get (self, high - 1)->seq <= seq)
    return high;
  if (rt_event_ring_get (self, 0)->seq > seq)
    return 0;

  /* Without a jump the distance from the last number says where it is. */
  distance = rt_event_ring_get (self, high - 1)->seq - seq;
  if (distance <= high && rt_event_ring_get (self, (guint) (high - distance))->seq == seq + 1)
    return (guint) (high - distance);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (rt_event_ring_get (self, middle)->seq <= seq)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

guint
rt_event_ring_find_jump (const RtEventRing *self,
                         guint              index)
{
  guint low = index + 1;
  guint high = self->length;
  guint64 base;

  if (index >= high)
    return high;

  base = rt_event_ring_get (self, index)->seq - index;
  if (rt_event_ring_get (self, high - 1)->seq - (high - 1) == base)
    return high;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (rt_event_ring_get (self, middle)->seq - middle == base)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

void
rt_event_ring_clear (RtEventRing *self)
{
  for (guint i = 0; i < self->length; i++)
    rt_event_unref (rt_event_ring_get (self, i)->event);
  g_free (self->slots);
  *self = (RtEventRing) { 0 };
}
