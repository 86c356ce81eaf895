/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-server.h"

G_BEGIN_DECLS

/* GET /metrics: the counters of a server, for programs. */

#define RT_METRICS_CONTENT_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

char *rt_metrics_format    (RtLedger      *ledger,
                            RtLimits      *limits,
                            RtIdempotency *idempotency);
void  rt_metrics_add_route (RtServer      *server);

G_END_DECLS
