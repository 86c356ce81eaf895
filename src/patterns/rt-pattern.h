/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub.h"
#include "net/rt-server.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtManner:
 * @RT_MANNER_ASK: the client asks again and again, and is answered at once
 * @RT_MANNER_WAIT: the client asks, and the answer waits for something to say
 * @RT_MANNER_PUSH: whoever has something sends it
 *
 * How an event gets to a client: what its cost depends on.
 */
typedef enum {
  RT_MANNER_ASK,
  RT_MANNER_WAIT,
  RT_MANNER_PUSH,
} RtManner;

/**
 * RtTraits:
 * @RT_TRAIT_TALKS_BACK: the client speaks on the same connection
 * @RT_TRAIT_PLAIN_HTTP: requests and answers, which every proxy passes
 * @RT_TRAIT_BROWSER: a page in a browser can do it by itself
 * @RT_TRAIT_STATELESS: between two requests the server holds nothing for a client
 * @RT_TRAIT_ACKNOWLEDGED: what was not acknowledged is delivered again
 *
 * What no measurement tells of a pattern.
 */
typedef enum {
  RT_TRAIT_TALKS_BACK   = 1 << 0,
  RT_TRAIT_PLAIN_HTTP   = 1 << 1,
  RT_TRAIT_BROWSER      = 1 << 2,
  RT_TRAIT_STATELESS    = 1 << 3,
  RT_TRAIT_ACKNOWLEDGED = 1 << 4,
} RtTraits;

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
 * @manner: how an event gets to a client
 * @traits: what no measurement tells
 * @keep_alive_ms: how often the server says something on a connection that has nothing to say; 0: never
 * @keep_alive_bytes: how much that is
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
  RtManner    manner;
  RtTraits    traits;
  guint       keep_alive_ms;
  guint       keep_alive_bytes;
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
