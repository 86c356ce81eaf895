/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-subscription.h"
#include "support/rt-test.h"

G_BEGIN_DECLS

/* What tests of a bus have in common: publishing until all is confirmed, and consumers that
 * note what they are given. */

/* An open bus. (transfer full) */
RtBus       *desk_open      (const char        *uri);
/* Closed, and finalised. */
void         desk_close     (RtBus             *bus);
/* A name that no other test of this run has. (transfer full) */
RtBusTarget *desk_target    (RtBusKind          kind);
/* Where the broker is a simulation in which nothing can be declared: it is made by @make instead,
 * and stays. */
typedef void (*DeskMake)    (const RtBusTarget *target);
void         desk_simulate  (DeskMake           make);
void         desk_declare   (RtBus             *bus,
                             const RtBusTarget *target);
/* What is said to it, and to a test of the connection; NULL: it is done. (transfer full) */
GError      *desk_try_to_declare (RtBus        *bus,
                             const RtBusTarget *target);
GError      *desk_try       (RtBus             *bus);
void         desk_remove    (RtBus             *bus,
                             const RtBusTarget *target);
RtBusMessage *desk_message  (guint64            number);
/* Numbers @first to @last, and waits until they are confirmed. */
void         desk_publish   (RtBus             *bus,
                             const RtBusTarget *target,
                             guint64            first,
                             guint64            last);
/* Waits for its confirmation; NULL where it is safe. (transfer full) */
GError      *desk_publish_one (RtBus           *bus,
                             const RtBusTarget *target,
                             RtBusMessage      *message,
                             int               *partition,
                             gint64            *offset);
/* The same, which has to be safe. */
void         desk_publish_safely (RtBus        *bus,
                             const RtBusTarget *target,
                             RtBusMessage      *message);
/* (transfer full) (element-type RtBusPartition) */
GArray      *desk_measure   (RtBus             *bus,
                             const RtBusTarget *target,
                             const char        *group);
/* What of a log @group has not read, over all partitions. */
gint64       desk_get_lag   (RtBus             *bus,
                             const RtBusTarget *target,
                             const char        *group);

/* A subscription, and all that it was delivered. */
typedef struct {
  RtBusSubscription *subscription;
  GPtrArray         *deliveries;   /* of RtBusDelivery */
  GArray            *assigned;     /* of int; NULL until it is told */
  gboolean           keep;         /* does not acknowledge what it is delivered */
} Consumer;

/* Active; with @keep it acknowledges nothing by itself. */
Consumer    *consumer_new   (RtBus             *bus,
                             const RtBusTarget *target,
                             const RtBusSubscribing *how,
                             gboolean           keep);
/* Closed, and finalised. */
void         consumer_free  (Consumer          *self);
void         consumer_wait  (Consumer          *self,
                             guint              n_deliveries);
RtBusDelivery *consumer_get (Consumer          *self,
                             guint              index);
void         consumer_acknowledge (Consumer    *self,
                             guint              index);
/* That it was delivered @first to @last, in order and nothing else. */
void         consumer_assert (Consumer         *self,
                             guint64            first,
                             guint64            last);
void         consumer_forget (Consumer         *self);
/* NULL or an error. (transfer full) */
GError      *consumer_seek  (Consumer          *self,
                             int                partition,
                             gint64             offset);
GError      *consumer_seek_time (Consumer      *self,
                             gint64             time_us);

G_END_DECLS
