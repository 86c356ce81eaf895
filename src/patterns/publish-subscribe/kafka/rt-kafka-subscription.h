/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

/**
 * RtKafkaSubscription:
 *
 * A consumer of a topic, with a handle of librdkafka of its own. In a group it takes part in
 * eager rebalances; without one it has all partitions, or the one that was asked for.
 */
#define RT_TYPE_KAFKA_SUBSCRIPTION (rt_kafka_subscription_get_type ())
G_DECLARE_FINAL_TYPE (RtKafkaSubscription, rt_kafka_subscription, RT, KAFKA_SUBSCRIPTION, RtBusSubscription)

G_END_DECLS
