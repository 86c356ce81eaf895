/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-memory.h"

/* How many events are passed over at once. */
#define BATCH 16

/* Where the event with this number is that is remembered. */
static const RtEventSlot *
get_slot (const RtMemory *self,
          guint64         seq)
{
  return rt_event_ring_get (&self->ring, rt_event_ring_find_after (&self->ring, seq - 1));
}

static void
measure_type (const RtMemory *self,
              const char     *type,
              guint64         cursor,
              RtOutboxDepth  *depth)
{
  const RtTypeLog *log = rt_memory_find_log ((RtMemory *) self, type, FALSE);
  const RtEventSlot *first;
  guint index;

  if (log == NULL)
    return;
  index = rt_seq_ring_find_after (&log->remembered, cursor);
  if (index == log->remembered.length)
    return;

  first = get_slot (self, rt_seq_ring_get (&log->remembered, index));
  depth->events += log->remembered.length - index;
  depth->bytes += log->n_bytes_ever - (first->log_end - first->size);
}

void
rt_memory_measure_after (RtMemory      *self,
                         guint64        cursor,
                         RtSelection   *selection,
                         RtOutboxDepth *depth)
{
  guint index;

  *depth = (RtOutboxDepth) { 0, 0 };
  if (cursor == self->last)
    return;
  /* A cursor from another life: everything follows. */
  if (cursor > self->last)
    cursor = 0;
  if (selection != NULL)
    {
      for (const char * const *type = rt_selection_get_types (selection); *type != NULL; type++)
        measure_type (self, *type, cursor, depth);
      return;
    }

  index = rt_event_ring_find_after (&self->ring, cursor);
  if (index == self->ring.length)
    return;

  depth->events = self->ring.length - index;
  depth->bytes = self->n_bytes_ever -
                 (rt_event_ring_get (&self->ring, index)->end - rt_event_ring_get (&self->ring, index)->size);
}

static void
add_gap (RtGap       *gap,
         const RtGap *more)
{
  if (!more->found)
    return;

  gap->lost = gap->lost < 0 || more->lost < 0 ? -1 : gap->lost + more->lost;
  gap->found = TRUE;
}

guint64
rt_memory_skip (RtMemory    *self,
                guint64     *cursor,
                RtSelection *selection,
                guint64      n_events,
                RtGap       *gap)
{
  RtChannelItem items[BATCH];
  guint64 n_skipped = 0;
  guint n;
  RtGap more;

  /* Once in any case, for what is gone. */
  *gap = (RtGap) { FALSE, 0 };
  do
    {
      n = rt_memory_read (self, cursor, selection, items, (guint) MIN (n_events - n_skipped, BATCH), &more);
      add_gap (gap, &more);
      n_skipped += n;
    }
  while (n_skipped < n_events && (n > 0 || more.found));

  return n_skipped;
}
