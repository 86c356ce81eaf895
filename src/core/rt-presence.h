/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"

G_BEGIN_DECLS

/* How many characters a name has at most. */
#define RT_PRESENCE_MAX_NAME 64

/**
 * RtPresence:
 *
 * A reader of a channel that stays, and has told its name. Whoever cares who is there
 * connects to the channel:
 *
 * Signals of RtChannel:
 *   "arrived" (const char *name): such a reader has come
 *   "left" (const char *name): it is gone, however that happened; once for each "arrived"
 */
typedef struct _RtPresence RtPresence;

RtPresence *rt_presence_new         (RtChannel  *channel,
                                     const char *name);
void        rt_presence_free        (RtPresence *self);
/* A name without the blank space around it; %NULL for what is none. (transfer full) */
char       *rt_presence_dup_name    (const char *text);

/* For the channel's class. */
void        rt_presence_add_signals (GType       type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPresence, rt_presence_free)

G_END_DECLS
