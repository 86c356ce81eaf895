/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer-stream.h"

G_BEGIN_DECLS

/**
 * RtSessionConnection:
 *
 * Private to RtSession: a connection that it opened, as far as it is counted. One that
 * leads to a proxy of the desktop's has no stream of ours.
 */
typedef struct {
  RtPeerStream *stream;        /* or NULL */
  GSocket      *socket;
  int           fd;            /* without a stream: a descriptor of our own for the same socket, or -1 */
  guint64       number;        /* from 1, in the order in which the session opened them */
  guint         header_bytes;  /* estimated for each segment */
  RtWire        wire;          /* as last read */
} RtSessionConnection;

RtSessionConnection *rt_session_connection_new       (GSocketConnection   *connection,
                                                      gboolean             has_stream);
void                 rt_session_connection_free      (RtSessionConnection *self);
/* Reads the kernel's counters; of a closed one, its last. */
void                 rt_session_connection_read      (RtSessionConnection *self);
gboolean             rt_session_connection_is_closed (RtSessionConnection *self);
/* At once for the other end, with the counters read for the last time. */
void                 rt_session_connection_end       (RtSessionConnection *self);
guint64              rt_session_connection_get_header_bytes (RtSessionConnection *self);

G_END_DECLS
