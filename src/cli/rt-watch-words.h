/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* What a watch says to people about its connection, on standard error. */
void rt_watch_say_state   (RtConsole    *console,
                           RtClient     *client);
void rt_watch_say_resumed (RtConsole    *console,
                           RtResumption *resumption);
/* @lost: events, -1 where nobody can know */
void rt_watch_say_gap     (RtConsole    *console,
                           gint64        lost);
void rt_watch_say_earlier (RtConsole    *console,
                           RtMessage    *first);

G_END_DECLS
