/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-traffic.h"

G_BEGIN_DECLS

/**
 * RtLedger:
 *
 * The traffic of a server, by pattern. Peers post into it; /metrics and the
 * window read it.
 */
typedef struct _RtLedger RtLedger;

#define RT_LEDGER_OTHER "other"

RtLedger  *rt_ledger_new       (void);
RtLedger  *rt_ledger_ref       (RtLedger   *self);
void       rt_ledger_unref     (RtLedger   *self);
/* (transfer none): made on first use, stays where it is. @pattern is interned. */
RtTraffic *rt_ledger_get       (RtLedger   *self,
                                const char *pattern);
/* The patterns seen, "other" among them, in the order of their first use. (transfer none) */
const char * const *rt_ledger_get_patterns (RtLedger *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtLedger, rt_ledger_unref)

G_END_DECLS
