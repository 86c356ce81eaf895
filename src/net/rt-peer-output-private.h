/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer-output.h"

#include "net/rt-waiters.h"

G_BEGIN_DECLS

/* A peer's output is in two files: what is written, and how the socket takes it
 * (-socket.c). */

struct _RtPeerOutput {
  GOutputStream            parent_instance;
  const RtPeerOutputHooks *hooks;
  const RtTap             *tap;       /* or NULL */
  RtFaultLayer            *layer;     /* likewise */
  gpointer                 user_data;
  RtOutbox                *outbox;
  GThread                 *owner;
  GMainContext            *context;
  RtWaiters                waiters;
  GQueue                   parcels;
  GError                  *failure;
  int                      fd;
  gsize                    missing;   /* how much room a write did not find */
  gboolean                 is_whole;  /* a write is taken whole or not at all */
  gboolean                 is_single; /* a write is taken once the one before is sent */
  guint64                  n_sent;
  gint64                   last_sent;
};

G_END_DECLS
