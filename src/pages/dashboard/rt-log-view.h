/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtLogView:
 *
 * What moves in the lane of a log: its partitions grow at one end and are eaten at the other, and
 * groups of consumers move along them.
 */
#define RT_TYPE_LOG_VIEW (rt_log_view_get_type ())
G_DECLARE_FINAL_TYPE (RtLogView, rt_log_view, RT, LOG_VIEW, RtLiveView)

G_END_DECLS
