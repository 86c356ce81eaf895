/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-bridge-line.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/* A line is in four files: itself and what goes out (rt-bridge-line.c), what waits for its number
 * (-pending.c), what comes in (-arriving.c), and how it gets its log (-opening.c). */

struct _RtBridgeLine {
  RtBus             *bus;          /* (unowned) */
  RtChannel         *channel;      /* (unowned) */
  RtBusTarget       *target;
  RtBusSubscription *subscription; /* NULL: it has no log now */
  GCancellable      *living;       /* cancelled at the end */
  GCancellable      *asking;       /* the bus is asked about the log; another one for each log */
  GError            *complaint;    /* why there is no log, or NULL */
  gint64             next;         /* the offset up to which it has to catch up; -1 unknown */
  gint64             begin;        /* the offset from which it reads */
  gint64             first;        /* the lowest offset that the log still has, as last measured */
  gint64             looked_at;    /* the offset before which there is a jump, when that was; -1 none */
  guint64            anew_tag;     /* of the first delivery of another log, once that was seen to */
  gboolean           looking;
  gboolean           ready;
  char              *prefix;       /* of ids */
  guint64            n_submitted;
  GHashTable        *pending;      /* id → what waits for its number */
  GQueue             held;         /* of RtBusMessage: those of them that wait for the log */
  gsize              held_bytes;
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

/* @cancellable is the line's: the one of its log, or of its life. */
RtBridgeAsking *rt_bridge_line_begin_asking (RtBridgeLine *self,
                                             GCancellable *cancellable);
/* The line, or NULL where it is gone. */
RtBridgeLine   *rt_bridge_line_end_asking   (gpointer      asking);

/* Has the log made where there is none, finds how far it has come, and reads on. */
void rt_bridge_line_ask          (RtBridgeLine      *self);
/* Leaves the log that it has. */
void rt_bridge_line_leave        (RtBridgeLine      *self);
/* The same, and asks in so many ms. */
void rt_bridge_line_ask_again    (RtBridgeLine      *self,
                                  guint              ms);
/* The log is another one than it was. */
void rt_bridge_line_begin_anew   (RtBridgeLine      *self);
/* Whether it has caught up, now that it knows more. */
void rt_bridge_line_become_ready (RtBridgeLine      *self);

/* What is submitted as @message now waits for its number; where it is @held, for the log as well. */
void rt_bridge_line_add_pending  (RtBridgeLine      *self,
                                  RtBusMessage      *message,
                                  gboolean           held,
                                  RtChannelSubmitted submitted,
                                  gpointer           user_data);
/* As if it had never been. */
void rt_bridge_line_drop_pending (RtBridgeLine      *self,
                                  const char        *id);
/* All that follow call back, and @self may be gone then. */
void rt_bridge_line_end_pending  (RtBridgeLine      *self,
                                  const char        *id,
                                  guint64            seq,
                                  const GError      *error);
/* What was submitted up to then, monotonic, has waited long enough. */
void rt_bridge_line_end_all      (RtBridgeLine      *self,
                                  gint64             until);
/* There is no log for what is held. */
void rt_bridge_line_end_held     (RtBridgeLine      *self);
void rt_bridge_line_publish_held (RtBridgeLine      *self);
gboolean rt_bridge_line_publish  (RtBridgeLine      *self,
                                  RtBusMessage      *message,
                                  GError           **error);
void rt_bridge_line_on_patience  (gpointer           user_data);
/* @why: (nullable): of the bus; %RT_CHANNEL_OUTLET_ERROR_AWAY. */
void rt_bridge_line_set_away     (const GError      *why,
                                  GError           **error);

/* The same, of a bus that is not there. */
void rt_bridge_line_set_gone     (RtBridgeLine      *self,
                                  GError           **error);

void rt_bridge_line_on_room      (gpointer           user_data);
void rt_bridge_line_delivered    (RtBusSubscription *subscription,
                                  RtBusDelivery     *delivery,
                                  gpointer           user_data);

G_END_DECLS
