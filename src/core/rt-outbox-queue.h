/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-outbox-ring.h"
#include "core/rt-outbox.h"

G_BEGIN_DECLS

/**
 * RtOutboxQueue:
 * @ticket: of the newest item
 * @written: how much of the oldest item is written already
 * @n_bytes: what is still to be written
 * @control_bytes: how much of that is control
 *
 * What waits in an outbox, whatever its limits. Two rings with tickets instead of
 * one, so that the oldest event is at hand however many control bytes wait before
 * it. Private to the outbox. All zero is empty.
 */
typedef struct {
  RtOutboxRing   events;
  RtOutboxRing   controls;
  guint64        ticket;
  gsize          written;
  gsize          n_bytes;
  gsize          control_bytes;
  RtOutboxCounts counts;
} RtOutboxQueue;

/* Copies control bytes, into the newest chunk where it has room. */
void     rt_outbox_queue_append_copy (RtOutboxQueue *self,
                                      gconstpointer  data,
                                      gsize          length);
guint    rt_outbox_queue_peek        (RtOutboxQueue *self,
                                      GOutputVector *vectors,
                                      guint          n_vectors);
void     rt_outbox_queue_consume     (RtOutboxQueue *self,
                                      gsize          n_bytes);
void     rt_outbox_queue_clear       (RtOutboxQueue *self);

static inline void
rt_outbox_queue_append (RtOutboxQueue *self,
                        RtOutboxRing  *ring,
                        GBytes        *bytes,
                        gconstpointer  data,
                        gsize          length,
                        gsize          extra)
{
  *rt_outbox_ring_push (ring) = (RtOutboxItem) { bytes, data, length, extra, ++self->ticket };
  self->n_bytes += length;
}

static inline void
rt_outbox_queue_append_event (RtOutboxQueue *self,
                              GBytes        *bytes,
                              gsize          payload)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  rt_outbox_queue_append (self, &self->events, g_bytes_ref (bytes), data, length, payload);
  if (G_UNLIKELY (length == 0))
    rt_outbox_queue_consume (self, 0);
}

G_END_DECLS
