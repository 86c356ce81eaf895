/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net/rt-faults.h"

G_BEGIN_DECLS

/**
 * RtFaultLayer:
 *
 * Private to RtPeerStream: what is done to one connection's bytes on purpose, between
 * socket and guard coming in, between outbox and socket going out. It knows no pattern: of
 * events and requests it knows that there are some.
 * What it holds is under way, as what the kernel holds: bounded, in order, and gone with
 * the connection.
 */
typedef struct _RtFaultLayer RtFaultLayer;

/* @take, @give: the socket; as recv() and send(), *@code an errno.
 * @arrived: there is something to receive. @writable: there is room to send, or something
 * was sent. @cut: the connection is to end with a reset, not in the middle of this call.
 * @passed: these bytes of the peer's are received now, whenever the socket had them; what is
 * made up here is not told. @lost: these were taken from the socket and are no more. */
typedef struct {
  gssize (*take)     (char       *buffer,
                      gsize       count,
                      int        *code,
                      gpointer    user_data);
  gssize (*give)     (const char *bytes,
                      gsize       length,
                      int        *code,
                      gpointer    user_data);
  void   (*arrived)  (gpointer    user_data);
  void   (*writable) (gpointer    user_data);
  void   (*cut)      (gpointer    user_data);
  void   (*passed)   (const char *bytes,
                      gsize       length,
                      gpointer    user_data);
  void   (*lost)     (const char *bytes,
                      gsize       length,
                      gpointer    user_data);
} RtFaultLayerHooks;

RtFaultLayer  *rt_fault_layer_new           (RtFaults                *faults,
                                             const RtFaultLayerHooks *hooks,
                                             gpointer                 user_data);
void           rt_fault_layer_free          (RtFaultLayer            *self);
/* No timer of it goes on. */
void           rt_fault_layer_stop          (RtFaultLayer            *self);
/* Other faults are in force. */
void           rt_fault_layer_update        (RtFaultLayer            *self);
/* The connection broke by itself: what was held is given as fast as it is taken. */
void           rt_fault_layer_release       (RtFaultLayer            *self);

/* Nothing is broken any more: what was held goes on at once, in order. */
void           rt_fault_layer_mend          (RtFaultLayer            *self);
/* Nothing is held, and nothing more is to be done. */
gboolean       rt_fault_layer_is_idle       (RtFaultLayer            *self);

/* As recv(): 0 at the end, -1 with *@code, EAGAIN while nothing is to be had. */
gssize         rt_fault_layer_receive       (RtFaultLayer            *self,
                                             char                    *buffer,
                                             gsize                    count,
                                             int                     *code);
/* A receive would give something without asking the socket. */
gboolean       rt_fault_layer_is_ready      (RtFaultLayer            *self);
/* The socket is to be asked for more. */
gboolean       rt_fault_layer_wants_input   (RtFaultLayer            *self);

/* As send(). */
gssize         rt_fault_layer_send          (RtFaultLayer            *self,
                                             const GOutputVector     *vectors,
                                             guint                    n_vectors,
                                             int                     *code);
/* It waits for the socket to take more. */
gboolean       rt_fault_layer_wants_output  (RtFaultLayer            *self);
/* The socket takes more. */
void           rt_fault_layer_go_on         (RtFaultLayer            *self);
gsize          rt_fault_layer_get_n_unsent  (RtFaultLayer            *self);
/* How long it holds back what there is, at most, as it is set: µs. */
gint64         rt_fault_layer_get_delay     (RtFaultLayer            *self);
/* That nothing moves is the layer's doing, not the peer's. */
gboolean       rt_fault_layer_holds         (RtFaultLayer            *self);

/* At a server: a request begins, and whether an answer is to be lost; the same; it is. */
gboolean       rt_fault_layer_begin_request (RtFaultLayer            *self);
gboolean       rt_fault_layer_loses_answer  (RtFaultLayer            *self);
void           rt_fault_layer_lose_answer   (RtFaultLayer            *self);

/* What becomes of the next event, until it did. */
RtFaultVerdict rt_fault_layer_judge_event   (RtFaultLayer            *self);
void           rt_fault_layer_strike_event  (RtFaultLayer            *self);

G_END_DECLS
