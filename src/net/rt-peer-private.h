/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer.h"

#include "net/rt-peer-account.h"

G_BEGIN_DECLS

/* A peer is in two files: who it is and what it costs (rt-peer.c), and what it may
 * (-limits.c). */

struct _RtPeer {
  GObject       parent_instance;

  guint64       id;
  char         *address;
  char         *user_agent;
  gint64        since;
  gint64        until;
  GBytes       *farewell;
  RtLimits     *limits;
  RtCaller     *caller;     /* NULL where that is not known */
  RtLimitKind   struck;     /* last; RT_N_LIMITS: none */
  guint16       local_port;
  RtPeerAccount account;
};

G_END_DECLS
