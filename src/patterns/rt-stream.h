/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-reader.h"
#include "net/rt-peer-stream.h"

G_BEGIN_DECLS

/* A channel pushed into a connection's outbox: what event streams and WebSocket
 * share. It lasts as long as the connection, or until it is ended. */
void rt_stream_begin           (RtPeerStream       *stream,
                                RtChannel          *channel,
                                guint64             after,
                                RtSelection        *selection,
                                const RtWireFormat *format,
                                GBytes           *(*encode_gap) (gint64 lost));
void rt_stream_set_name        (RtPeerStream       *stream,
                                const char         *name);
void rt_stream_set_end         (RtPeerStream       *stream,
                                gboolean          (*is_last) (RtEvent *event),
                                void              (*over) (gpointer user_data),
                                gpointer            user_data);
void rt_stream_end             (RtPeerStream       *stream);
void rt_stream_close_when_gone (RtPeerStream       *stream);

G_END_DECLS
