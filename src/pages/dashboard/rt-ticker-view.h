/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtTickerView:
 *
 * The generic live view: the latest message of a lane, and how old it is. Of a ticker,
 * its price, where it is going, and its last minute.
 */
#define RT_TYPE_TICKER_VIEW (rt_ticker_view_get_type ())
G_DECLARE_FINAL_TYPE (RtTickerView, rt_ticker_view, RT, TICKER_VIEW, RtLiveView)

/* The price in @data, {"coins": n} of ROUTES.md; FALSE where it is something else. */
gboolean rt_ticker_view_parse (GBytes *data,
                               double *price);

G_END_DECLS
