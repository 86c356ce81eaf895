/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-memory.h"

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

/* How many of a selection there are after @cursor, up to @seq. */
static guint64
count_selected (const RtMemory *self,
                RtSelection    *selection,
                guint64         cursor,
                guint64         seq)
{
  guint64 n = 0;

  for (const char * const *type = rt_selection_get_types (selection); *type != NULL; type++)
    {
      const RtTypeLog *log = rt_memory_find_log ((RtMemory *) self, *type, FALSE);

      if (log != NULL)
        n += rt_seq_ring_find_after (&log->remembered, seq) - rt_seq_ring_find_after (&log->remembered, cursor);
    }

  return n;
}

static guint64
skip_selected (const RtMemory *self,
               guint64        *cursor,
               RtSelection    *selection,
               guint           index,
               guint           end,
               guint64         n_events)
{
  guint64 last = rt_event_ring_get (&self->ring, end - 1)->seq;
  guint64 n = count_selected (self, selection, *cursor, last);

  if (n < n_events)
    {
      *cursor = last;
      return n;
    }

  /* The first up to which they are so many. */
  while (index < end - 1)
    {
      guint middle = index + (end - 1 - index) / 2;

      if (count_selected (self, selection, *cursor, rt_event_ring_get (&self->ring, middle)->seq) < n_events)
        index = middle + 1;
      else
        end = middle + 1;
    }
  *cursor = rt_event_ring_get (&self->ring, index)->seq;

  return n_events;
}

guint64
rt_memory_skip (RtMemory    *self,
                guint64     *cursor,
                RtSelection *selection,
                guint64      n_events,
                RtGap       *gap)
{
  guint64 n_skipped = 0;

  /* Once in any case, for what is gone. */
  *gap = (RtGap) { FALSE, 0 };
  do
    {
      RtGap more;
      guint index = rt_memory_skip_gap (self, cursor, &more);
      guint end;

      rt_gap_add (gap, &more);
      if (index == self->ring.length || n_events == 0)
        break;

      end = rt_event_ring_find_jump (&self->ring, index);
      if (selection != NULL)
        {
          n_skipped += skip_selected (self, cursor, selection, index, end, n_events - n_skipped);
          continue;
        }
      end = (guint) MIN (end, index + (n_events - n_skipped));
      *cursor = rt_event_ring_get (&self->ring, end - 1)->seq;
      n_skipped += end - index;
    }
  while (n_skipped < n_events);

  return n_skipped;
}
