/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"

G_BEGIN_DECLS

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

/* For the channel's class. */
void        rt_presence_add_signals (GType       type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPresence, rt_presence_free)

G_END_DECLS
