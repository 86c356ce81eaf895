/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-bridge-line.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/* A line is in three files: what goes out (rt-bridge-line.c), what comes in (-arriving.c), and how
 * it gets its log (-opening.c). */

struct _RtBridgeLine {
  RtBus             *bus;          /* (unowned) */
  RtChannel         *channel;      /* (unowned) */
  RtBusTarget       *target;
  RtBusSubscription *subscription;
  GCancellable      *asking;       /* the bus is asked about the log; cancelled at the end */
  char              *complaint;    /* the last, or NULL */
  gint64             next;         /* the offset up to which it has to catch up; -1 unknown */
  gint64             begin;        /* the offset from which it reads */
  gint64             first;        /* the lowest offset that the log still has, as last measured */
  gint64             looked_at;    /* the offset before which there is a jump, when that was; -1 none */
  gboolean           looking;
  gboolean           ready;
  char              *prefix;       /* of ids */
  guint64            n_submitted;
  GHashTable        *pending;      /* id → Pending */
  GQueue             held;         /* of RtBusMessage: submitted before the log was known */
  GHashTable        *ids;          /* id → its number, of what came */
  GQueue             order;        /* the same ids, the oldest first */
  GQueue             waiting;      /* deliveries for which there is no room; the prefetch bounds it */
  RtPoller          *poller;
  RtPollerTimer      room;
  RtPollerTimer      patience;     /* until it is looked for who has waited too long */
  RtPollerTimer      again;        /* until the log is asked for again */
  RtPollerTimer      quiet;        /* until it must have said all that was there */
};

/* What the bus is asked for a line. */
typedef struct {
  RtBridgeLine *line;              /* (unowned), and gone when it is cancelled */
  GCancellable *cancellable;
} RtBridgeAsking;

RtBridgeAsking *rt_bridge_line_begin_asking (RtBridgeLine *self);
/* The line, or NULL where it is gone. */
RtBridgeLine   *rt_bridge_line_end_asking   (gpointer      asking);

/* Has the log made where there is none, finds how far it has come, and reads on. */
void rt_bridge_line_ask          (RtBridgeLine      *self);
/* Whether it has caught up, now that it knows more. */
void rt_bridge_line_become_ready (RtBridgeLine      *self);
/* What was submitted up to then, monotonic, has waited long enough. */
void rt_bridge_line_end_all      (RtBridgeLine      *self,
                                  gint64             until);
void rt_bridge_line_end_pending  (RtBridgeLine      *self,
                                  const char        *id,
                                  guint64            seq,
                                  const GError      *error);
void rt_bridge_line_on_room      (gpointer           user_data);
void rt_bridge_line_delivered    (RtBusSubscription *subscription,
                                  RtBusDelivery     *delivery,
                                  gpointer           user_data);

G_END_DECLS
