/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtTraceTeller:
 *
 * Tells what passes on a client's connections as it passes: to people on standard error,
 * beside what they asked for; to scripts, as objects, among the others.
 */
typedef struct _RtTraceTeller RtTraceTeller;

RtTraceTeller *rt_trace_teller_new    (RtConsole     *console,
                                       gboolean       json,
                                       gboolean       apart);
void           rt_trace_teller_free   (RtTraceTeller *self);
/* @client has not begun. */
void           rt_trace_teller_follow (RtTraceTeller *self,
                                       RtClient      *client);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtTraceTeller, rt_trace_teller_free)

G_END_DECLS
