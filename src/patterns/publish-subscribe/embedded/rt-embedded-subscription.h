/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/embedded/rt-embedded-private.h"

G_BEGIN_DECLS

#define RT_TYPE_EMBEDDED_SUBSCRIPTION (rt_embedded_subscription_get_type ())
G_DECLARE_FINAL_TYPE (RtEmbeddedSubscription, rt_embedded_subscription, RT, EMBEDDED_SUBSCRIPTION, RtBusSubscription)

/* What the worker said of it: @positions (nullable), of gint64, are where it reads; @partition -1 all. */
void rt_embedded_subscription_placed    (RtEmbeddedSubscription *self,
                                         GArray                 *positions,
                                         int                     partition);
void rt_embedded_subscription_delivered (RtEmbeddedSubscription *self,
                                         RtBusDelivery          *delivery);
void rt_embedded_subscription_ended     (RtEmbeddedSubscription *self,
                                         const GError           *error);

/* Of the bus, for its subscriptions. NULL where it is not open. (transfer none) */
RtEmbeddedSession *rt_embedded_bus_get_session (RtBus  *bus);
/* The tag of a call that ends with a result. (transfer full) @task */
guint64            rt_embedded_session_call    (RtEmbeddedSession *self,
                                                GTask             *task);
/* With a reference to the session of its own; takes what else @op refers to. */
void               rt_embedded_session_push    (RtEmbeddedSession *self,
                                                RtEmbeddedOp       op);

G_END_DECLS
