/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtUploadView:
 *
 * Files chosen or dropped on their way to the server, and what that tells of them by the
 * pattern of the lane. All views of one list show the same uploads.
 */
#define RT_TYPE_UPLOAD_VIEW (rt_upload_view_get_type ())
G_DECLARE_FINAL_TYPE (RtUploadView, rt_upload_view, RT, UPLOAD_VIEW, RtLiveView)

G_END_DECLS
