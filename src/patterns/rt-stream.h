/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-reader.h"
#include "net/rt-peer-stream.h"

G_BEGIN_DECLS

/**
 * RtGapEncoder:
 * @lost: how many events, -1 where it is not known
 * @next: the last number of the gap: who comes back after it is not told of it again
 * @reason: (nullable): "dropped" where they gave way to newer ones because the reader did
 *   not keep up, "conflated" where the next event takes their place; %NULL where the channel
 *   does not remember them
 *
 * Returns: (transfer full): a gap as it goes over the wire
 */
typedef GBytes *(*RtGapEncoder) (gint64      lost,
                                 guint64     next,
                                 const char *reason);

/* A channel pushed into a connection's outbox: what event streams and WebSocket
 * share. It lasts as long as the connection, or until it is ended. */
void rt_stream_begin           (RtPeerStream       *stream,
                                RtChannel          *channel,
                                guint64             after,
                                RtSelection        *selection,
                                const RtWireFormat *format,
                                RtGapEncoder        encode_gap);
void rt_stream_set_name        (RtPeerStream       *stream,
                                const char         *name);
void rt_stream_set_end         (RtPeerStream       *stream,
                                gboolean          (*is_last) (RtEvent *event),
                                void              (*over) (gpointer user_data),
                                gpointer            user_data);
void rt_stream_set_overflow    (RtPeerStream       *stream,
                                void              (*overflow) (gpointer user_data),
                                gpointer            user_data);
void rt_stream_end             (RtPeerStream       *stream);
void rt_stream_close_when_gone (RtPeerStream       *stream);

G_END_DECLS
