/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-pressure.h"

#define KEEP_LATEST_MAX_EVENTS 16

void
rt_pressure_init (RtPressure *self)
{
  const RtOutboxLimits limits = { RT_OUTBOX_DROP_OLDEST, 0, 0, 0 };

  rt_link_init (&self->members);
  rt_pressure_set_limits (self, &limits);
}

/* All readers are looked at before the next publish. */
static void
look_again (RtPressure *self)
{
  self->safe_seq = 0;
  self->safe_bytes = 0;
}

void
rt_pressure_set_limits (RtPressure           *self,
                        const RtOutboxLimits *limits)
{
  static const RtOutboxLimits defaults[] = {
    [RT_OUTBOX_WAIT] = { RT_OUTBOX_WAIT, RT_OUTBOX_DEFAULT_MAX_EVENTS, RT_OUTBOX_DEFAULT_MAX_BYTES, 0 },
    [RT_OUTBOX_KEEP_LATEST] = { RT_OUTBOX_KEEP_LATEST, KEEP_LATEST_MAX_EVENTS, RT_OUTBOX_DEFAULT_MAX_BYTES, 0 },
    /* As long as the channel remembers. */
    [RT_OUTBOX_DROP_OLDEST] = { RT_OUTBOX_DROP_OLDEST, G_MAXUINT, G_MAXSIZE, 0 },
    [RT_OUTBOX_DISCONNECT] = { RT_OUTBOX_DISCONNECT, RT_OUTBOX_DEFAULT_MAX_EVENTS, RT_OUTBOX_DEFAULT_MAX_BYTES, 0 },
  };

  self->limits = defaults[limits->policy];
  if (limits->max_events > 0)
    self->limits.max_events = limits->max_events;
  if (limits->max_bytes > 0)
    self->limits.max_bytes = limits->max_bytes;
  self->limits.patience_ms = limits->patience_ms > 0 ? limits->patience_ms : RT_OUTBOX_DEFAULT_PATIENCE_MS;
  look_again (self);
}

void
rt_pressure_join (RtPressure       *self,
                  RtPressureMember *member)
{
  rt_link_append (&self->members, &member->link);
  look_again (self);
}

void
rt_pressure_leave (RtPressureMember *member)
{
  rt_link_remove (&member->link);
}

/* The most that can be published before it may be at its limit. */
static void
narrow (RtPressure          *self,
        const RtMemory      *memory,
        const RtOutboxDepth *depth)
{
  guint64 events = self->limits.max_events - MIN (depth->events, self->limits.max_events);
  guint64 bytes = self->limits.max_bytes - MIN (depth->bytes, self->limits.max_bytes);

  self->safe_seq = MIN (self->safe_seq, memory->last + events);
  self->safe_bytes = MIN (self->safe_bytes, memory->n_bytes_ever + bytes);
}

void
rt_pressure_stick (RtPressure       *self,
                   const RtMemory   *memory,
                   RtPressureMember *member)
{
  RtOutboxDepth depth;
  guint64 taken;

  member->stuck = TRUE;
  if (self->limits.policy != RT_OUTBOX_DISCONNECT)
    return;

  member->measure (member, &depth, &taken);
  narrow (self, memory, &depth);
}

/* Whether it is waited for still: it is not once it took nothing for so long, until half
 * of what may wait is gone. */
static gboolean
is_waited_for (RtPressure       *self,
               RtPressureMember *member,
               guint64           taken)
{
  gint64 now = g_get_monotonic_time ();

  if (member->since == 0 || member->taken != taken)
    {
      member->since = now;
      member->taken = taken;
    }
  member->let_go = now - member->since >= (gint64) self->limits.patience_ms * G_TIME_SPAN_MILLISECOND;

  return !member->let_go;
}

/* Whether @size bytes more may wait for it. */
static gboolean
has_room (RtPressure       *self,
          const RtMemory   *memory,
          RtPressureMember *member,
          gsize             size)
{
  const RtOutboxLimits *limits = &self->limits;
  RtOutboxDepth depth;
  guint64 taken;

  member->measure (member, &depth, &taken);
  if (member->let_go && depth.events <= limits->max_events / 2 && depth.bytes <= limits->max_bytes / 2)
    member->let_go = FALSE;
  if (member->let_go)
    {
      /* To be seen to have caught up. */
      depth = (RtOutboxDepth) { limits->max_events / 2, limits->max_bytes / 2 };
      narrow (self, memory, &depth);
      return TRUE;
    }

  narrow (self, memory, &depth);
  /* An event of any size has room where none waits: else a large one never would. */
  if (depth.events == 0 || (depth.events < limits->max_events && depth.bytes + size <= limits->max_bytes))
    {
      member->since = 0;
      return TRUE;
    }

  return !is_waited_for (self, member, taken);
}

/* Whether @size bytes may be published, as all readers stand. Who is in the way is looked
 * at first the next time. */
gboolean
rt_pressure_find_room (RtPressure     *self,
                       const RtMemory *memory,
                       gsize           size)
{
  self->safe_seq = self->safe_bytes = G_MAXUINT64;
  for (RtLink *link = self->members.next; link != &self->members; link = link->next)
    {
      RtPressureMember *member = (RtPressureMember *) link;

      if (has_room (self, memory, member, size))
        continue;

      rt_link_remove (link);
      rt_link_append (self->members.next, link);
      look_again (self);
      member->refused (member);
      return FALSE;
    }

  return TRUE;
}

/* Tells those that cannot take more and have more waiting than they may. */
void
rt_pressure_judge (RtPressure     *self,
                   const RtMemory *memory)
{
  self->safe_seq = self->safe_bytes = G_MAXUINT64;
  for (RtLink *link = self->members.next; link != &self->members; link = link->next)
    {
      RtPressureMember *member = (RtPressureMember *) link;
      RtOutboxDepth depth;
      guint64 taken;

      if (!member->stuck)
        continue;

      member->measure (member, &depth, &taken);
      if (depth.events > self->limits.max_events || depth.bytes > self->limits.max_bytes)
        member->overflow (member);
      else
        narrow (self, memory, &depth);
    }
}
