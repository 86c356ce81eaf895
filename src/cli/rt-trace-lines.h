/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-item.h"

G_BEGIN_DECLS

/* What passed on a connection, for people, its line's end included. (transfer full)
 * @apart: its bytes too, taken apart, a line each. */
char *rt_trace_line_text (RtTraceItem *item,
                          gboolean     apart);
/* {"kind":"trace", …}, for scripts. (transfer full) */
char *rt_trace_line_json (RtTraceItem *item,
                          gboolean     apart);

G_END_DECLS
