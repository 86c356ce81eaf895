/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net/rt-access.h"
#include "net/rt-exchange.h"
#include "net/rt-idempotency.h"
#include "net/rt-ledger.h"
#include "net/rt-limits.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/**
 * RtServer:
 *
 * The ports of one process, their routes, their peers and their counters. One
 * SoupServer a port, all with the same routes; a route may be bound to one port.
 */
#define RT_TYPE_SERVER (rt_server_get_type ())
G_DECLARE_FINAL_TYPE (RtServer, rt_server, RT, SERVER, GObject)

/* So many peers whose connection is over are remembered, and so long (seconds). */
#define RT_SERVER_MAX_GONE     50
#define RT_SERVER_GONE_SECONDS 60

typedef enum {
  RT_PORT_MAIN,
  RT_PORT_CHAT,
  RT_PORT_STREAM,
  RT_N_PORTS,
} RtPortRole;

typedef void (*RtHandler) (RtExchange *exchange,
                           gpointer    user_data);

/**
 * RtRoute:
 * @path: "/hello" for that path alone, "/channels/" (with the slash) for all below
 * @methods: as Allow says them, "GET, POST"; HEAD goes with GET by itself,
 *   OPTIONS is answered by the server
 * @pattern: which pattern it shows
 * @problems: errors are application/problem+json (otherwise plain text)
 * @max_body: bytes; more is 413. %RT_ROUTE_MAX_BODY: as many as the limit for bodies says,
 *   which holds in any case
 * @handler: called with the whole request; %NULL where @begin leaves none
 * @ports: RT_PORT_BIT() of each port it is for; 0 for every one
 * @claims: (nullable): whether it is for this request, from its head alone. Where several
 *   routes match, the first that claims a request comes before those that ask nothing.
 * @begin: (nullable): called with its head, before any of its body: may refuse it, or
 *   take the body as it arrives, whatever @max_body; then @handler is not called
 * @is_public: other machines need no access token for it: what a page is made of, which
 *   cannot carry one
 *
 * What one path answers. Two routes may share a path: rt_exchange_is_websocket() as @claims
 * tells a WebSocket from a plain request.
 */
typedef struct {
  const char *path;
  const char *methods;
  const char *pattern;
  gboolean    problems;
  gsize       max_body;
  RtHandler   handler;
  guint       ports;
  gboolean  (*claims) (RtExchange *exchange);
  RtHandler   begin;
  gboolean    is_public;
} RtRoute;

#define RT_ROUTE_MAX_BODY G_MAXSIZE

#define RT_PORT_BIT(role) (1u << (role))

RtServer   *rt_server_new            (void);
RtAccess   *rt_server_get_access     (RtServer       *self);
RtLedger   *rt_server_get_ledger     (RtServer       *self);
/* What it takes from whom, and how often that was too much. (transfer none) */
RtLimits   *rt_server_get_limits     (RtServer       *self);
/* (transfer none) */
RtIdempotency *rt_server_get_idempotency (RtServer   *self);
/* Open peers, RtPeer. (transfer none) */
GListModel *rt_server_get_peers      (RtServer       *self);
GListModel *rt_server_get_gone_peers (RtServer       *self);
void        rt_server_add_route      (RtServer       *self,
                                      const RtRoute  *route,
                                      gpointer        user_data);
/* Whether ports that listen from now on take connections from other machines. */
void        rt_server_set_open       (RtServer       *self,
                                      gboolean        is_open);
/* G_IO_ERROR_ADDRESS_IN_USE when @port is taken; 0 takes a free one. */
gboolean    rt_server_listen         (RtServer       *self,
                                      RtPortRole      role,
                                      guint16         port,
                                      GError        **error);
guint16     rt_server_get_port       (RtServer       *self,
                                      RtPortRole      role);
/* "http://127.0.0.1:2000/" (transfer full) (nullable) */
char       *rt_server_dup_uri        (RtServer       *self,
                                      RtPortRole      role);
gboolean    rt_server_is_listening   (RtServer       *self);
RtFaults   *rt_server_get_faults     (RtServer       *self);
void        rt_server_set_max_connections (RtServer  *self,
                                           guint      max_connections);
/* Stops listening and ends every connection. */
void        rt_server_stop           (RtServer       *self);
/* The same, in slices; then calls back. */
void        rt_server_stop_async     (RtServer            *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void        rt_server_stop_finish    (RtServer            *self,
                                      GAsyncResult        *result);
/* Brings all counters up to date with the kernel's, in slices; then calls back. */
void        rt_server_settle_async   (RtServer            *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean    rt_server_settle_finish  (RtServer            *self,
                                      GAsyncResult        *result,
                                      GError             **error);
/* How much faster than real time the waits of routes and stories run. */
void        rt_server_set_speed      (RtServer       *self,
                                      double          speed);
double      rt_server_get_speed      (RtServer       *self);
/* The sum over all patterns, as of the last settling. */
void        rt_server_get_total      (RtServer            *self,
                                      RtTraffic           *total);

G_END_DECLS
