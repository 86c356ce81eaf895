/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub.h"
#include "net/rt-server.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtPattern:
 * @id: as ROUTES and /metrics name it, "short-polling"
 * @name: for people, to be translated
 * @sentence: what it does, in one, to be translated
 * @get_client_type: the subclass of RtClient
 * @add_routes: its classic routes; %NULL none
 * @claims: whether a GET of /channels/NAME asks for this pattern; %NULL never
 * @serve: serves it
 * @schemes: (nullable): of addresses that say by themselves that it is meant
 * @over_bus: it goes over a bus that has an address of its own, not to this program's server
 *
 * A way for two programs to exchange messages. One static constant a folder,
 * listed in rt-patterns.c, is all that the rest of the program knows of it.
 */
typedef struct {
  const char *id;
  const char *name;
  const char *sentence;
  GType     (*get_client_type) (void);
  void      (*add_routes)      (RtServer   *server,
                                RtHub      *hub);
  gboolean  (*claims)          (RtExchange *exchange);
  void      (*serve)           (RtExchange *exchange,
                                RtChannel  *channel);
  const char * const *schemes;
  gboolean    over_bus;
} RtPattern;

/* In the order of the dashboard, NULL at the end. (transfer none) */
const RtPattern * const *rt_patterns_list   (void);
const RtPattern         *rt_patterns_lookup (const char *id);
/* The one that @scheme says is meant; NULL: several can be. (transfer none) */
const RtPattern         *rt_patterns_lookup_scheme (const char *scheme);

extern const RtPattern rt_request_response;
extern const RtPattern rt_short_polling;
extern const RtPattern rt_long_polling;
extern const RtPattern rt_server_sent_events;
extern const RtPattern rt_websocket;
extern const RtPattern rt_publish_subscribe;

G_END_DECLS
