/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-advice.h"
#include "rt-picture.h"

G_BEGIN_DECLS

/* All that the page shows of a result, on one sheet. @other: (nullable). (transfer full) */
RtPicture *rt_sheet_new (RtResult          *result,
                         RtResult          *other,
                         const RtNeeds     *needs,
                         const RtPlotStyle *style);

G_END_DECLS
