/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtExchangeView:
 *
 * The last exchanges of a lane that asks and is answered, and a small composer that
 * posts to /hello of the same server.
 */
#define RT_TYPE_EXCHANGE_VIEW (rt_exchange_view_get_type ())
G_DECLARE_FINAL_TYPE (RtExchangeView, rt_exchange_view, RT, EXCHANGE_VIEW, RtLiveView)

G_END_DECLS
