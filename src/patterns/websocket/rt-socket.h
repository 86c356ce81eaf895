/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"
#include "patterns/rt-stream.h"

G_BEGIN_DECLS

/**
 * RtSocket:
 *
 * The server's half of a WebSocket, from its handshake to its end. What it says goes
 * through the outbox of its connection, in one order with what libsoup says by itself.
 */
typedef struct _RtSocket RtSocket;

/**
 * RtSocketHooks:
 * @opened: (nullable): the handshake is done
 * @message: a message came; @is_text is %FALSE for a binary one
 * @writable: (nullable): the outbox has room again
 * @free: frees @user_data: the socket is gone, or never opened. Called once, always.
 */
typedef struct {
  void (*opened)   (RtSocket *socket,
                    gpointer  user_data);
  void (*message)  (RtSocket *socket,
                    gboolean  is_text,
                    GBytes   *data,
                    gpointer  user_data);
  void (*writable) (RtSocket *socket,
                    gpointer  user_data);
  void (*free)     (gpointer  user_data);
} RtSocketHooks;

/* RFC 6455 section 11.7 and its registry: try again later. */
#define RT_SOCKET_CLOSE_TRY_AGAIN_LATER 1013

void          rt_socket_serve        (RtExchange          *exchange,
                                      const char * const  *protocols,
                                      const RtSocketHooks *hooks,
                                      gpointer             user_data);
/* Lives as long as the socket. (transfer none) */
RtPeer       *rt_socket_get_peer     (RtSocket            *self);
RtPeerStream *rt_socket_get_stream   (RtSocket            *self);
const char   *rt_socket_get_protocol (RtSocket            *self);
gboolean      rt_socket_is_open      (RtSocket            *self);
gboolean      rt_socket_send_event   (RtSocket            *self,
                                      GBytes              *frame,
                                      gsize                payload);
gboolean      rt_socket_send_text    (RtSocket            *self,
                                      const char          *text);
gboolean      rt_socket_say          (RtSocket            *self,
                                      GBytes              *frame);
void          rt_socket_push         (RtSocket            *self,
                                      RtChannel           *channel,
                                      guint64              after,
                                      RtSelection         *selection,
                                      const RtWireFormat  *format,
                                      RtGapEncoder         encode_gap);
void          rt_socket_close        (RtSocket            *self,
                                      guint                code,
                                      const char          *reason);

/* An unmasked text frame in one piece (RFC 6455 section 5.2). (transfer full) */
GBytes       *rt_socket_frame_new    (const char          *data,
                                      gsize                size);
/* The bytes of the payload of such a frame. */
gsize         rt_socket_frame_measure (GBytes             *frame);

G_END_DECLS
