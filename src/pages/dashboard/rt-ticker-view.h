/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtTickerView:
 *
 * The generic live view: the latest message of a lane, and how old it is. Of a ticker,
 * its price, where it is going, and its last minute. Of a source somebody chose, the
 * number in it, or as its trouble why there is none.
 */
#define RT_TYPE_TICKER_VIEW (rt_ticker_view_get_type ())
G_DECLARE_FINAL_TYPE (RtTickerView, rt_ticker_view, RT, TICKER_VIEW, RtLiveView)

/* What the messages are; without one they are the ticker's. */
void rt_ticker_view_set_source (RtTickerView *self,
                                RtSource     *source);

G_END_DECLS
