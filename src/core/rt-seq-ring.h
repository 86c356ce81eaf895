/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtSeqRing:
 *
 * Ascending numbers, added at the end and taken from the front; grows and
 * shrinks with what is in it. Private to the channel. All zero is empty.
 */
typedef struct {
  guint64 *numbers;
  guint    capacity;  /* 0 or a power of two */
  guint    head;
  guint    length;
} RtSeqRing;

void  rt_seq_ring_push       (RtSeqRing       *self,
                              guint64          seq);
void  rt_seq_ring_pop        (RtSeqRing       *self);
/* The index of the first number above @seq; the length where there is none. */
guint rt_seq_ring_find_after (const RtSeqRing *self,
                              guint64          seq);
void  rt_seq_ring_clear      (RtSeqRing       *self);

static inline guint64
rt_seq_ring_get (const RtSeqRing *self,
                 guint            index)
{
  return self->numbers[(self->head + index) & (self->capacity - 1)];
}

G_END_DECLS
