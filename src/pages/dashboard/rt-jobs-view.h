/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtJobsView:
 *
 * Jobs that are handed in by POST /submit, and waited for at /check-status, which is held
 * until each is complete; how far it is, the channel of jobs tells.
 */
#define RT_TYPE_JOBS_VIEW (rt_jobs_view_get_type ())
G_DECLARE_FINAL_TYPE (RtJobsView, rt_jobs_view, RT, JOBS_VIEW, RtLiveView)

G_END_DECLS
