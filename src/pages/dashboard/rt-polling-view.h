/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtPollingView:
 *
 * The ticker of a lane that asks again and again: how often, and which of its polls
 * were for nothing.
 */
#define RT_TYPE_POLLING_VIEW (rt_polling_view_get_type ())
G_DECLARE_FINAL_TYPE (RtPollingView, rt_polling_view, RT, POLLING_VIEW, RtLiveView)

G_END_DECLS
