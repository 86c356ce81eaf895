/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel-private.h"
#include "core/rt-numbers.h"

G_BEGIN_DECLS

/**
 * RtHubChannel:
 * @end: the first number that is not reserved for it; 0: it needs none
 * @threshold: from this number on the next block is wanted
 * @wants_more: called, once for each block, when it is
 * @hub: for @wants_more
 * @waiting: the tasks that wait for its first numbers; %NULL once it is open
 *
 * A channel of the hub and where its numbers end. Private to the hub.
 */
typedef struct _RtHubChannel RtHubChannel;
struct _RtHubChannel {
  RtChannelWatch watch;   /* first */
  RtChannel     *channel;
  guint64        end;
  guint64        threshold;
  void         (*wants_more) (RtHubChannel *self);
  gpointer       hub;
  GPtrArray     *waiting;
};

RtHubChannel *rt_hub_channel_new             (const char          *name,
                                              void               (*wants_more) (RtHubChannel *self),
                                              gpointer             hub);
void          rt_hub_channel_free            (RtHubChannel        *self);
void          rt_hub_channel_use_block       (RtHubChannel        *self,
                                              const RtNumberBlock *block);
void          rt_hub_channel_number_by_clock (RtHubChannel        *self);
/* Nothing can be published from now on. Returns the first number not given out. */
guint64       rt_hub_channel_seal            (RtHubChannel        *self);

G_END_DECLS
