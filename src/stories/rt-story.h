/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub-limits.h"
#include "net/rt-server.h"

G_BEGIN_DECLS

/**
 * RtStory:
 * @channel: (nullable): the name of the channel it publishes to, one that exists from the
 *   beginning; %NULL for none
 * @settings: (nullable): what is different for that channel, unless somebody chooses
 *   otherwise; %NULL for nothing
 * @begin: begins it; (transfer full): it ends when its last reference goes, and with the
 *   connections it serves. @channel is %NULL where the story has none.
 * @set_speed: (nullable): how much faster than real time it runs, from now on
 * @add_routes: its classic routes; %NULL none. @story is where the story is while it
 *   runs, %NULL in there before and after; it lives as long as @server.
 * @set_max_body: (nullable): how large a file may be that comes to it, from now on
 * @end_async: (nullable): ends it before its last reference goes, and calls back when
 *   nothing is left that takes time
 *
 * What travels. One static constant a story, listed in rt-stories.c.
 */
typedef struct {
  const char *channel;
  const RtChannelSettings *settings;
  GObject  *(*begin)      (RtChannel *channel,
                           double     speed);
  void      (*set_speed)  (GObject   *story,
                           double     speed);
  void      (*add_routes) (RtServer  *server,
                           GObject  **story);
  void      (*set_max_body) (GObject *story,
                             guint64  bytes);
  void      (*end_async)    (GObject             *story,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);
} RtStory;

const RtStory * const *rt_stories_list (void);
/* The story that runs at @story. Where none does @exchange was answered, with 503, and the
 * result is NULL. (transfer none) */
GObject               *rt_story_require (RtExchange  *exchange,
                                         GObject    **story);

extern const RtStory rt_ticker_story;
extern const RtStory rt_validation_story;
extern const RtStory rt_jobs_story;
extern const RtStory rt_chat_room_story;
extern const RtStory rt_uploads_story;

G_END_DECLS
