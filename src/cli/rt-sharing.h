/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "lab/rt-engine.h"

G_BEGIN_DECLS

/* Shares the channels of @engine over the bus at @uri, %NULL none, and says how that goes.
 * FALSE: it cannot be, which was said. */
gboolean rt_sharing_begin (RtConsole  *console,
                           RtEngine   *engine,
                           const char *uri);

G_END_DECLS
