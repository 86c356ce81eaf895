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
void
rt_pressure_look_again (RtPressure *self)
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
  rt_pressure_look_again (self);
}

void
rt_pressure_join (RtPressure       *self,
                  RtPressureMember *member)
{
  rt_link_append (&self->members, &member->link);
  rt_pressure_look_again (self);
}

void
rt_pressure_leave (RtPressureMember *member)
{
  rt_link_remove (&member->link);
}

/* The most that can be published before more than @most may wait for it. */
static void
narrow (RtPressure          *self,
        const RtMemory      *memory,
        const RtOutboxDepth *depth,
        const RtOutboxDepth *most)
{
  guint64 events = most->events - MIN (depth->events, most->events);
  guint64 bytes = most->bytes - MIN (depth->bytes, most->bytes);

  self->safe_seq = MIN (self->safe_seq, memory->last + events);
  self->safe_bytes = MIN (self->safe_bytes, memory->n_bytes_ever + bytes);
}

/* How much may wait for it. Who could take more the last time is not judged by what came in
 * one turn of the loop, before its own: unless the channel could forget that meanwhile. */
static RtOutboxDepth
get_most (RtPressure             *self,
          const RtMemory         *memory,
          const RtPressureMember *member)
{
  RtOutboxDepth most = { self->limits.max_events, self->limits.max_bytes };

  if (self->limits.policy == RT_OUTBOX_WAIT && !member->stuck)
    {
      most.events = MAX (most.events, memory->limits.max_events / 2);
      most.bytes = MAX (most.bytes, memory->limits.max_bytes / 2);
    }

  return most;
}

void
rt_pressure_stick (RtPressure       *self,
                   const RtMemory   *memory,
                   RtPressureMember *member)
{
  RtOutboxDepth depth;
  RtOutboxDepth taken;
  RtOutboxDepth most;

  member->stuck = TRUE;
  if (self->limits.policy != RT_OUTBOX_DISCONNECT && self->limits.policy != RT_OUTBOX_WAIT)
    return;

  most = get_most (self, memory, member);

  member->measure (member, &depth, &taken);
  narrow (self, memory, &depth, &most);
}

void
rt_pressure_unstick (RtPressureMember *member)
{
  member->stuck = FALSE;
  member->since = 0;
}

/* Its patience begins anew only with half of what may wait: who takes an event now and then
 * would hold up everybody for ever. */
static void
count_patience (RtPressure          *self,
                RtPressureMember    *member,
                const RtOutboxDepth *taken,
                gint64               now)
{
  if (member->since == 0 || taken->events - member->taken.events >= MAX (self->limits.max_events / 2, 1) ||
      taken->bytes - member->taken.bytes >= MAX (self->limits.max_bytes / 2, 1))
    {
      member->since = now;
      member->taken = *taken;
    }
}

/* Whether it can have @size bytes more. */
static gboolean
can_wait (const RtOutboxDepth *depth,
          const RtOutboxDepth *most,
          gsize                size)
{
  /* An event of any size has room where none waits: else a large one never would. */
  return depth->events == 0 || (depth->events < most->events && depth->bytes + size <= most->bytes);
}

/* Whether @size bytes more may wait for it. */
static gboolean
has_room (RtPressure       *self,
          const RtMemory   *memory,
          RtPressureMember *member,
          gsize             size,
          gint64            now)
{
  const gint64 patience = (gint64) self->limits.patience_ms * G_TIME_SPAN_MILLISECOND;
  const RtOutboxDepth most = get_most (self, memory, member);
  const RtOutboxDepth half = { self->limits.max_events / 2, self->limits.max_bytes / 2 };
  RtOutboxDepth depth;
  RtOutboxDepth taken;

  member->measure (member, &depth, &taken);
  if (depth.events <= half.events && depth.bytes <= half.bytes)
    {
      member->let_go = FALSE;
      if (!member->stuck)
        member->since = 0;
    }
  if (!member->let_go && can_wait (&depth, &most, size))
    {
      narrow (self, memory, &depth, &most);
      return TRUE;
    }

  count_patience (self, member, &taken, now);
  member->let_go = member->let_go || now - member->since >= patience;
  if (member->let_go)
    /* To be seen to have caught up. */
    narrow (self, memory, &half, &most);

  return member->let_go;
}

/* Everybody's patience runs from the first refusal: of those who are in the way, and of
 * those who will be because they take no more. Not for each refusal: there may be many. */
static void
start_patience (RtPressure     *self,
                const RtMemory *memory,
                gsize           size,
                gint64          now)
{
  if (now - self->timed < (gint64) self->limits.patience_ms * G_TIME_SPAN_MILLISECOND / 50)
    return;

  self->timed = now;
  for (RtLink *link = self->members.next; link != &self->members; link = link->next)
    {
      RtPressureMember *member = (RtPressureMember *) link;
      const RtOutboxDepth most = get_most (self, memory, member);
      RtOutboxDepth depth;
      RtOutboxDepth taken;

      member->measure (member, &depth, &taken);
      if (member->stuck || !can_wait (&depth, &most, size))
        count_patience (self, member, &taken, now);
    }
}

/* Whether @size bytes may be published, as all readers stand. Who is in the way is looked
 * at first the next time. */
gboolean
rt_pressure_find_room (RtPressure     *self,
                       const RtMemory *memory,
                       gsize           size)
{
  gint64 now = g_get_monotonic_time ();

  self->safe_seq = self->safe_bytes = G_MAXUINT64;
  for (RtLink *link = self->members.next; link != &self->members; link = link->next)
    {
      RtPressureMember *member = (RtPressureMember *) link;

      if (has_room (self, memory, member, size, now))
        continue;

      start_patience (self, memory, size, now);
      rt_link_remove (link);
      rt_link_append (self->members.next, link);
      rt_pressure_look_again (self);
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
  const RtOutboxDepth most = { self->limits.max_events, self->limits.max_bytes };

  self->safe_seq = self->safe_bytes = G_MAXUINT64;
  for (RtLink *link = self->members.next; link != &self->members; link = link->next)
    {
      RtPressureMember *member = (RtPressureMember *) link;
      RtOutboxDepth depth;
      RtOutboxDepth taken;

      if (!member->stuck)
        continue;

      member->measure (member, &depth, &taken);
      if (depth.events > self->limits.max_events || depth.bytes > self->limits.max_bytes)
        member->overflow (member);
      else
        narrow (self, memory, &depth, &most);
    }
}
