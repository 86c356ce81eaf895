/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-hub-channel.h"

static void
hub_channel_published (RtChannelWatch *watch)
{
  RtHubChannel *self = (RtHubChannel *) watch;

  if (G_LIKELY (rt_channel_get_memory (self->channel)->last < self->threshold))
    return;

  self->threshold = G_MAXUINT64;
  self->wants_more (self);
}

RtHubChannel *
rt_hub_channel_new (const char *name,
                    void      (*wants_more) (RtHubChannel *self),
                    gpointer    hub)
{
  RtHubChannel *self = g_new0 (RtHubChannel, 1);

  self->watch.published = hub_channel_published;
  self->channel = rt_channel_new (name, NULL);
  self->threshold = G_MAXUINT64;
  self->wants_more = wants_more;
  self->hub = hub;
  rt_channel_add_watch (self->channel, &self->watch);

  return self;
}

void
rt_hub_channel_free (RtHubChannel *self)
{
  rt_channel_remove_watch (self->channel, &self->watch);
  g_object_unref (self->channel);
  g_free (self);
}

void
rt_hub_channel_use_block (RtHubChannel        *self,
                          const RtNumberBlock *block)
{
  /* Where others reserved in between, the numbers jump. */
  if (block->next != self->end)
    rt_channel_set_numbering (self->channel, block->next, block->gapless_since);

  self->end = block->end;
  self->threshold = block->end - (block->end - block->next) / 2;
  rt_channel_set_reserved (self->channel, block->end);
}

/* In µs it is above every number that was ever given out, as long as no life gave
 * out more than one a µs. */
void
rt_hub_channel_number_by_clock (RtHubChannel *self)
{
  guint64 next = MAX ((guint64) g_get_real_time (), rt_channel_get_last (self->channel) + 1);

  self->end = 0;
  self->threshold = G_MAXUINT64;
  rt_channel_set_numbering (self->channel, next, next);
  rt_channel_set_reserved (self->channel, G_MAXUINT64);
}

guint64
rt_hub_channel_seal (RtHubChannel *self)
{
  guint64 next = rt_channel_get_last (self->channel) + 1;

  self->threshold = G_MAXUINT64;
  rt_channel_set_reserved (self->channel, next);

  return next;
}
