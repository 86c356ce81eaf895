/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-output.h"
#include "patterns/publish-subscribe/rt-bus-client.h"

G_BEGIN_DECLS

/**
 * RtAcknowledger:
 *
 * Acknowledges what a queue or topic delivered once whoever reads the output has taken it,
 * all or what a rule takes.
 */
typedef struct _RtAcknowledger RtAcknowledger;

/* @rule: %NULL all. NULL: @client has nothing that is acknowledged. */
RtAcknowledger *rt_acknowledger_new  (RtOutput       *output,
                                      RtClient       *client,
                                      RtAckRule      *rule,
                                      gboolean        never);
void            rt_acknowledger_free (RtAcknowledger *self);
/* It was printed. */
void            rt_acknowledger_take (RtAcknowledger *self,
                                      RtMessage      *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtAcknowledger, rt_acknowledger_free)

G_END_DECLS
