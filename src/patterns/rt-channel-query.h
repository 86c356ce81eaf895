/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-selection.h"
#include "net/rt-exchange.h"

G_BEGIN_DECLS

/**
 * RtChannelQuery:
 * @has_after: whether a cursor was given
 * @after: the cursor
 * @limit: how many events at most, 0 for no limit
 * @selection: (nullable): the types asked for, %NULL for all
 * @type: the type of what is published; "message" where none was given
 * @name: (nullable): who reads, for who stays
 *
 * What the query of /channels/NAME says. Zero it to begin with.
 */
typedef struct {
  gboolean     has_after;
  guint64      after;
  guint        limit;
  RtSelection *selection;
  char        *type;
  char        *name;
} RtChannelQuery;

gboolean rt_channel_query_parse              (RtExchange     *exchange,
                                              RtChannelQuery *query);
gboolean rt_channel_query_read_last_event_id (RtExchange     *exchange,
                                              RtChannelQuery *query);
void     rt_channel_query_move               (RtChannelQuery *query,
                                              RtChannelQuery *to);
void     rt_channel_query_clear              (RtChannelQuery *query);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RtChannelQuery, rt_channel_query_clear)

G_END_DECLS
