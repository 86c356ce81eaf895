/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/served.h"
#include "stories/rt-story.h"

G_BEGIN_DECLS

/* One story on a server of its own that has no other routes, and listens on all three
 * ports. @served is for the functions that ask; it has no engine. */
typedef struct {
  Served     served;
  GObject   *story;
  RtChannel *channel;   /* NULL where the story has none */
  guint16    ports[RT_N_PORTS];
} Told;

/* Next to no time goes by. */
#define TOLD_STANDSTILL 0.00001

void     told_init        (Told          *self,
                           const RtStory *story,
                           double         speed);
/* Proves that the story, the server and every connection are finalised. */
void     told_clear       (Told          *self);
/* Of the channel, "TYPE DATA" a line. (transfer full) */
char    *told_dup_events  (Told          *self);
/* Sends a text message, or waits for one. (transfer full) */
void     told_say         (RawClient     *client,
                           const char    *text);
char    *told_hear        (RawClient     *client);
/* Waits for a close frame; its code. */
guint    told_hear_close  (RawClient     *client);
/* Sends a request and does not wait for its answer. (transfer full) */
RawClient *told_send      (guint16        port,
                           const char    *method,
                           const char    *target,
                           const char    *body);

G_END_DECLS
