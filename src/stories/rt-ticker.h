/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"

G_BEGIN_DECLS

#define RT_TICKER_LOWEST  (-10)
#define RT_TICKER_HIGHEST 100
#define RT_TICKER_BEGIN   42

/**
 * RtTicker:
 *
 * A price that walks at random, published once a second as `{"coins": n}` with the type
 * `tick`: a whole number from %RT_TICKER_LOWEST to %RT_TICKER_HIGHEST that moves by one to
 * three each time.
 */
#define RT_TYPE_TICKER (rt_ticker_get_type ())
G_DECLARE_FINAL_TYPE (RtTicker, rt_ticker, RT, TICKER, GObject)

RtTicker *rt_ticker_new       (RtChannel *channel,
                               double     speed);
void      rt_ticker_set_speed (RtTicker  *self,
                               double     speed);

G_END_DECLS
