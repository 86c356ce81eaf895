/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"
#include "net/rt-server.h"

G_BEGIN_DECLS

/**
 * RtStory:
 * @channel: the name of the channel it publishes to
 * @begin: begins it; (transfer full): it ends when its last reference goes
 * @set_speed: how much faster than real time it runs, from now on
 * @add_routes: its classic routes; %NULL none. @story is where the story is while it
 *   runs, %NULL in there before and after; it lives as long as @server.
 *
 * What travels. One static constant a story, listed in rt-stories.c.
 */
typedef struct {
  const char *channel;
  GObject  *(*begin)      (RtChannel *channel,
                           double     speed);
  void      (*set_speed)  (GObject   *story,
                           double     speed);
  void      (*add_routes) (RtServer  *server,
                           GObject  **story);
} RtStory;

const RtStory * const *rt_stories_list (void);

extern const RtStory rt_ticker_story;

G_END_DECLS
