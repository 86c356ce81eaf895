/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/rt-outbox.h"
#include "core/rt-traffic.h"
#include "net/rt-faults.h"
#include "net/rt-guard.h"
#include "net/rt-tap.h"

G_BEGIN_DECLS

/**
 * RtPeerStream:
 *
 * Everything that is done to a connection, in one place: a GIOStream over a
 * GSocketConnection, made of layers that know nothing of each other. Coming in:
 * socket, fault, guard, reader. Going out: writer, outbox, fault, socket. The
 * kernel's counters are read beside them.
 *
 * Both its streams are pollable and never block. Whatever is written, by libsoup
 * or with rt_peer_stream_push_event() and rt_peer_stream_flush(), leaves through the
 * outbox in the order it came, in one write for all that waits. Watched by the
 * one RtPoller; who leaves is noticed at once, also while nobody reads.
 *
 * Closing it (g_io_stream_close) is graceful: what is queued is still sent, then
 * the write side is shut, what the peer still sends is thrown away for at most
 * RT_PEER_LINGER_MS, and then the socket is closed; the stream keeps itself alive
 * meanwhile.
 */
#define RT_TYPE_PEER_STREAM (rt_peer_stream_get_type ())
G_DECLARE_FINAL_TYPE (RtPeerStream, rt_peer_stream, RT, PEER_STREAM, GIOStream)

#define RT_PEER_LINGER_MS      2000
#define RT_PEER_STREAM_LOW_WATER (64 * 1024)

/* With so many pings to answer, while what it writes is not taken, a client reads nothing. */
#define RT_PEER_STREAM_MAX_OWED 64

/**
 * RtPushResult:
 * @RT_PUSH_TAKEN: the event is written, or a fault swallowed it
 * @RT_PUSH_LAST: likewise, and the connection is cut behind it: nothing more is taken
 * @RT_PUSH_REFUSED: there is no room; nothing has happened to it
 * @RT_PUSH_OVER: it would come behind the last one; nothing has happened to it
 *
 * What became of an event.
 */
typedef enum {
  RT_PUSH_TAKEN,
  RT_PUSH_LAST,
  RT_PUSH_REFUSED,
  RT_PUSH_OVER,
} RtPushResult;

/* Signals:
 *   "request" (): the head of the first request is whole. Once, for who called
 *     rt_peer_stream_await_request().
 *   "gone" (): the peer closed its side, reset the connection, or an error ended it.
 *     Once. Half-closing counts as leaving.
 *   "writable" (): the outbox went from full, or from more than
 *     RT_PEER_STREAM_LOW_WATER bytes, to less.
 *   "refused" (GError): the guard, or a deadline, ends the connection; it was answered
 *     already, where there is anything to answer.
 *   "closed" (): the socket is closed; rt_peer_stream_read_wire() now gives the
 *     last counts. Once, always, also when the stream is aborted.
 */

RtPeerStream *rt_peer_stream_new            (GSocketConnection   *connection,
                                             const RtGuardLimits *limits);
RtPeerStream *rt_peer_stream_new_client     (GSocketConnection   *connection);
/* For a client that answers by itself: reads nothing while an answer waits. */
void          rt_peer_stream_set_answers_first (RtPeerStream     *self,
                                                gboolean          answers_first);
GSocketConnection *rt_peer_stream_get_connection (RtPeerStream   *self);
RtOutbox     *rt_peer_stream_get_outbox     (RtPeerStream        *self);
RtGuard      *rt_peer_stream_get_guard      (RtPeerStream        *self);
/* After pushing into the outbox: written within this turn of the loop's I/O. */
void          rt_peer_stream_flush          (RtPeerStream        *self);
/* Written at once: for who pushed all there is for now. */
void          rt_peer_stream_send           (RtPeerStream        *self);
/* What the kernel counted: now, or last before the close. */
void          rt_peer_stream_read_wire      (RtPeerStream        *self,
                                             RtWire              *wire);
/* Bytes handed to the reader, and bytes accepted for writing, since opening: exact
 * positions of request boundaries. */
guint64       rt_peer_stream_get_bytes_read    (RtPeerStream     *self);
guint64       rt_peer_stream_get_bytes_written (RtPeerStream     *self);
/* No longer HTTP: the guard lets everything pass and its deadlines end. With
 * @discard_input what arrives is read and thrown away (event streams), so that
 * leaving is noticed. */
void          rt_peer_stream_set_raw        (RtPeerStream        *self,
                                             gboolean             discard_input);
/* After it: what comes are the frames of a WebSocket. */
void          rt_peer_stream_follow_frames  (RtPeerStream        *self);
/* For who cannot take more of a request's body for now: what arrives stays with the
 * kernel, and then with the peer. */
void          rt_peer_stream_set_input_paused (RtPeerStream      *self,
                                               gboolean           paused);
/* Who listens to each byte that comes and goes; %NULL: nobody. */
void          rt_peer_stream_set_tap        (RtPeerStream        *self,
                                             const RtTapHooks    *hooks,
                                             guint64              connection,
                                             gpointer             user_data);
/* The answer waits for something to happen: what comes meanwhile comes in vain. */
void          rt_peer_stream_await_request  (RtPeerStream        *self);
void          rt_peer_stream_set_held       (RtPeerStream        *self,
                                             gboolean             held);
/* What is broken on purpose on this connection; %NULL: nothing. */
void          rt_peer_stream_set_faults     (RtPeerStream        *self,
                                             RtFaults            *faults);
/* Puts an event into the outbox, as often as its faults say. */
RtPushResult  rt_peer_stream_push_event     (RtPeerStream        *self,
                                             GBytes              *bytes,
                                             gsize                payload);
/* Of an event that goes into a body, where there is always room. */
RtFaultVerdict rt_peer_stream_judge_event   (RtPeerStream        *self);
/* Where that was the last one. */
void          rt_peer_stream_cut_when_sent  (RtPeerStream        *self);
gboolean      rt_peer_stream_is_gone        (RtPeerStream        *self);
/* Its FIN or a reset is there, perhaps behind unread bytes: before "gone". */
gboolean      rt_peer_stream_has_left       (RtPeerStream        *self);
/* A reset or an error ended it, not a FIN alone. */
gboolean      rt_peer_stream_is_dead        (RtPeerStream        *self);
/* Closed, or what was written before the close is still being sent. */
gboolean      rt_peer_stream_is_closing     (RtPeerStream        *self);
gboolean      rt_peer_stream_is_closed      (RtPeerStream        *self);
/* Called about once a second by the owner of many streams: enforces the guard's
 * deadlines at @now (monotonic, µs). Cheap. */
void          rt_peer_stream_check_deadlines (RtPeerStream       *self,
                                              gint64              now);
/* An idle connection is to cost nothing in the turns of the others. */
gboolean      rt_peer_stream_rest           (RtPeerStream        *self,
                                             gint64               now);
/* Ends the connection with a reset, at once; nothing queued is sent. */
void          rt_peer_stream_abort          (RtPeerStream        *self);
void          rt_peer_stream_end            (RtPeerStream        *self,
                                             GBytes              *farewell);

G_END_DECLS
