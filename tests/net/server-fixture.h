/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-server.h"
#include "raw-client.h"

G_BEGIN_DECLS

#define HOST "Host: 127.0.0.1\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"
#define UPGRADE(path) \
  "GET " path " HTTP/1.1\r\n" HOST "Upgrade: websocket\r\nConnection: Upgrade\r\n" \
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

/* A server with routes of several patterns.
 *   /text  request-response: "hello"; POST: the body back, 1,024 bytes at most
 *   /poll  short-polling: 3 events of 5 bytes; 304 with If-None-Match
 *   /none  short-polling: 204
 *   /hold  long-polling: until server_fixture_release()
 *   /events server-sent-events: two events of 3 bytes of data
 *   /socket websocket: what comes is sent back
 *   /channels/x as /text, errors in problem+json
 */
typedef struct {
  RtServer   *server;
  guint16     port;
  GPtrArray  *held;      /* RtExchange */
  guint       n_gone;
  guint       n_handled;
  GPtrArray  *sockets;   /* SoupWebsocketConnection */
} ServerFixture;

void  server_fixture_set_up    (ServerFixture *fixture,
                                gconstpointer  user_data);
void  server_fixture_tear_down (ServerFixture *fixture,
                                gconstpointer  user_data);
/* Waits for @n held requests. */
void  server_fixture_wait_held (ServerFixture *fixture,
                                guint          n);
void  server_fixture_release   (ServerFixture *fixture);
/* Waits until @n peers are open. */
void  server_fixture_wait_open (ServerFixture *fixture,
                                guint          n);
void  server_fixture_settle    (ServerFixture *fixture);
/* The account of a pattern, not settled. */
const RtTraffic *server_fixture_get (ServerFixture *fixture,
                                     const char    *pattern);
/* After settling: that so much was counted for @pattern. */
#define assert_bytes(fixture, pattern, in, out) \
  G_STMT_START { \
    const RtTraffic *t_ = server_fixture_get ((fixture), (pattern)); \
    g_assert_cmpuint (t_->wire.bytes_in, ==, (in)); \
    g_assert_cmpuint (t_->wire.bytes_out, ==, (out)); \
  } G_STMT_END

G_END_DECLS
