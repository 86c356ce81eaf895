/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-ledger.h"

G_BEGIN_DECLS

/* The traffic of a server as a table of text. */

/* The patterns to show: all there are, in the order of the dashboard, and then what
 * else @ledger knows. (transfer container) */
const char **rt_traffic_table_list_patterns (RtLedger           *ledger);
/* Lines no wider than @columns cells; what does not fit is left out, the least telling
 * first. (transfer full) */
char        *rt_traffic_table_format        (RtLedger           *ledger,
                                             guint               columns,
                                             gboolean            colour);

G_END_DECLS
