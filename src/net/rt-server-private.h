/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-idempotency.h"
#include "net/rt-listener.h"
#include "net/rt-peer-list.h"
#include "net/rt-port-hold.h"
#include "net/rt-server.h"
#include "net/rt-trimmer.h"

G_BEGIN_DECLS

/* A server is in six files: what it is (rt-server.c), how its ports take and
 * refuse connections (-ports.c), how it ends them (-stop.c), who may ask (-admission.c),
 * what becomes of a request (-routes.c), and what is broken on purpose (-faults.c). */

typedef struct {
  RtServer   *server;    /* (unowned) */
  RtListener *listener;  /* NULL while it does not listen */
  RtPortHold *hold;      /* NULL unless it refuses connections on purpose */
  gboolean    is_taken;  /* by somebody else, while it was refused: it was said */
  SoupServer *soup;
  guint16     number;
  char       *uri;       /* of this machine */
} RtServerPort;

typedef struct {
  RtRoute  route;
  gpointer user_data;
} RtServerEntry;

struct _RtServer {
  GObject       parent_instance;

  RtServerPort  ports[RT_N_PORTS];
  GArray       *entries;
  RtAccess     *access;
  RtLedger     *ledger;
  RtIdempotency *idempotency;
  RtPeerList   *peers;
  GListStore   *gone;     /* RtPeer: closed not long ago, in that order */
  GHashTable   *refused;  /* set of RtPeer: answered 503 or 429, until they are closed */
  RtLimits     *limits;
  RtCallers    *callers;
  RtTrimmer    *trimmer;
  RtPoller     *poller;
  RtPollerTimer tick;
  guint         max_connections; /* as many as the system allows */
  guint         n_unchecked;     /* peers that the tick has still to look at; 0 between two */
  RtFaults     *faults;
  RtPollerTimer listen_again;
  gboolean      is_stopped_by_fault;
  double        speed;
  gboolean      is_open;  /* ports that listen from now on take others than loopback */
};

/* Has @port's requests answered by the routes. */
void    rt_server_serve_port  (RtServerPort   *port);
void    rt_server_check_peers (gpointer        user_data);
void    rt_server_stop_listening   (RtServerPort  *port);
gboolean rt_server_begin_listening (RtServerPort  *port,
                                    guint16        number,
                                    GError       **error);
/* All that are open now, in slices. */
void    rt_server_end_connections  (RtServer      *self);
void    rt_server_init_faults      (RtServer      *self);
void    rt_server_clear_faults     (RtServer      *self);
void    rt_server_update_faults    (gpointer       user_data);
gboolean rt_server_break_request   (RtServer      *self,
                                    RtExchange    *exchange);
/* Whose connection it was accepted on is known by the address. */
void    rt_server_know_peer   (GSocketAddress *address,
                               RtPeer         *peer);
/* Whether @exchange may be served; where it may not it is answered. */
gboolean rt_server_admit     (RtServer          *self,
                              RtExchange        *exchange,
                              SoupServerMessage *message,
                              gboolean           is_public);
/* Whether its sender may ask now, and what it sends can be read; likewise. */
gboolean rt_server_admit_rate (RtServer          *self,
                               RtExchange        *exchange);
gboolean rt_server_admit_coding (RtExchange      *exchange);
void    rt_server_allow_origin (RtExchange     *exchange,
                                const char     *origin);

G_END_DECLS
