/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "core/rt-traffic.h"
#include "net/rt-faults.h"
#include "net/rt-tap.h"

G_BEGIN_DECLS

/**
 * RtSession:
 *
 * A client's HTTP session: a SoupSession of its own (so that its connections are
 * its own), whose connections are followed from opening to close, so that the
 * kernel's counters of each are known. What joins libsoup's client to RtTraffic.
 * The connections are peer streams, but for those that lead to a proxy of the desktop's.
 */
#define RT_TYPE_SESSION (rt_session_get_type ())

/* How many connections a browser opens to a host over HTTP/1.1. */
#define RT_SESSION_MAX_CONNECTIONS 6

/* Property "max-connections" (uint, construct only, default RT_SESSION_MAX_CONNECTIONS) */
G_DECLARE_FINAL_TYPE (RtSession, rt_session, RT, SESSION, GObject)

RtSession   *rt_session_new           (void);
/* (transfer none). Set up without content decoding, cache, cookies; TCP_NODELAY. */
SoupSession *rt_session_get_soup      (RtSession    *self);
/* Call before sending @message: follows the connections it opens or uses. */
void         rt_session_follow        (RtSession    *self,
                                       SoupMessage  *message);
/* Who listens to all its connections; %NULL: nobody. */
void         rt_session_set_tap       (RtSession    *self,
                                       const RtTapHooks *hooks,
                                       gpointer      user_data);
/* For a WebSocket that has nothing to say of its own: no answers to pings pile up. */
void         rt_session_set_answers_first (RtSession *self,
                                           gboolean   answers_first);
/* What is broken on purpose on all its connections; %NULL: nothing. */
void         rt_session_set_faults    (RtSession    *self,
                                       RtFaults     *faults);
/* Trusts this very certificate as well; %NULL: none beyond what authorities vouch for. */
void         rt_session_pin           (RtSession    *self,
                                       GTlsCertificate *certificate);
/* With a reset, as faults have it. */
void         rt_session_cut           (RtSession    *self);
/* What went wrong with one of its messages, in the words that tell it best. */
void         rt_session_clarify       (RtSession    *self,
                                       GError       *error);
/* Reads the kernel's counters of every open connection: at every boundary, and
 * before anything that closes one. */
/* "127.0.0.1:40312" of each open connection, as a key that is its own value. */
void         rt_session_add_addresses (RtSession    *self,
                                       GHashTable   *addresses);
void         rt_session_settle        (RtSession    *self);
/* Sums over all connections since the session was made, as of the last settling. */
void         rt_session_get_wire      (RtSession    *self,
                                       RtWire       *wire);
guint64      rt_session_get_header_bytes        (RtSession *self);
/* The same sum, settled before. */
guint64      rt_session_get_bytes_out           (RtSession *self);
guint64      rt_session_get_connections_opened  (RtSession *self);
guint64      rt_session_get_connections_open    (RtSession *self);
/* Settles, then closes idle connections and cancels the others. */
void         rt_session_abort         (RtSession    *self);

G_END_DECLS
