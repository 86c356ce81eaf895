/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/rt-backoff.h"

G_BEGIN_DECLS

typedef struct _RtBusUnconfirmed RtBusUnconfirmed;

typedef struct {
  GUri             *guri;
  char             *uri;            /* without the password */
  RtBusState        state;
  char             *reason;
  GError           *error;
  gboolean          simulated;
  RtBackoff         backoff;
  RtPoller         *poller;
  gint64            retry_at;       /* monotonic, while it is retrying */
  RtPollerTimer     timer;          /* connecting takes too long, or it is time to try again */
  RtDeferred        flush;
  RtDeferred        writable;
  RtDeferred        failing;        /* what is unconfirmed is told that it failed */
  GQueue            calls;
  GQueue            tests;          /* that wait for what becomes of the connection */
  GPtrArray        *subscriptions;  /* (unowned) */
  RtBusUnconfirmed *unconfirmed;
  RtTraffic         traffic;
  RtBusTally        tally;
  GHashTable       *plain;          /* names of queues that were declared here, without priorities */
} RtBusPrivate;

RtBusPrivate *rt_bus_get_private       (RtBus              *self);
gboolean      rt_bus_is_open           (RtBus              *self);
void          rt_bus_set_state         (RtBus              *self,
                                        RtBusState          state,
                                        const GError       *error,
                                        const char         *reason);

/* Both FALSE with %RT_BUS_ERROR_UNSUPPORTED or _INVALID. */
gboolean      rt_bus_check_target      (RtBus              *self,
                                        const RtBusTarget  *target,
                                        GError            **error);
gboolean      rt_bus_check_message     (RtBus              *self,
                                        const RtBusTarget  *target,
                                        const RtBusMessage *message,
                                        GError            **error);
gboolean      rt_bus_check_subscribing (RtBus              *self,
                                        const RtBusTarget  *target,
                                        const RtBusSubscribing *how,
                                        GError            **error);
gboolean      rt_bus_check_able        (RtBus              *self,
                                        RtBusAbilities      abilities,
                                        GError            **error);

RtBusUnconfirmed *rt_bus_unconfirmed_new  (RtBus           *self);
void              rt_bus_unconfirmed_free (RtBusUnconfirmed *unconfirmed);
/* The connection is gone: all is to be sent again. */
void          rt_bus_unconfirmed_rewind   (RtBus           *self);
void          rt_bus_unconfirmed_fail     (RtBus           *self,
                                           const GError    *error);

void          rt_bus_add_subscription     (RtBus             *self,
                                           RtBusSubscription *subscription);
void          rt_bus_remove_subscription  (RtBus             *self,
                                           RtBusSubscription *subscription);
/* The bus is open; is about to end what is under way; is not open any more. */
void          rt_bus_subscription_open    (RtBusSubscription *self);
void          rt_bus_subscription_halt    (RtBusSubscription *self);
void          rt_bus_subscription_lost    (RtBusSubscription *self,
                                           const GError      *error);

G_END_DECLS
