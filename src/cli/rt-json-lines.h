/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-ledger.h"
#include "net/rt-limits.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* The objects that scripts read, one a line, the line's end included. All return
 * (transfer full). */

/* {"kind":"state", …} @reason: %NULL none */
char *rt_json_line_state     (RtClientState     state,
                              const char       *reason);
/* {"kind":"state","state":"open","resumed_with":…,"after_us":…,"lost":…} */
char *rt_json_line_resumed   (RtResumption     *resumption);
/* {"kind":"event", …} */
char *rt_json_line_event     (RtMessage        *message);
/* {"kind":"gap", …} @lost: -1 where nobody can know */
char *rt_json_line_gap       (gint64            lost);
/* {"kind":"total", …} of a client */
char *rt_json_line_total     (const RtTraffic  *traffic);
/* {"kind":"total","patterns":[…]} of a server. @patterns: names, %NULL at the end */
char *rt_json_line_totals    (RtLedger         *ledger,
                              const char * const *patterns,
                              RtLimits         *limits);
/* {"kind":"confirmed", …} @has_seq: whether the server said a number */
char *rt_json_line_confirmed (gboolean          has_seq,
                              guint64           seq,
                              guint             sent_again);

G_END_DECLS
