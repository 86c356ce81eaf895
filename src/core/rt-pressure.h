/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-link.h"
#include "core/rt-memory.h"
#include "core/rt-outbox.h"

G_BEGIN_DECLS

/**
 * RtPressureMember:
 * @measure: says how much waits for it of what was published since it came, and how much
 *   left for it so far
 * @overflow: it cannot take more and has more waiting than it may; must not publish, come
 *   or go in there
 * @refused: a publisher was refused because of it
 * @stuck: its outbox was full when it was served last
 * @let_go: nobody waits for it until it has caught up
 * @taken: how much had left for it at @since
 * @since: monotonic, µs: since when it holds up who publishes, or would; 0 it does not
 *
 * A reader with an outbox, as far as who publishes is concerned. Embedded in it.
 */
typedef struct _RtPressureMember RtPressureMember;
struct _RtPressureMember {
  RtLink   link;
  void   (*measure)  (RtPressureMember *member,
                      RtOutboxDepth    *depth,
                      RtOutboxDepth    *taken);
  void   (*overflow) (RtPressureMember *member);
  void   (*refused)  (RtPressureMember *member);
  gboolean stuck;
  gboolean let_go;
  RtOutboxDepth taken;
  gint64   since;
};

/**
 * RtPressure:
 * @limits: how much may wait for each of them, and what happens then; every field is set
 * @members: the readers that have outboxes
 * @safe_seq: up to this number nobody can have more than may wait
 * @safe_bytes: the same in bytes of all that was ever published
 * @timed: monotonic, µs: when it was last seen to which of them are in the way
 *
 * What holds publishing and reading together. Most publishes cost it two comparisons: all
 * readers are looked at only where one may be at its limit. Private to the channel.
 */
typedef struct {
  RtOutboxLimits limits;
  RtLink         members;
  guint64        safe_seq;
  guint64        safe_bytes;
  gint64         timed;
} RtPressure;

void     rt_pressure_init       (RtPressure           *self);
/* A field that is 0 takes the default of the policy. */
void     rt_pressure_set_limits (RtPressure           *self,
                                 const RtOutboxLimits *limits);
/* Numbers began anew. */
void     rt_pressure_look_again (RtPressure           *self);
void     rt_pressure_join       (RtPressure           *self,
                                 RtPressureMember     *member);
void     rt_pressure_leave      (RtPressureMember     *member);
/* It can take no more. */
void     rt_pressure_stick      (RtPressure           *self,
                                 const RtMemory       *memory,
                                 RtPressureMember     *member);
/* It has taken everything. */
void     rt_pressure_unstick    (RtPressureMember     *member);
gboolean rt_pressure_find_room  (RtPressure           *self,
                                 const RtMemory       *memory,
                                 gsize                 size);
void     rt_pressure_judge      (RtPressure           *self,
                                 const RtMemory       *memory);

/* Whether @size bytes more may be published. */
static inline gboolean
rt_pressure_has_room (RtPressure     *self,
                      const RtMemory *memory,
                      gsize           size)
{
  return G_LIKELY (self->limits.policy != RT_OUTBOX_WAIT) ||
         (memory->last < self->safe_seq && memory->n_bytes_ever + size <= self->safe_bytes) ||
         rt_pressure_find_room (self, memory, size);
}

/* After each publish. */
static inline void
rt_pressure_published (RtPressure     *self,
                       const RtMemory *memory)
{
  if (G_UNLIKELY (self->limits.policy == RT_OUTBOX_DISCONNECT) &&
      (memory->last > self->safe_seq || memory->n_bytes_ever > self->safe_bytes))
    rt_pressure_judge (self, memory);
}

G_END_DECLS
