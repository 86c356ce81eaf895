/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-seq-ring.h"

#define MIN_CAPACITY 8

static void
resize (RtSeqRing *self,
        guint      capacity)
{
  guint64 *numbers = g_new (guint64, capacity);

  for (guint i = 0; i < self->length; i++)
    numbers[i] = rt_seq_ring_get (self, i);

  g_free (self->numbers);
  self->numbers = numbers;
  self->capacity = capacity;
  self->head = 0;
}

void
rt_seq_ring_push (RtSeqRing *self,
                  guint64    seq)
{
  if (self->length == self->capacity)
    resize (self, MAX (2 * self->capacity, MIN_CAPACITY));

  self->numbers[(self->head + self->length) & (self->capacity - 1)] = seq;
  self->length++;
}

void
rt_seq_ring_pop (RtSeqRing *self)
{
  self->head = (self->head + 1) & (self->capacity - 1);
  self->length--;

  if (self->capacity > MIN_CAPACITY && self->length < self->capacity / 4)
    resize (self, self->capacity / 2);
}

guint
rt_seq_ring_find_after (const RtSeqRing *self,
                        guint64          seq)
{
  guint low = 0;
  guint high = self->length;

  /* Nearly every reader is at the end. */
  if (high == 0 || rt_seq_ring_get (self, high - 1) <= seq)
    return high;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (rt_seq_ring_get (self, middle) <= seq)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

void
rt_seq_ring_clear (RtSeqRing *self)
{
  g_free (self->numbers);
  *self = (RtSeqRing) { 0 };
}
