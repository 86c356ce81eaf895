/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-memory.h"

/* Where the next event of a type is that was asked for. */
typedef struct {
  const RtSeqRing *numbers;
  guint            index;
} Candidate;

static void
free_log (RtTypeLog *log)
{
  rt_seq_ring_clear (&log->remembered);
  g_free (log);
}

void
rt_memory_init (RtMemory *self)
{
  *self = (RtMemory) { .gapless_since = 1 };
  self->logs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) free_log);
}

void
rt_memory_set_budget (RtMemory       *self,
                      RtMemoryBudget *budget)
{
  self->budget = g_rc_box_acquire (budget);
}

/* With what an event costs beside its bytes. */
static gsize
get_cost (const RtMemory *self)
{
  return self->n_bytes + (gsize) self->ring.length * RT_MEMORY_EVENT_BYTES;
}

void
rt_memory_clear (RtMemory *self)
{
  if (self->budget != NULL)
    self->budget->n_bytes -= get_cost (self);
  g_clear_pointer (&self->budget, g_rc_box_release);
  rt_event_ring_clear (&self->ring);
  g_clear_pointer (&self->logs, g_hash_table_unref);
}

RtTypeLog *
rt_memory_find_log (RtMemory   *self,
                    const char *type,
                    gboolean    create)
{
  RtTypeLog *log = g_hash_table_lookup (self->logs, type);

  if (log == NULL && create)
    {
      log = g_new0 (RtTypeLog, 1);
      log->name = g_intern_string (type);
      g_hash_table_insert (self->logs, (gpointer) log->name, log);
    }

  return log;
}

static void
forget_oldest (RtMemory *self)
{
  RtEventSlot oldest = rt_event_ring_pop (&self->ring);

  oldest.log->forgotten = oldest.seq;
  rt_seq_ring_pop (&oldest.log->remembered);
  self->n_bytes -= oldest.size;
  if (self->budget != NULL)
    self->budget->n_bytes -= oldest.size + RT_MEMORY_EVENT_BYTES;
  rt_event_unref (oldest.event);
}

static gboolean
must_forget (const RtMemory *self,
             gsize           size)
{
  const RtMemoryBudget *budget = self->budget;
  gsize cost = size + RT_MEMORY_EVENT_BYTES;

  if (self->ring.length == 0)
    return FALSE;

  return self->ring.length >= self->limits.max_events || self->n_bytes + size > self->limits.max_bytes ||
         (budget != NULL && budget->n_bytes + cost > budget->max_bytes &&
          get_cost (self) + cost > budget->floor_bytes);
}

void
rt_memory_append (RtMemory  *self,
                  RtTypeLog *log,
                  GBytes    *data,
                  gint64     time_us)
{
  RtEventSlot slot = { .log = log, .size = rt_memory_measure (log->name, data) };

  while (must_forget (self, slot.size))
    forget_oldest (self);

  slot.seq = ++self->last;
  slot.event = rt_event_new (slot.seq, time_us, log->name, data);
  slot.end = self->n_bytes_ever += slot.size;
  slot.log_end = log->n_bytes_ever += slot.size;
  rt_event_ring_push (&self->ring, slot);
  rt_seq_ring_push (&log->remembered, slot.seq);
  self->n_bytes += slot.size;
  if (self->budget != NULL)
    self->budget->n_bytes += slot.size + RT_MEMORY_EVENT_BYTES;
}

void
rt_memory_begin_anew (RtMemory *self)
{
  while (self->ring.length > 0)
    forget_oldest (self);
  g_hash_table_remove_all (self->logs);
  self->last = 0;
  self->gapless_since = 1;
  self->life++;
}

gboolean
rt_memory_trim (RtMemory              *self,
                const RtChannelLimits *limits,
                guint                  n_events)
{
  while (self->ring.length > limits->max_events || self->n_bytes > limits->max_bytes)
    {
      if (n_events-- == 0)
        return FALSE;
      forget_oldest (self);
    }
  self->limits = *limits;

  return TRUE;
}

/* Moves the cursor over what can no longer be given, up to the number before the
 * next event, and tells it. Returns the index of that event. */
guint
rt_memory_skip_gap (RtMemory *self,
                    guint64  *cursor,
                    RtGap    *gap)
{
  guint index;
  guint64 next;

  *gap = (RtGap) { FALSE, 0 };

  if (*cursor > self->last)
    {
      *gap = (RtGap) { TRUE, -1 };
      *cursor = self->ring.length > 0 ? rt_event_ring_get (&self->ring, 0)->seq - 1 : self->last;
    }

  index = rt_event_ring_find_after (&self->ring, *cursor);
  next = index < self->ring.length ? rt_event_ring_get (&self->ring, index)->seq : self->last + 1;
  if (next - 1 > *cursor)
    {
      *gap = (RtGap) { TRUE, *cursor + 1 >= self->gapless_since ? (gint64) (next - 1 - *cursor) : -1 };
      *cursor = next - 1;
    }

  return index;
}

