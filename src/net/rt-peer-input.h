/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net/rt-fault-layer.h"
#include "net/rt-frame-meter.h"
#include "net/rt-guard.h"
#include "net/rt-poller.h"
#include "net/rt-tap.h"

G_BEGIN_DECLS

/**
 * RtPeerInput:
 *
 * Private to RtPeerStream: what comes in. Reads the socket, lets the guard look at
 * it, and hands on no more than the current request; what follows it is held back.
 */
#define RT_TYPE_PEER_INPUT (rt_peer_input_get_type ())
G_DECLARE_FINAL_TYPE (RtPeerInput, rt_peer_input, RT, PEER_INPUT, GInputStream)

/* Of what is no longer HTTP so many bytes are handed on in one dispatch: 1,365 pings, or as
 * many messages of one byte. */
#define RT_PEER_INPUT_MAX_RAW_TURN 8192

/* @armed: a source waits for input. @began: the first byte of a request was handed
 * on. @refused: the guard refused. @ended: the peer's FIN or an error was read.
 * @gathers: so little of a body came that rt_peer_input_end_piece() is to be called in
 * @wait_ms, anew at each call.
 * Called in the middle of a read: to be taken note of, not acted on. */
typedef struct {
  void (*armed)   (gpointer      user_data);
  void (*began)   (gpointer      user_data);
  void (*refused) (const GError *error,
                   gpointer      user_data);
  void (*ended)   (gpointer      user_data);
  void (*gathers) (guint         wait_ms,
                   gpointer      user_data);
} RtPeerInputHooks;

/* Bytes, and monotonic times in µs. */
typedef struct {
  guint64 n_received;    /* taken from the socket */
  guint64 n_handed;      /* of those, handed on or thrown away as a trailer */
  gint64  last_arrival;
  gint64  head_start;    /* when the current head began */
  gint64  wait_start;    /* since when somebody waits */
} RtPeerInputCounts;

RtPeerInput *rt_peer_input_new            (int                     fd,
                                           RtGuard                *guard,
                                           const RtPeerInputHooks *hooks,
                                           gpointer                user_data);
/* For our own client: what is handed on in one dispatch depends on how long it takes who
 * reads. */
void         rt_peer_input_set_client     (RtPeerInput            *self);
/* Every read fails from now on, with @error when there was no reason before.
 * (transfer full) */
void         rt_peer_input_fail           (RtPeerInput            *self,
                                           GError                 *error);
/* After it failed: the stream and its guard are going away. */
void         rt_peer_input_detach         (RtPeerInput            *self);
/* @tap: (nullable): stays the caller's, and lives as long as it is set. */
void         rt_peer_input_set_tap        (RtPeerInput            *self,
                                           const RtTap            *tap);
/* @layer: (nullable): likewise. */
void         rt_peer_input_set_faults     (RtPeerInput            *self,
                                           RtFaultLayer           *layer);
/* From the socket itself: as rt_peer_input_receive(), but nothing is ended. */
gssize       rt_peer_input_take           (RtPeerInput            *self,
                                           char                   *buffer,
                                           gsize                   count,
                                           int                    *code);
/* To the tap: these bytes are received now, or were lost on purpose. */
void         rt_peer_input_tell_received  (RtPeerInput            *self,
                                           const char             *bytes,
                                           gsize                   length);
void         rt_peer_input_tell_lost      (RtPeerInput            *self,
                                           const char             *bytes,
                                           gsize                   length);
/* From now on a head is handed on once it is whole: until then nobody is woken by what the
 * socket brings, however often that is. @unclaimed: as if somebody waited. */
void         rt_peer_input_set_unclaimed  (RtPeerInput            *self,
                                           gboolean                unclaimed);
/* Reads on in a head, or in a body of which little comes. TRUE: there is no more to be waited
 * for. */
gboolean     rt_peer_input_gather         (RtPeerInput            *self);
/* More of a body is not waited for: what there is of it may be handed on. */
void         rt_peer_input_end_piece      (RtPeerInput            *self);
/* Whether a head was gathered, or a piece of a body, and is to be handed on now. */
gboolean     rt_peer_input_has_head       (RtPeerInput            *self);
/* Somebody waits who can be served by what the socket brings. */
gboolean     rt_peer_input_wants          (RtPeerInput            *self);
/* Nothing but a failure is given meanwhile, and nobody woken. */
void         rt_peer_input_set_paused     (RtPeerInput            *self,
                                           gboolean                paused);
/* Somebody was woken and has not read yet. */
gboolean     rt_peer_input_is_being_read  (RtPeerInput            *self);
/* A read would give something without asking the socket. */
gboolean     rt_peer_input_is_ready       (RtPeerInput            *self);
void         rt_peer_input_wake           (RtPeerInput            *self,
                                           RtPoller               *poller);
/* What waits is to cost nothing until it is woken; whether that changed anything. */
gboolean     rt_peer_input_rest           (RtPeerInput            *self);
/* Throws away what is there, a bounded amount at once; whether there may be more. */
gboolean     rt_peer_input_discard        (RtPeerInput            *self);
/* Whether all the peer ever sent was read: its FIN, or an error, came after it. */
gboolean     rt_peer_input_has_ended      (RtPeerInput            *self);
/* What is handed on from now on are the frames of a WebSocket. */
void         rt_peer_input_follow_frames  (RtPeerInput            *self);
/* %NULL where there are none. */
const RtFrameMeter *
             rt_peer_input_get_frames     (RtPeerInput            *self);
/* How many pings a client was handed on; those that are encrypted are not known. */
guint64      rt_peer_input_get_n_pings    (RtPeerInput            *self);
const RtPeerInputCounts *
             rt_peer_input_get_counts     (RtPeerInput            *self);

G_END_DECLS
