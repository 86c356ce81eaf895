/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-lane-view.h"

G_BEGIN_DECLS

/* Has the desks of @views, of RtLaneView, work where they did when the program ended last, and
 * keeps where they work in @settings, as "lane-buses", and where they worked last over each engine, as
 * "lane-addresses", without passwords: the keyring has those. */
void rt_dashboard_keep_buses (GPtrArray *views,
                              GSettings *settings);

G_END_DECLS
