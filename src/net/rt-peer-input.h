/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net/rt-guard.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/**
 * RtPeerInput:
 *
 * Private to RtPeerStream: what comes in. Reads the socket, lets the guard look at
 * it, and hands on no more than the current request; what follows it is held back.
 */
#define RT_TYPE_PEER_INPUT (rt_peer_input_get_type ())
G_DECLARE_FINAL_TYPE (RtPeerInput, rt_peer_input, RT, PEER_INPUT, GInputStream)

/* @armed: a source waits for input. @began: the first byte of a request was handed
 * on. @refused: the guard refused. @ended: the peer's FIN or an error was read.
 * Called in the middle of a read: to be taken note of, not acted on. */
typedef struct {
  void (*armed)   (gpointer      user_data);
  void (*began)   (gpointer      user_data);
  void (*refused) (const GError *error,
                   gpointer      user_data);
  void (*ended)   (gpointer      user_data);
} RtPeerInputHooks;

RtPeerInput *rt_peer_input_new            (int                     fd,
                                           RtGuard                *guard,
                                           const RtPeerInputHooks *hooks,
                                           gpointer                user_data);
/* Every read fails from now on, with @error when there was no reason before.
 * (transfer full) */
void         rt_peer_input_fail           (RtPeerInput            *self,
                                           GError                 *error);
/* After it failed: the stream and its guard are going away. */
void         rt_peer_input_detach         (RtPeerInput            *self);
/* Somebody waits who can be served by what the socket brings. */
gboolean     rt_peer_input_wants          (RtPeerInput            *self);
/* Somebody was woken and has not read yet. */
gboolean     rt_peer_input_is_being_read  (RtPeerInput            *self);
/* A read would give something without asking the socket. */
gboolean     rt_peer_input_is_ready       (RtPeerInput            *self);
void         rt_peer_input_wake           (RtPeerInput            *self,
                                           RtPoller               *poller);
/* Throws away what is there, a bounded amount at once. */
void         rt_peer_input_discard        (RtPeerInput            *self);
/* Whether all the peer ever sent was read: its FIN, or an error, came after it. */
gboolean     rt_peer_input_has_ended      (RtPeerInput            *self);
/* Bytes taken from the socket, and those of them handed on. */
guint64      rt_peer_input_get_n_received (RtPeerInput            *self);
guint64      rt_peer_input_get_n_handed   (RtPeerInput            *self);
/* Monotonic, µs: when the last byte came; when the current head began; since when
 * somebody waits. */
gint64       rt_peer_input_get_last_arrival (RtPeerInput          *self);
gint64       rt_peer_input_get_head_start (RtPeerInput            *self);
gint64       rt_peer_input_get_wait_start (RtPeerInput            *self);

G_END_DECLS
