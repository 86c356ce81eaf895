/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-session.h"

#include "net/rt-client-resolver.h"
#include "net/rt-faults.h"

G_BEGIN_DECLS

/* A session is in two files: what its users set up (rt-session.c), and its connections
 * (-connections.c). */

struct _RtSession {
  GObject           parent_instance;

  SoupSession      *soup;
  RtClientResolver *resolver;
  guint             max_connections;
  GPtrArray        *connections;  /* RtSessionConnection, those not known to be closed */
  RtWire            closed;       /* sums over the others */
  guint64           closed_header_bytes;
  guint64           opened;
  const RtTapHooks *tap;          /* or NULL */
  gpointer          tap_data;
  RtFaults         *faults;       /* or NULL */
  GTlsCertificate  *pinned;       /* or NULL */
  gboolean          is_secure;    /* over TLS, where libsoup may speak HTTP/2 */
};

/* Takes the last counts of connections that were closed. */
void rt_session_retire_closed (RtSession *self);

G_END_DECLS
