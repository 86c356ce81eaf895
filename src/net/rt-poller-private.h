/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-poller.h"

G_BEGIN_DECLS

/* What rt-poller.c shares with rt-poller-default.c, which knows the one of each context. */

/* Held by @context, and by the caller. */
RtPoller *rt_poller_new            (GMainContext *context);
/* Its context let go of it. */
gboolean  rt_poller_is_over        (RtPoller     *self);
void      rt_poller_forget_default (RtPoller     *self,
                                    GMainContext *context);

G_END_DECLS
