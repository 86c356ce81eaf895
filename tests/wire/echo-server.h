/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-server.h"
#include "patterns/raw-client.h"
#include "patterns/websocket/rt-socket.h"

G_BEGIN_DECLS

/* A server of ours with one WebSocket, at /socket with the subprotocols a and b, at /bare
 * with none, that writes down what is delivered in the words of frames.h. */
typedef struct {
  RtServer *server;
  guint16   port;
  GString  *log;
  RtSocket *socket;    /* (unowned): that which opened last */
  guint     n_opened;
  guint     n_freed;   /* those that never opened too */
} EchoServer;

#define HANDSHAKE_OF(path) \
  "GET " path " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" \
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

void       echo_server_init  (EchoServer *self);
/* Proves that everything is finalised. */
void       echo_server_clear (EchoServer *self);
/* A client whose handshake is done. */
RawClient *echo_server_open  (EchoServer *self);

G_END_DECLS