static guint
read_all (RtMemory      *self,
          guint64       *cursor,
          guint          index,
          guint          end,
          RtChannelItem *items,
          guint          n_items)
{
  guint n = MIN (n_items, end - index);

  for (guint i = 0; i < n; i++)
    items[i] = (RtChannelItem) { rt_event_ring_get (&self->ring, index + i)->event, 0 };

  *cursor += n;

  return n;
}

/* The types of the selection that ever were, each at its first event after
 * @cursor. @prev is the last number of any of them up to there. */
static guint
find_candidates (RtMemory    *self,
                 guint64      cursor,
                 RtSelection *selection,
                 Candidate   *candidates,
                 guint64     *prev)
{
  guint n = 0;

  *prev = 0;
  for (const char * const *type = rt_selection_get_types (selection); *type != NULL; type++)
    {
      RtTypeLog *log = rt_memory_find_log (self, *type, FALSE);
      guint index;

      if (log == NULL)
        continue;

      index = rt_seq_ring_find_after (&log->remembered, cursor);
      *prev = MAX (*prev, index > 0 ? rt_seq_ring_get (&log->remembered, index - 1) : log->forgotten);
      if (index < log->remembered.length)
        candidates[n++] = (Candidate) { &log->remembered, index };
    }

  return n;
}

static Candidate *
find_next (Candidate *candidates,
           guint      n_candidates,
           guint64   *seq)
{
  Candidate *next = NULL;

  *seq = G_MAXUINT64;
  for (guint i = 0; i < n_candidates; i++)
    if (candidates[i].index < candidates[i].numbers->length)
      {
        guint64 first = rt_seq_ring_get (candidates[i].numbers, candidates[i].index);

        if (first < *seq)
          {
            *seq = first;
            next = &candidates[i];
          }
      }

  return next;
}

/* Merges the types' own numbers, so that what was not asked for costs nothing. */
static guint
read_selected (RtMemory      *self,
               guint64       *cursor,
               guint64        limit,
               RtSelection   *selection,
               RtChannelItem *items,
               guint          n_items)
{
  Candidate candidates[RT_SELECTION_MAX_TYPES];
  guint64 prev;
  guint n_candidates = find_candidates (self, *cursor, selection, candidates, &prev);
  guint n = 0;

  while (n < n_items)
    {
      guint64 seq;
      Candidate *next = find_next (candidates, n_candidates, &seq);
      guint index;

      if (next == NULL || seq > limit)
        {
          *cursor = limit;
          return n;
        }

      index = rt_event_ring_find_after (&self->ring, seq - 1);
      items[n++] = (RtChannelItem) { rt_event_ring_get (&self->ring, index)->event,
                                     prev != 0 ? prev : RT_PREV_NONE };
      next->index++;
      prev = *cursor = seq;
    }

  return n;
}

guint
rt_memory_read (RtMemory      *self,
                guint64       *cursor,
                RtSelection   *selection,
                RtChannelItem *items,
                guint          n_items,
                RtGap         *gap)
{
  guint index = rt_memory_skip_gap (self, cursor, gap);
  guint end;

  if (index == self->ring.length)
    return 0;

  end = rt_event_ring_find_jump (&self->ring, index);
  if (selection == NULL)
    return read_all (self, cursor, index, end, items, n_items);

  return read_selected (self, cursor, rt_event_ring_get (&self->ring, end - 1)->seq, selection, items, n_items);
}

gboolean
rt_memory_has_news (RtMemory    *self,
                    guint64     *cursor,
                    RtSelection *selection)
{
  Candidate candidates[RT_SELECTION_MAX_TYPES];
  guint64 after = *cursor;
  guint64 prev;
  guint64 seq;
  guint64 limit;
  guint index;
  RtGap gap;

  if (*cursor == self->last)
    return FALSE;
  if (selection == NULL)
    return TRUE;

  index = rt_memory_skip_gap (self, &after, &gap);
  if (gap.found)
    return TRUE;

  limit = rt_event_ring_get (&self->ring, rt_event_ring_find_jump (&self->ring, index) - 1)->seq;
  if (find_next (candidates, find_candidates (self, after, selection, candidates, &prev), &seq) != NULL &&
      seq <= limit)
    return TRUE;

  /* What is left to tell, if anything, is the jump there. */
  *cursor = limit;

  return limit < self->last;
}
