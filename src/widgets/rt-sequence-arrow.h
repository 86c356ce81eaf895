/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-trace-item.h"

G_BEGIN_DECLS

/**
 * RtSequencePath:
 * @from: where it starts, in logical pixels from the left edge
 * @to: where it arrives
 * @y: where it starts, from the upper edge
 * @drop: how much lower it arrives
 *
 * The way of something from one lifeline to the other.
 */
typedef struct {
  double from;
  double to;
  double y;
  double drop;
} RtSequencePath;

/* What @item looks like on its way, and with @share of it done. What a kind looks like is
 * told by line and head as well as by colour. */
void rt_sequence_draw_item (cairo_t              *cr,
                            RtTraceItem          *item,
                            const RtSequencePath *path,
                            double                share);

G_END_DECLS
