/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-http2-connection.h"
#include "lab/rt-http2-server.h"
#include "net/rt-ledger.h"
#include "net/rt-listener.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/* A server is in two files: its connections and what they cost (rt-http2-server.c), and what it
 * answers (rt-http2-answer.c). */

struct _RtHttp2Server {
  RtChannel       *channel;
  RtListener      *listener;
  GTlsCertificate *certificate;
  RtLedger        *ledger;
  RtPoller        *poller;
  GPtrArray       *connections;  /* of RtHttp2Connection */
};

/* As hooks of connections, with the server as data. */
void rt_http2_answer_request  (RtHttp2Stream *stream,
                               gpointer       server);
void rt_http2_answer_writable (RtHttp2Stream *stream,
                               gpointer       server);
void rt_http2_answer_gone     (RtHttp2Stream *stream,
                               gpointer       server);

/* Of the connection @stream is on: all of it counts for its first request's pattern. */
RtTraffic *rt_http2_server_take_request (RtHttp2Server *self,
                                         RtHttp2Stream *stream,
                                         const char    *pattern);

G_END_DECLS
