/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

/**
 * RtRabbitSubscription:
 *
 * A consumer, on a channel of its own. Of a log: of a stream queue, by offset; the position is its
 * own, so it goes on after the last delivery that was acknowledged.
 */
#define RT_TYPE_RABBIT_SUBSCRIPTION (rt_rabbit_subscription_get_type ())
G_DECLARE_FINAL_TYPE (RtRabbitSubscription, rt_rabbit_subscription, RT, RABBIT_SUBSCRIPTION, RtBusSubscription)

G_END_DECLS
