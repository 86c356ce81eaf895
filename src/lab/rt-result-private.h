/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"

G_BEGIN_DECLS

struct _RtResult {
  GObject    parent_instance;
  RtPlan    *plan;
  GPtrArray *runs;     /* of RtRun */
  RtSpread  *spreads;  /* of each contestant, each figure, or NULL before they are asked for */
  JsonNode  *machine;
  GDateTime *made;
  RtNeeds    needs;
};

/* For who reads a file: it was made elsewhere, another day. (transfer full) both; %NULL: not known */
void rt_result_set_origin (RtResult  *self,
                           JsonNode  *machine,
                           GDateTime *made);

G_END_DECLS
