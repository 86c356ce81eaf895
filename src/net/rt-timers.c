/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-timers.h"

gboolean
rt_timers_add (RtTimers      *self,
               RtPollerTimer *timer)
{
  GList *after = self->queue.tail;

  timer->queued = TRUE;
  timer->link.data = timer;

  /* From the end: delays repeat, so it mostly belongs there. */
  while (after != NULL && ((RtPollerTimer *) after->data)->due > timer->due)
    after = after->prev;
  if (after == NULL)
    g_queue_push_head_link (&self->queue, &timer->link);
  else
    g_queue_insert_after_link (&self->queue, after, &timer->link);

  return after == NULL;
}

gboolean
rt_timers_remove (RtTimers      *self,
                  RtPollerTimer *timer)
{
  gboolean was_first = self->queue.head == &timer->link;

  if (!timer->queued)
    return FALSE;

  timer->queued = FALSE;
  g_queue_unlink (&self->queue, &timer->link);

  return was_first;
}

gboolean
rt_timers_run (RtTimers *self,
               gint64    now,
               gint64    deadline)
{
  gboolean ran = FALSE;
  RtPollerTimer *first;

  while ((first = g_queue_peek_head (&self->queue)) != NULL && first->due <= now)
    {
      rt_timers_remove (self, first);
      ran = TRUE;
      first->func (first->user_data);
      if (g_get_monotonic_time () >= deadline)
        break;
    }

  return ran;
}

gint64
rt_timers_get_next (RtTimers *self)
{
  RtPollerTimer *first = g_queue_peek_head (&self->queue);

  return first != NULL ? first->due : -1;
}
