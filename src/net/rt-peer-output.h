/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/rt-outbox.h"
#include "net/rt-fault-layer.h"
#include "net/rt-poller.h"
#include "net/rt-tap.h"

G_BEGIN_DECLS

/**
 * RtPeerOutput:
 *
 * Private to RtPeerStream: what goes out. Everything written is appended to the
 * outbox; rt_peer_output_flush() sends what is in there.
 */
#define RT_TYPE_PEER_OUTPUT (rt_peer_output_get_type ())
G_DECLARE_FINAL_TYPE (RtPeerOutput, rt_peer_output, RT, PEER_OUTPUT, GOutputStream)

/* @armed: a source waits. @written: these bytes were appended. */
typedef struct {
  void (*armed)   (gpointer    user_data);
  void (*written) (const char *bytes,
                   gsize       length,
                   gpointer    user_data);
} RtPeerOutputHooks;

typedef enum {
  RT_FLUSH_EMPTY,   /* all is sent */
  RT_FLUSH_MORE,    /* there is more to send, in the next turn */
  RT_FLUSH_FULL,    /* the socket takes no more for now */
  RT_FLUSH_FAILED,  /* the connection ended */
} RtFlushResult;

RtPeerOutput *rt_peer_output_new        (int                      fd,
                                         RtOutbox                *outbox,
                                         const RtPeerOutputHooks *hooks,
                                         gpointer                 user_data);
/* Every write fails from now on; what is in the outbox can still be flushed.
 * (transfer full) */
void          rt_peer_output_fail       (RtPeerOutput            *self,
                                         GError                  *error);
/* After it failed: the stream and its outbox are going away. */
void          rt_peer_output_detach     (RtPeerOutput            *self);
/* @tap: (nullable): stays the caller's, and lives as long as it is set. */
void          rt_peer_output_set_tap    (RtPeerOutput            *self,
                                         const RtTap             *tap);
/* @layer: (nullable): likewise. */
void          rt_peer_output_set_faults (RtPeerOutput            *self,
                                         RtFaultLayer            *layer);
/* To the socket itself, as send(). */
gssize        rt_peer_output_give       (RtPeerOutput            *self,
                                         const char              *bytes,
                                         gsize                    length,
                                         int                     *code);
RtFlushResult rt_peer_output_flush      (RtPeerOutput            *self);
/* There is room again, or never will be. */
void          rt_peer_output_wake       (RtPeerOutput            *self,
                                         RtPoller                *poller);
/* Somebody has more to write than there was room for. */
gboolean      rt_peer_output_has_writers (RtPeerOutput           *self);
/* From now on a write is a frame, between which events go: it is taken whole or not
 * at all. */
void          rt_peer_output_set_whole  (RtPeerOutput            *self);
/* From now on nothing is taken while anything waits to be sent: who writes knows, but for
 * his last write, what left. */
void          rt_peer_output_set_single (RtPeerOutput            *self);
guint64       rt_peer_output_get_n_sent (RtPeerOutput            *self);
/* Monotonic, µs: when the socket last took something; 0 for never. */
gint64        rt_peer_output_get_last_sent (RtPeerOutput         *self);

G_END_DECLS
