/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/publish-subscribe/rt-bus-client.h"
#include "patterns/publish-subscribe/rt-bus-sightings.h"

G_BEGIN_DECLS

/* The client, for who waits for a confirmation; NULL: it is gone. */
typedef struct {
  RtBusClient *client;
} RtBusClientTie;

/* Shared by the files that make RtBusClient: rt-bus-client.c (the object),
 * rt-bus-client-acknowledging.c, rt-bus-client-sending.c, rt-bus-client-opening.c (from an address to where messages
 * come) and rt-bus-client-bus.c (what it has of the bus). */
struct _RtBusClient {
  RtClient           parent_instance;

  RtBusAcknowledging acknowledging;
  RtAckRule         *rule;             /* or NULL */
  gboolean           consuming;

  char              *uri;              /* that of @address */
  RtBusAddress      *address;
  RtBus             *bus;              /* as long as it is not closed, also while it retries */
  RtBusSubscription *subscription;
  GCancellable      *asking;           /* what the bus is asked before subscribing; or NULL */
  gboolean           is_there;         /* the target, on this connection */
  gboolean           other_kind;       /* the one that is not looked for first */
  gboolean           keeping;          /* the bus, while the client drops what is open */
  gboolean           quiet;            /* the bus is being closed by us */
  gboolean           leaving;
  gboolean           settled;          /* all before it took leave has reached the broker */

  RtBusSightings    *sightings;
  RtTraffic          past;             /* of buses that are gone */
  char              *id_prefix;
  guint64            n_sent;
  RtBusClientTie    *tie;              /* an rc box */
};

void rt_bus_client_open      (RtClient          *client,
                              GCancellable      *opening);
void rt_bus_client_close     (RtClient          *client);
void rt_bus_client_forget_subscription (RtBusClient *self);
void rt_bus_client_stop_asking (RtBusClient     *self);
/* FALSE with %RT_BUS_ERROR_INVALID. What belonged to another address is dropped. */
gboolean rt_bus_client_take_address (RtBusClient *self,
                                     const char  *uri,
                                     GError     **error);
/* Closes it, and forgets all of it but what it counted. */
void rt_bus_client_drop_bus  (RtBusClient       *self);
void rt_bus_client_leave     (RtClient          *client);
gboolean rt_bus_client_send  (RtClient          *client,
                              GBytes            *data,
                              gboolean           binary,
                              GError           **error);
void rt_bus_client_delivered (RtBusSubscription *subscription,
                              RtBusDelivery     *delivery,
                              gpointer           user_data);

G_END_DECLS
