/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* How often it works while it runs, and how often it asks the broker how far that has come. */
#define RT_DESK_TICK_MS    20
#define RT_DESK_MEASURE_MS 250
/* How many connections it may have. */
#define RT_DESK_MAX_BUSES  160

/**
 * RtDesk:
 *
 * What a lane of publish–subscribe does: publishers and consumers, each with a connection of its
 * own, on one bus. Abstract; what they do with it is a subclass. Connections that are lost come
 * back by themselves; what they counted stays.
 *
 * Properties:
 *   "uri" (string): of the bus, without the password
 *   "address" (string, read only): of what it works on there, as programs take it
 *   "running" (boolean, read only)
 *   "state" (RtClientState, read only): the worst of its connections'
 *   "reason" (string, read only, nullable): why it is in that state, for people
 *   "simulated" (boolean, read only): the broker said that it is a simulation
 * Signals:
 *   "cut" (): its connections were cut on purpose
 */
#define RT_TYPE_DESK (rt_desk_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtDesk, rt_desk, RT, DESK, GObject)

struct _RtDeskClass {
  GObjectClass parent_class;

  const char    *id;          /* of its lane: "queue" */
  const char    *name;        /* for people, to be translated */
  const char    *sentence;    /* likewise */
  const char    *default_uri;
  RtBusAbilities needs;       /* a bus without is refused */
  const char    *missing;     /* what is said of it, to be translated */

  /* What it works on, on a bus that can do so much. (transfer full) */
  RtBusTarget *(*make_target) (RtDesk         *self,
                               RtBusAbilities  abilities);
  /* Make connections, with rt_desk_add_bus(). */
  void (*begin)   (RtDesk *self);
  /* All of them are about to be closed: forget them. */
  void (*end)     (RtDesk *self);
  /* So long has passed since the last time. */
  void (*tick)    (RtDesk *self,
                   gint64  elapsed_us);
  /* Ask how far it has come. */
  void (*measure) (RtDesk *self);
  /* Forget what was counted; called while it stands still. */
  void (*clear)   (RtDesk *self);

  gpointer padding[3];
};

void             rt_desk_start         (RtDesk       *self);
void             rt_desk_stop          (RtDesk       *self);
/* Counts from nothing; who runs connects anew. */
void             rt_desk_reset         (RtDesk       *self);
gboolean         rt_desk_get_running   (RtDesk       *self);
RtClientState    rt_desk_get_state     (RtDesk       *self);
const char      *rt_desk_get_reason    (RtDesk       *self);
/* How long until the first of its connections tries again, in µs; -1: none is retrying. */
gint64           rt_desk_get_retry_us  (RtDesk       *self);
const char      *rt_desk_get_uri       (RtDesk       *self);
/* With the queue or topic, without the password. (transfer full) */
char            *rt_desk_dup_address   (RtDesk       *self);
/* @uri: NULL: the default; @password: NULL: that in @uri, or of the same address. Who runs connects anew. */
void             rt_desk_set_uri       (RtDesk       *self,
                                        const char   *uri,
                                        const char   *password);
/* Where it worked last over the engine that has @scheme, with TLS or without; NULL: nowhere yet.
 * (transfer none) */
const char      *rt_desk_get_last_uri  (RtDesk       *self,
                                        const char   *scheme);
/* One an engine, without passwords. (transfer full) */
GStrv            rt_desk_dup_last_uris (RtDesk       *self);
/* Where it worked in an earlier run. */
void             rt_desk_add_last_uri  (RtDesk       *self,
                                        const char   *uri);
/* What a bus has to be able to do. */
RtBusAbilities   rt_desk_get_needs     (RtDesk       *self);
/* Of the engine of its address; nothing and NULL where there is none. */
RtBusAbilities   rt_desk_get_abilities (RtDesk       *self);
const char      *rt_desk_get_engine    (RtDesk       *self);
/* Whether there is one between it and its bus: without, nothing is counted on it. */
gboolean         rt_desk_has_wire      (RtDesk       *self);
/* The broker said that it is a simulation. */
gboolean         rt_desk_is_simulated  (RtDesk       *self);
/* Whether it could work there. */
void             rt_desk_test_async    (RtDesk       *self,
                                        const char   *uri,
                                        const char   *password,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer      user_data);
gboolean         rt_desk_test_finish   (RtDesk       *self,
                                        GAsyncResult *result,
                                        GError      **error);
/* As the network would. */
void             rt_desk_cut           (RtDesk       *self);
/* Of all its connections, also those that are gone. (transfer none) */
const RtTraffic *rt_desk_get_traffic   (RtDesk       *self);
void             rt_desk_get_tally     (RtDesk       *self,
                                        RtBusTally   *tally);

/* For subclasses. NULL: it has failed. (transfer none) */
RtBus           *rt_desk_add_bus       (RtDesk       *self);
void             rt_desk_drop_bus      (RtDesk       *self,
                                        RtBus        *bus);
/* Around a change of what it works on. */
void             rt_desk_rest          (RtDesk       *self);
void             rt_desk_go_on         (RtDesk       *self);
/* What it works on exists: before that it is not open. */
void             rt_desk_set_ready     (RtDesk       *self);
/* Stops, and says why. */
void             rt_desk_fail          (RtDesk       *self,
                                        const GError *error);
/* Until it stops. (transfer none) */
GCancellable    *rt_desk_get_cancellable (RtDesk     *self);
/* Unique, duplicate and lost: the rest is counted by the bus. (transfer none) */
RtTraffic       *rt_desk_get_counters  (RtDesk       *self);

G_END_DECLS
