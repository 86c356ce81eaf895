/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-desk.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/* A desk is in three files: what it is (rt-desk.c), its connections and what they counted
 * (-buses.c), and its address (-address.c). */
typedef struct {
  char          *uri;
  char          *password;
  GHashTable    *last_uris;     /* by scheme, without the "s" of TLS */
  RtBus         *sample;        /* never connected: what its engine can do; or NULL */
  gboolean       running;
  gboolean       simulated;     /* one of its connections was told so */
  gboolean       ready;         /* what it works on exists */
  RtClientState  state;
  char          *reason;
  GPtrArray     *buses;
  GCancellable  *cancellable;
  RtTraffic      past;          /* of connections that are gone */
  RtBusTally     past_tally;
  RtTraffic      counters;
  RtTraffic      sum;
  RtPoller      *poller;
  RtPollerTimer  timer;
  RtDeferred     changed;
  gint64         ticked_us;
  gint64         measured_us;
} RtDeskPrivate;

RtDeskPrivate *rt_desk_get_private   (RtDesk        *self);
void           rt_desk_set_state     (RtDesk        *self,
                                      RtClientState  state,
                                      const char    *reason);
void           rt_desk_set_simulated (RtDesk        *self,
                                      gboolean       simulated);
/* With the password in it. (transfer full) */
char          *rt_desk_dup_full_uri  (const char    *uri,
                                      const char    *password);
/* FALSE with %RT_BUS_ERROR_UNSUPPORTED: @bus lacks what it needs. */
gboolean       rt_desk_check_bus     (RtDesk        *self,
                                      RtBus         *bus,
                                      GError       **error);
/* (transfer full) (nullable) */
RtBus         *rt_desk_new_bus       (RtDesk        *self,
                                      GError       **error);
void           rt_desk_drop_buses    (RtDesk        *self);
/* Takes over the state of its connections. */
void           rt_desk_follow_buses  (gpointer       self);

G_END_DECLS
