/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

#define RT_BUS_DEFAULT_PREFETCH 100
#define RT_BUS_MAX_PREFETCH     10000

/* Where a log is read from when its group has no offset yet, or there is no group. */
#define RT_BUS_FROM_BEGINNING G_GINT64_CONSTANT (-2)
#define RT_BUS_FROM_END       G_GINT64_CONSTANT (-1)

/**
 * RtBusSubscribing:
 * @prefetch: deliveries that may be unacknowledged at a time, 1 to %RT_BUS_MAX_PREFETCH; 0: the default
 * @automatic: acknowledged as they are delivered, by the engine
 * @group: (nullable): of a log: members share its partitions and remember an offset; %NULL: reads all
 *   partitions and remembers nothing
 * @from: of a log: an offset, %RT_BUS_FROM_BEGINNING or %RT_BUS_FROM_END
 * @partition: of a log without a group: this one alone; -1 all
 *
 * How one subscribes.
 */
struct _RtBusSubscribing {
  guint       prefetch;
  gboolean    automatic;
  const char *group;
  gint64      from;
  int         partition;
};
#define RT_BUS_SUBSCRIBING_INIT { 0, FALSE, NULL, RT_BUS_FROM_END, -1 }

/**
 * RtBusSubscription:
 *
 * A consumer of a queue, or of a log as a member of a group or alone. Abstract; each engine is
 * a subclass. It survives the loss of the connection: what was not acknowledged is delivered
 * again, and acknowledgements of deliveries from before are passed over.
 *
 * Properties:
 *   "bus" (RtBus, construct only)
 *   "active" (boolean, read only): the broker has it
 *   "error" (GError, read only, nullable): why it ended for good, or is not active
 * Signals:
 *   "assigned" (GArray of int): the partitions it has now: a rebalance
 */
#define RT_TYPE_BUS_SUBSCRIPTION (rt_bus_subscription_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtBusSubscription, rt_bus_subscription, RT, BUS_SUBSCRIPTION, GObject)

/* Each delivery; (transfer none). */
typedef void (*RtBusDelivered) (RtBusSubscription *self,
                                RtBusDelivery     *delivery,
                                gpointer           user_data);

struct _RtBusSubscriptionClass {
  GObjectClass parent_class;

  /* The bus is open: begin. rt_bus_subscription_began() or _failed() and whatever is delivered
   * later, never from within. */
  void (*begin)       (RtBusSubscription *self);
  /* The connection is gone: drop what belonged to it, without a word to the broker. */
  void (*lost)        (RtBusSubscription *self);
  /* Take leave of the broker; called once, while the bus is open. */
  void (*end)         (RtBusSubscription *self);
  /* Of a queue: this one. Of a log: all of its partition up to it; what was acknowledged out of
   * order is held back until all before it are. Not called for automatic ones. */
  void (*acknowledge) (RtBusSubscription *self,
                       RtBusDelivery     *delivery);
  void (*reject)      (RtBusSubscription *self,
                       RtBusDelivery     *delivery,
                       gboolean           requeue);
  /* Complete @task with TRUE or an error, later. Called while active; rt_bus_subscription_forget()
   * what was delivered before. */
  void (*seek)        (RtBusSubscription *self,
                       int                partition,
                       gint64             offset,
                       GTask             *task);
  void (*seek_time)   (RtBusSubscription *self,
                       gint64             time_us,
                       GTask             *task);

  gpointer padding[8];
};

RtBus             *rt_bus_subscription_get_bus       (RtBusSubscription *self);
const RtBusTarget *rt_bus_subscription_get_target    (RtBusSubscription *self);
const RtBusSubscribing *rt_bus_subscription_get_how  (RtBusSubscription *self);
void               rt_bus_subscription_set_delivered (RtBusSubscription *self,
                                                      RtBusDelivered     delivered,
                                                      gpointer           user_data,
                                                      GDestroyNotify     destroy);
gboolean           rt_bus_subscription_is_active     (RtBusSubscription *self);
/* Whether it has ended for good. */
gboolean           rt_bus_subscription_is_closed     (RtBusSubscription *self);
const GError      *rt_bus_subscription_get_error     (RtBusSubscription *self);
/* Deliveries that wait for acknowledgement. */
guint              rt_bus_subscription_get_n_unacknowledged (RtBusSubscription *self);
/* A queue: it is done with, and deleted. A log: the group goes on after it. FALSE: that delivery is
 * not waiting for it (any more). */
gboolean           rt_bus_subscription_acknowledge   (RtBusSubscription *self,
                                                      RtBusDelivery     *delivery);
/* A queue: back where it was, or with FALSE to its dead letters. A log has no such thing:
 * FALSE with %RT_BUS_ERROR_UNSUPPORTED. */
gboolean           rt_bus_subscription_reject        (RtBusSubscription *self,
                                                      RtBusDelivery     *delivery,
                                                      gboolean           requeue,
                                                      GError           **error);
/* @offset: one, RT_BUS_FROM_BEGINNING or RT_BUS_FROM_END; @partition: -1 all. */
void               rt_bus_subscription_seek_async    (RtBusSubscription *self,
                                                      int                partition,
                                                      gint64             offset,
                                                      GCancellable      *cancellable,
                                                      GAsyncReadyCallback callback,
                                                      gpointer           user_data);
/* To the first message of each partition born at @time_us, since 1970, or later. */
void               rt_bus_subscription_seek_time_async (RtBusSubscription *self,
                                                      gint64             time_us,
                                                      GCancellable      *cancellable,
                                                      GAsyncReadyCallback callback,
                                                      gpointer           user_data);
gboolean           rt_bus_subscription_seek_finish   (RtBusSubscription *self,
                                                      GAsyncResult      *result,
                                                      GError           **error);
/* Whether @partition is one of those that "assigned" told. */
gboolean           rt_bus_is_assigned                (GArray            *partitions,
                                                      int                partition);
/* A consumer that stops: what it did not acknowledge is delivered again, to others. */
void               rt_bus_subscription_close         (RtBusSubscription *self);

G_END_DECLS
