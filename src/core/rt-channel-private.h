/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-memory.h"
#include "core/rt-pressure.h"

G_BEGIN_DECLS

/**
 * RtChannelWatch:
 * @published: called after each publish; must not publish, add or remove watches
 * @next: the list's
 *
 * Who wants to know of each publish, without a signal's cost. Embedded in the
 * watcher's own structure.
 */
typedef struct _RtChannelWatch RtChannelWatch;
struct _RtChannelWatch {
  void          (*published) (RtChannelWatch *watch);
  RtChannelWatch *next;
};

RtMemory        *rt_channel_get_memory  (RtChannel *self);
RtPressure      *rt_channel_get_pressure (RtChannel *self);
RtChannelWatch **rt_channel_get_watches (RtChannel *self);

static inline void
rt_channel_add_watch (RtChannel      *self,
                      RtChannelWatch *watch)
{
  RtChannelWatch **first = rt_channel_get_watches (self);

  watch->next = *first;
  *first = watch;
}

static inline void
rt_channel_remove_watch (RtChannel      *self,
                         RtChannelWatch *watch)
{
  RtChannelWatch **link = rt_channel_get_watches (self);

  while (*link != NULL && *link != watch)
    link = &(*link)->next;
  if (*link != NULL)
    *link = watch->next;
}

G_END_DECLS
