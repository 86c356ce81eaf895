/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "patterns/publish-subscribe/rt-bus.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* Has it told once on standard error where the broker says that it is a simulation. */
void rt_simulation_follow        (RtConsole *console,
                                  RtBus     *bus);
/* The same of a client that is open, whatever it is of. */
void rt_simulation_follow_client (RtConsole *console,
                                  RtClient  *client);

G_END_DECLS
