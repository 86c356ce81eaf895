/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-advice.h"
#include "widgets/rt-plot.h"

G_BEGIN_DECLS

/* The pictures of a result, of RtPlot: bytes per event, latency, staleness, connections, cost, and
 * the map of who is the cheapest where. @other: (nullable): what it is compared with. (transfer full) */
GPtrArray *rt_charts_new     (RtResult      *result,
                              RtResult      *other,
                              const RtNeeds *needs);
/* (transfer full) (nullable) */
RtPlot    *rt_chart_new_map  (RtResult      *result,
                              const RtNeeds *needs);

G_END_DECLS
