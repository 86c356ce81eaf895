/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/* What starts or stops @lane: its icon, its tooltip and its name. */
void rt_lane_toggle_show (GtkButton *toggle,
                          RtLane    *lane);

G_END_DECLS
