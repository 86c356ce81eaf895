/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"

G_BEGIN_DECLS

/* Runs as they are in a file, counters and histograms whole. */

#define RT_RUN_MAX_REMARK 1000 /* bytes */

JsonNode *rt_run_to_json   (const RtRun  *self);
RtRun    *rt_run_from_json (JsonNode     *node,
                            const RtPlan *plan,
                            GError      **error);

G_END_DECLS
