/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-engine.h"
#include "raw-client.h"

G_BEGIN_DECLS

/* A real engine on a free port. Its stories stand still after their first event, so that
 * what a test counts is the test's own. */
typedef struct {
  RtEngine *engine;
  RtServer *server;
  guint16   port;
} Served;

void         served_init         (Served     *self);
/* Proves that engine, server and every connection are finalised. */
void         served_clear        (Served     *self);
/* A channel that is open, made where there is none. (transfer none) */
RtChannel   *served_get_channel  (Served     *self,
                                  const char *name);
/* Publishes a JSON text; its number. */
guint64      served_publish      (Served     *self,
                                  const char *channel,
                                  const char *type,
                                  const char *json);
/* The sum of the last numbers of all channels, and how many channels there are: what a
 * bad request must not change. */
guint64      served_count_events (Served     *self);
guint        served_count_channels (Served   *self);
/* One request on a connection of its own; @fields each end with CR LF. */
RawResponse *served_ask          (Served     *self,
                                  const char *method,
                                  const char *target,
                                  const char *fields,
                                  const char *body);
/* A request for a stream: its head was read, and was 200 or 101. */
RawClient   *served_open_stream  (Served     *self,
                                  const char *target,
                                  const char *fields);
RawClient   *served_open_websocket (Served   *self,
                                    const char *target,
                                    const char *fields);
/* Waits until no connection is open. */
void         served_wait_empty   (Served     *self);

#define SERVED_HANDSHAKE \
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

G_END_DECLS
