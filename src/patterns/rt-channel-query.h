/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"
#include "net/rt-exchange.h"

G_BEGIN_DECLS

/* What a GET of /channels/NAME asks for. */
typedef struct {
  gboolean     has_after;
  guint64      after;
  guint        limit;     /* 0 none */
  RtSelection *selection; /* (nullable) */
} RtChannelQuery;

/* Answers 400 and returns %FALSE when the request cannot be understood. */
gboolean rt_channel_query_parse (RtExchange     *exchange,
                                 RtChannelQuery *query);
void     rt_channel_query_clear (RtChannelQuery *query);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RtChannelQuery, rt_channel_query_clear)

/* One event as JSON, the envelope of polling and of roundtrip.v1. */
extern const RtWireFormat rt_envelope_format;

/* Answers with what follows the query's cursor. @empty_status: what to say when
 * nothing does; 200 for an empty list. %FALSE: nothing follows and nothing was said. */
gboolean rt_channel_answer      (RtExchange           *exchange,
                                 RtChannel            *channel,
                                 const RtChannelQuery *query,
                                 gboolean              even_when_empty);
void     rt_channel_answer_nothing (RtExchange        *exchange,
                                    RtChannel         *channel);

G_END_DECLS
