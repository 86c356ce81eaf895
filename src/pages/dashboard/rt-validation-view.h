/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtValidationView:
 *
 * Music that the server looks at: its name and size go in by POST /validate-music, the
 * answer is held until there is a verdict. Several at once, each can be cancelled.
 */
#define RT_TYPE_VALIDATION_VIEW (rt_validation_view_get_type ())
G_DECLARE_FINAL_TYPE (RtValidationView, rt_validation_view, RT, VALIDATION_VIEW, RtLiveView)

G_END_DECLS
