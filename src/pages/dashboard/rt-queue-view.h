/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtQueueView:
 *
 * What moves in the lane of a queue: jobs go from producers into the queue and from there into
 * the hands of consumers, and stay there until the rule takes them.
 */
#define RT_TYPE_QUEUE_VIEW (rt_queue_view_get_type ())
G_DECLARE_FINAL_TYPE (RtQueueView, rt_queue_view, RT, QUEUE_VIEW, RtLiveView)

G_END_DECLS
