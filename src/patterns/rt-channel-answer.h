/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"
#include "net/rt-exchange.h"
#include "patterns/rt-channel-query.h"

G_BEGIN_DECLS

/* What one answer of polling carries at most, in bytes of JSON, give or take one event. */
#define RT_CHANNEL_ANSWER_MAX_BYTES (4 * 1024 * 1024)

gboolean rt_channel_answer_has_news (RtExchange           *exchange,
                                     RtChannel            *channel,
                                     const RtChannelQuery *query);
void     rt_channel_answer          (RtExchange           *exchange,
                                     RtChannel            *channel,
                                     RtChannelQuery       *query);
void     rt_channel_answer_nothing  (RtExchange           *exchange,
                                     RtChannel            *channel);

G_END_DECLS
