/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer-input.h"

#include "net/rt-answer-watch.h"
#include "net/rt-waiters.h"

G_BEGIN_DECLS

/* A peer's input is in six files: what comes in, how the socket gives it (-socket.c), how
 * a head, and what comes of a body little by little, is gathered (-head.c), how much is
 * handed on at a time (-turn.c), how it ends (-end.c), and how other threads read
 * (-thread.c). */

struct _RtPeerInput {
  GInputStream            parent_instance;
  const RtPeerInputHooks *hooks;
  const RtTap            *tap;        /* or NULL */
  RtFaultLayer           *layer;      /* likewise */
  gpointer                user_data;
  RtGuard                *guard;
  RtWaiters               waiters;
  GError                 *failure;
  char                   *held;
  guint                   held_offset;
  guint                   held_length;
  char                   *head;       /* what was gathered and is not handed on yet; or NULL */
  guint                   head_offset;
  guint                   head_length;
  guint                   piece_wait_ms; /* for more of a body than this; 0: no such piece */
  int                     fd;
  GThread                *owner;
  GMainContext           *context;
  GQueue                  parcels;    /* what other threads wait for */
  gssize                  client_turn; /* what may be handed on in one dispatch; 0 at a server */
  gboolean                has_frames; /* what is handed on are the frames of a WebSocket */
  RtFrameMeter            frames;
  RtAnswerWatch           answers;    /* what a client receives */
  gint64                  turn_start; /* monotonic, µs, at a client: when the first of them was handed on */
  gssize                  turn;       /* bytes handed on since somebody began to wait */
  gboolean                has_ended;
  gboolean                is_paused;
  gboolean                gathers;    /* a head is handed on whole or not at all */
  gboolean                is_piece;   /* what was gathered is the inside of a body */
  gboolean                is_due;     /* and more of it is not waited for */
  gboolean                had_little; /* the piece before it was not worth its while */
  gboolean                is_unclaimed; /* nobody reads before the first head is whole */
  gboolean                is_between; /* a request was handed on whole, of the next not yet a line */
  RtPeerInputCounts       counts;
};

/* -1 with *@code is an error, 0 the end. */
gssize   rt_peer_input_receive        (RtPeerInput   *self,
                                       char          *buffer,
                                       gsize          count,
                                       int           *code);
/* The socket has something to give, be it the end. */
gboolean rt_peer_input_has_arrived    (RtPeerInput   *self);
void     rt_peer_input_drop_head      (RtPeerInput   *self);
gssize   rt_peer_input_give_head      (RtPeerInput   *self,
                                       char          *buffer,
                                       gsize          count);
/* How many of the bytes may be handed on; as rt_guard_inspect(). */
gssize   rt_peer_input_inspect        (RtPeerInput   *self,
                                       const char    *bytes,
                                       gsize          length,
                                       GError       **error);
/* Of so many bytes, which came last or were held back, so many are done with. */
void     rt_peer_input_take_off       (RtPeerInput   *self,
                                       const char    *bytes,
                                       gsize          length,
                                       gsize          done);
void     rt_peer_input_note_handed    (RtPeerInput   *self,
                                       const char    *bytes,
                                       gsize          length);
/* Follows the frames of a WebSocket in what is handed on. */
void     rt_peer_input_weigh_frames   (RtPeerInput   *self,
                                       const char    *bytes,
                                       gsize          length);
/* Somebody waits, and is done with what was handed on before. */
void     rt_peer_input_begin_turn     (RtPeerInput   *self);
/* How many bytes may still be handed on in this dispatch; less than 1: none. */
gssize   rt_peer_input_get_room       (RtPeerInput   *self);
gboolean rt_peer_input_is_raw         (RtPeerInput   *self);
void     rt_peer_input_end            (RtPeerInput   *self);
/* @code: an errno. */
void     rt_peer_input_end_with_error (RtPeerInput   *self,
                                       int            code);
/* What a read gives from now on: at the end of what the peer sent, after a failure,
 * after a refusal. */
gssize   rt_peer_input_give_end       (RtPeerInput   *self,
                                       char          *buffer,
                                       GError       **error);
gssize   rt_peer_input_give_failure   (RtPeerInput   *self,
                                       char          *buffer,
                                       GError       **error);
gssize   rt_peer_input_give_refusal   (RtPeerInput   *self,
                                       char          *buffer,
                                       const GError  *refusal,
                                       GError       **error);
void     rt_peer_input_be_refused     (RtPeerInput   *self,
                                       const GError  *refusal);
/* Waits until something came; for other threads than the loop's. */
gssize   rt_peer_input_read_in_thread (RtPeerInput   *self,
                                       char          *buffer,
                                       gsize          count,
                                       GCancellable  *cancellable,
                                       GError       **error);
/* Something came, or the end. */
void     rt_peer_input_serve_threads  (RtPeerInput   *self);
/* Once the guard lets nothing pass any more. */
gssize   rt_peer_input_rouse_libsoup  (RtPeerInput   *self,
                                       char          *buffer);

G_END_DECLS
