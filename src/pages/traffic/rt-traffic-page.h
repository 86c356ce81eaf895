/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-engine.h"
#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtTrafficPage:
 *
 * Who is connected to the servers now, a row each, those from elsewhere included.
 */
#define RT_TYPE_TRAFFIC_PAGE (rt_traffic_page_get_type ())
G_DECLARE_FINAL_TYPE (RtTrafficPage, rt_traffic_page, RT, TRAFFIC_PAGE, AdwBin)

void rt_traffic_page_set_engine (RtTrafficPage *self,
                                 RtEngine      *engine);
/* Whose clients the server takes for those of another lane; NULL: none. */
void rt_traffic_page_set_misread (RtTrafficPage *self,
                                  RtLane        *lane);

G_END_DECLS
