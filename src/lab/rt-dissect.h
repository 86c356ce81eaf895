/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-item.h"

G_BEGIN_DECLS

/* The bytes of an item taken apart. (transfer full) */
RtTracePart *rt_dissect_item (RtTraceItem *item);

G_END_DECLS
