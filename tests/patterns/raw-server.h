/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server that knows only where a request ends: what it answers are bytes that a test
 * prepared, and it counts every byte that it really received and sent. */

typedef struct _RawServer RawServer;
typedef struct _RawPeer RawPeer;

/* @request: head and body, as they came. */
typedef void (*RawRequestFunc) (RawServer  *server,
                                RawPeer    *peer,
                                const char *request,
                                gpointer    user_data);

struct _RawServer {
  GSocketListener *listener;
  GCancellable    *cancellable;
  guint16          port;
  RawRequestFunc   func;
  gpointer         user_data;
  GPtrArray       *peers;      /* RawPeer, also those that are gone */
  GPtrArray       *requests;   /* their text */
  guint            n_gone;     /* peers that closed or were closed */
  guint64          bytes_in;
  guint64          bytes_out;
};

struct _RawPeer {
  RawServer         *server;
  GSocketConnection *connection;
  GSource           *readable;
  GString           *received;  /* since the last whole request */
  gboolean           raw;       /* no HTTP any more: everything stays in @received */
  gboolean           gone;      /* it closed its side, or was closed */
};

RawServer *raw_server_new      (RawRequestFunc  func,
                                gpointer        user_data);
void       raw_server_free     (RawServer      *self);
char      *raw_server_dup_uri  (RawServer      *self,
                                const char     *scheme,
                                const char     *path);
/* The request of that number, from 0. */
const char *raw_server_get_request (RawServer  *self,
                                    guint       index);
RawPeer   *raw_server_get_last_peer (RawServer *self);
/* Waits for so many requests. */
void       raw_server_wait_requests (RawServer *self,
                                     guint      n_requests);
void       raw_server_wait_gone (RawServer     *self,
                                 guint          n_gone);
void       raw_peer_send       (RawPeer        *self,
                                const char     *text);
void       raw_peer_send_bytes (RawPeer        *self,
                                gconstpointer   data,
                                gsize           length);
void       raw_peer_close      (RawPeer        *self);
/* Answers the opening handshake of RFC 6455; then the peer is raw. */
void       raw_peer_accept_websocket (RawPeer    *self,
                                      const char *request,
                                      const char *protocol);
/* One frame of a server: @opcode with the FIN bit, as it stands on the wire. */
void       raw_peer_send_frame (RawPeer        *self,
                                guint8          opcode,
                                gconstpointer   data,
                                gsize           length);
/* Takes a client's frame out of what was received, unmasked. FALSE: none is whole. */
gboolean   raw_peer_take_frame (RawPeer        *self,
                                guint8         *opcode,
                                GBytes        **payload);
/* A field of a request, %NULL when it is not there. (transfer full) */
char      *raw_request_dup_header (const char  *request,
                                   const char  *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawServer, raw_server_free)

G_END_DECLS
