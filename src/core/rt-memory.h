/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <string.h>

#include "core/rt-channel.h"
#include "core/rt-event-ring.h"
#include "core/rt-outbox.h"

G_BEGIN_DECLS

/* What an event costs beside its payload and type, about. */
#define RT_MEMORY_EVENT_BYTES 256

/**
 * RtMemoryBudget:
 * @max_bytes: what all memories that share it may hold together
 * @floor_bytes: what each of them may hold in any case
 * @n_bytes: what they hold, %RT_MEMORY_EVENT_BYTES for each event included
 *
 * One bound for several memories. Made with g_rc_box_new0(); each keeps a reference.
 */
typedef struct {
  gsize max_bytes;
  gsize floor_bytes;
  gsize n_bytes;
} RtMemoryBudget;

/**
 * RtMemory:
 * @limits: how much is remembered
 * @budget: (nullable): what bounds it together with others
 * @ring: what is
 * @logs: type name to RtTypeLog, for every type there ever was
 * @n_bytes: bytes of payload and type in @ring
 * @n_bytes_ever: the same of all events there ever were
 * @last: the number before the next one
 * @gapless_since: from which number on every one was given to an event
 * @life: how often it began anew
 *
 * What a channel remembers, and reading it by cursor. Private to the channel.
 */
typedef struct {
  RtChannelLimits limits;
  RtMemoryBudget *budget;
  RtEventRing     ring;
  GHashTable     *logs;
  gsize           n_bytes;
  guint64         n_bytes_ever;
  guint64         last;
  guint64         gapless_since;
  guint           life;
} RtMemory;

void       rt_memory_init     (RtMemory      *self);
void       rt_memory_clear    (RtMemory      *self);
/* Forgets everything; numbers begin at 1 again. */
void       rt_memory_begin_anew (RtMemory    *self);
/* Before there is anything in it. */
void       rt_memory_set_budget (RtMemory       *self,
                                 RtMemoryBudget *budget);
/* The log of @type; made when @create and there was none. */
RtTypeLog *rt_memory_find_log (RtMemory      *self,
                               const char    *type,
                               gboolean       create);
/* Takes an event with the next number, born at @time_us. */
void       rt_memory_append   (RtMemory      *self,
                               RtTypeLog     *log,
                               GBytes        *data,
                               gint64         time_us);
/* Forgets at most @n_events, and takes @limits once what is left is within them: TRUE. */
gboolean   rt_memory_trim     (RtMemory              *self,
                               const RtChannelLimits *limits,
                               guint                  n_events);
guint      rt_memory_read     (RtMemory      *self,
                               guint64       *cursor,
                               RtSelection   *selection,
                               RtChannelItem *items,
                               guint          n_items,
                               RtGap         *gap);
/* How much rt_memory_read() would give. */
void       rt_memory_measure_after (RtMemory      *self,
                                    guint64        cursor,
                                    RtSelection   *selection,
                                    RtOutboxDepth *depth);
/* Moves @cursor over @n_events that rt_memory_read() would give, and over what is gone before
 * and among them. Returns how many it were. */
guint64    rt_memory_skip     (RtMemory      *self,
                               guint64       *cursor,
                               RtSelection   *selection,
                               guint64        n_events,
                               RtGap         *gap);
/* Moves @cursor over what can no longer be given, up to the number before the next event,
 * and tells it. Returns the index of that event, the ring's length where there is none. */
guint      rt_memory_skip_gap (RtMemory      *self,
                               guint64       *cursor,
                               RtGap         *gap);
/* Whether rt_memory_read() would have an event or a gap to tell; moves @cursor
 * past what the selection leaves out. */
gboolean   rt_memory_has_news (RtMemory      *self,
                               guint64       *cursor,
                               RtSelection   *selection);

static inline gsize
rt_memory_measure (const char *type,
                   GBytes     *data)
{
  return g_bytes_get_size (data) + strlen (type);
}

/* @more follows @gap. */
static inline void
rt_gap_add (RtGap       *gap,
            const RtGap *more)
{
  if (!more->found)
    return;

  gap->lost = gap->lost < 0 || more->lost < 0 ? -1 : gap->lost + more->lost;
  gap->found = TRUE;
}

G_END_DECLS
