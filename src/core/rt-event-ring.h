/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-event.h"
#include "core/rt-seq-ring.h"

G_BEGIN_DECLS

/**
 * RtTypeLog:
 * @name: the type, interned
 * @remembered: the numbers of the events of this type that are remembered
 * @forgotten: the last number of one that no longer is; 0 none
 * @n_bytes_ever: the bytes of all there ever were
 *
 * Where the events of one type are. Private to the channel.
 */
typedef struct {
  const char *name;
  RtSeqRing   remembered;
  guint64     forgotten;
  guint64     n_bytes_ever;
} RtTypeLog;

/**
 * RtEventSlot:
 * @end: the bytes of all events there ever were, up to and with this one
 * @log_end: the same of its type
 */
typedef struct {
  RtEvent   *event;
  guint64    seq;
  gsize      size;
  guint64    end;
  guint64    log_end;
  RtTypeLog *log;
} RtEventSlot;

/**
 * RtEventRing:
 *
 * The remembered events, ascending by number. Numbers follow each other but for
 * the rare jump to another block. Private to the channel. All zero is empty.
 */
typedef struct {
  RtEventSlot *slots;
  guint        capacity;  /* 0 or a power of two */
  guint        head;
  guint        length;
} RtEventRing;

void        rt_event_ring_push       (RtEventRing       *self,
                                      RtEventSlot        slot);
RtEventSlot rt_event_ring_pop        (RtEventRing       *self);
/* The index of the first event above @seq; the length where there is none. */
guint       rt_event_ring_find_after (const RtEventRing *self,
                                      guint64            seq);
/* The index after the last event whose number follows from that at @index. */
guint       rt_event_ring_find_jump  (const RtEventRing *self,
                                      guint              index);
void        rt_event_ring_clear      (RtEventRing       *self);

static inline RtEventSlot *
rt_event_ring_get (const RtEventRing *self,
                   guint              index)
{
  return &self->slots[(self->head + index) & (self->capacity - 1)];
}

G_END_DECLS
