/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/rt-traffic.h"
#include "patterns/publish-subscribe/rt-bus-message.h"
#include "patterns/publish-subscribe/rt-bus-target.h"

G_BEGIN_DECLS

typedef enum {
  RT_BUS_ERROR_UNSUPPORTED, /* this engine cannot do that */
  RT_BUS_ERROR_INVALID,     /* what was asked makes no sense: an address, a name, a number */
  RT_BUS_ERROR_CONNECT,     /* nobody answers there, or something else does */
  RT_BUS_ERROR_ACCESS,      /* user, password, virtual host or right refused */
  RT_BUS_ERROR_TLS,
  RT_BUS_ERROR_NOT_FOUND,   /* no such queue, topic, exchange or partition */
  RT_BUS_ERROR_MISMATCH,    /* it exists, and is declared otherwise */
  RT_BUS_ERROR_FULL,        /* too much is unconfirmed: try again after "writable" */
  RT_BUS_ERROR_RETURNED,    /* no queue takes it */
  RT_BUS_ERROR_TOO_LARGE,
  RT_BUS_ERROR_CLOSED,      /* the bus was closed first: it may have been done or not */
  RT_BUS_ERROR_TIMEOUT,
  RT_BUS_ERROR_STORAGE,     /* a disk is full, a file cannot be read */
  RT_BUS_ERROR_FAILED,      /* the broker's own words */
} RtBusError;
#define RT_BUS_ERROR (rt_bus_error_quark ())
GQuark rt_bus_error_quark (void);

typedef enum {
  RT_BUS_CLOSED,
  RT_BUS_CONNECTING,
  RT_BUS_OPEN,
  RT_BUS_BLOCKED,   /* connected, and the broker takes no messages now: its memory or disk is full */
  RT_BUS_RETRYING,
} RtBusState;
#define RT_TYPE_BUS_STATE (rt_bus_state_get_type ())
GType       rt_bus_state_get_type  (void);
const char *rt_bus_state_to_string (RtBusState state); /* "connecting" … */

typedef enum {
  RT_BUS_CAN_QUEUE       = 1 << 0,
  RT_BUS_CAN_LOG         = 1 << 1,
  RT_BUS_CAN_PRIORITY    = 1 << 2,
  RT_BUS_CAN_TTL         = 1 << 3,
  RT_BUS_CAN_DEAD_LETTER = 1 << 4,
  RT_BUS_CAN_PARTITIONS  = 1 << 5, /* a log of several */
  RT_BUS_CAN_GROUP       = 1 << 6, /* members of a consumer group share the partitions */
  RT_BUS_CAN_SEEK        = 1 << 7, /* to an offset, of a log */
  RT_BUS_CAN_SEEK_TIME   = 1 << 8,
  RT_BUS_CAN_RETENTION   = 1 << 9,
} RtBusAbilities;

/* What may be published and not yet confirmed, together. */
#define RT_BUS_MAX_UNCONFIRMED       10000
#define RT_BUS_MAX_UNCONFIRMED_BYTES (16 * 1024 * 1024)
#define RT_BUS_CONNECT_TIMEOUT_MS    10000
/* Calls and tests that wait or are under way. */
#define RT_BUS_MAX_CALLS             1000

/**
 * RtBus:
 *
 * A connection to where publish–subscribe goes. Abstract; each engine is a subclass, found by
 * the scheme of its address. It connects, notices when the connection is lost, and connects
 * again with back-off until it is closed; what was published and not confirmed is sent again
 * then, and subscriptions go on. Everything is called, and calls back, on the main context it was made in;
 * nothing waits.
 *
 * Properties:
 *   "uri" (string, construct only): without the password
 *   "state" (RtBusState, read only), "reason" (string, read only, nullable): why it is in that
 *     state, for people
 *   "simulated" (boolean, read only): the broker says that it is a simulation
 * Signals:
 *   "writable" (): after %RT_BUS_ERROR_FULL: there is room again
 */
#define RT_TYPE_BUS (rt_bus_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtBus, rt_bus, RT, BUS, GObject)

/**
 * RtBusConfirmed:
 * @message: what was published
 * @partition: of a log where it is kept; -1 for a queue, or where the engine does not tell
 * @offset: there; -1 likewise
 * @error: (nullable): why it is not safe
 *
 * Called once for each message published: it is safe, or never will be.
 */
typedef void (*RtBusConfirmed) (RtBus        *self,
                                RtBusMessage *message,
                                int           partition,
                                gint64        offset,
                                const GError *error,
                                gpointer      user_data);

/**
 * RtBusPartition:
 * @partition: its number; 0 for a queue
 * @first: the lowest offset kept
 * @next: the offset the next message will have
 * @committed: where the group goes on; -1 nowhere yet
 * @ready: of a queue: messages nobody holds; -1 unknown
 * @unacknowledged: of a queue: messages in consumers' hands; -1 unknown
 *
 * How far a partition, or a queue, has come. The lag of a group is @next less @committed, less
 * @first where @committed is lower; that of a queue is @ready and @unacknowledged.
 */
typedef struct {
  int    partition;
  gint64 first;
  gint64 next;
  gint64 committed;
  gint64 ready;
  gint64 unacknowledged;
} RtBusPartition;

typedef struct _RtBusSubscription RtBusSubscription;
typedef struct _RtBusSubscribing  RtBusSubscribing;

struct _RtBusClass {
  GObjectClass parent_class;

  const char    *name;       /* for people: "RabbitMQ" */
  gboolean       in_process; /* there is no wire between */
  /* Whether its address makes sense: FALSE with %RT_BUS_ERROR_INVALID. NULL: any does. */
  gboolean (*check)   (RtBus                  *self,
                       GError                **error);
  RtBusAbilities (*get_abilities) (RtBus *self);

  /* Connect once; rt_bus_connected() or rt_bus_lost() sooner or later. */
  void     (*open)    (RtBus                  *self);
  /* Drop what is open or opening, now; nothing calls back afterwards. */
  void     (*close)   (RtBus                  *self);
  /* Complete @task with TRUE or an error, later. Called while open; where the connection is
   * lost before, it is called again on the next one, and @task may be dropped. */
  void     (*declare) (RtBus                  *self,
                       const RtBusTarget      *target,
                       GTask                  *task);
  void     (*remove)  (RtBus                  *self,
                       const RtBusTarget      *target,
                       GTask                  *task);
  /* Take it over; rt_bus_confirm() with @tag, at once or later, in any order. Called while open
   * and not blocked, with tags that grow; after the connection was lost again with the tags
   * that are unconfirmed. FALSE: no room now, call rt_bus_flush() when there is. */
  gboolean (*publish) (RtBus                  *self,
                       const RtBusTarget      *target,
                       RtBusMessage           *message,
                       guint64                 tag);
  /* The type of subscription this engine has. */
  GType    (*get_subscription_type) (RtBus    *self);
  /* Complete @task with a (transfer full) GArray of RtBusPartition. Called while open. */
  void     (*measure) (RtBus                  *self,
                       const RtBusTarget      *target,
                       const char             *group,
                       GTask                  *task);

  gpointer padding[7];
};

/**
 * RtBusTally:
 *
 * What was published and consumed over a bus. All only ever grow.
 */
typedef struct {
  guint64 published;
  guint64 confirmed;
  guint64 failed;        /* published, and never safe */
  guint64 resent;        /* after the connection was lost */
  guint64 delivered;
  guint64 redelivered;   /* of those */
  guint64 acknowledged;
  guint64 rejected;
} RtBusTally;

/* By the scheme of @uri: embedded, amqp, amqps, kafka. NULL with %RT_BUS_ERROR_INVALID or
 * _UNSUPPORTED. (transfer full) */
RtBus         *rt_bus_new            (const char          *uri,
                                      GError             **error);
const char    *rt_bus_get_uri        (RtBus               *self);
const char    *rt_bus_get_name       (RtBus               *self);
RtBusAbilities rt_bus_get_abilities  (RtBus               *self);
gboolean       rt_bus_is_simulated   (RtBus               *self);
RtBusState     rt_bus_get_state      (RtBus               *self);
const char    *rt_bus_get_reason     (RtBus               *self);
/* How long until it tries again, in µs; -1: it is not retrying. */
gint64         rt_bus_get_retry_us   (RtBus               *self);
/* What was wrong last; NULL while open. (transfer none) */
const GError  *rt_bus_get_error      (RtBus               *self);
void           rt_bus_connect        (RtBus               *self);
/* What is unconfirmed is confirmed with %RT_BUS_ERROR_CLOSED. */
void           rt_bus_close          (RtBus               *self);
/* Connects or waits for the connection under way; the error says exactly what fails. */
void           rt_bus_test_async     (RtBus               *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean       rt_bus_test_finish    (RtBus               *self,
                                      GAsyncResult        *result,
                                      GError             **error);
/* All wait for the connection, RT_BUS_MAX_CALLS at a time. */
void           rt_bus_declare_async  (RtBus               *self,
                                      const RtBusTarget   *target,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean       rt_bus_declare_finish (RtBus               *self,
                                      GAsyncResult        *result,
                                      GError             **error);
void           rt_bus_remove_async   (RtBus               *self,
                                      const RtBusTarget   *target,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean       rt_bus_remove_finish  (RtBus               *self,
                                      GAsyncResult        *result,
                                      GError             **error);
/* %RT_BUS_ERROR_MISMATCH where it is there and is of the other kind, and the engine can tell.
 * (transfer full) (element-type RtBusPartition) */
void           rt_bus_measure_async  (RtBus               *self,
                                      const RtBusTarget   *target,
                                      const char          *group,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
GArray        *rt_bus_measure_finish (RtBus               *self,
                                      GAsyncResult        *result,
                                      GError             **error);
/* FALSE with %RT_BUS_ERROR_FULL, _TOO_LARGE, _UNSUPPORTED or _CLOSED, and @confirmed is not called. */
gboolean       rt_bus_publish        (RtBus               *self,
                                      const RtBusTarget   *target,
                                      RtBusMessage        *message,
                                      RtBusConfirmed       confirmed,
                                      gpointer             user_data,
                                      GError             **error);
guint          rt_bus_get_n_unconfirmed (RtBus            *self);
/* Requests: published; responses: confirmed; outbox: what is unconfirmed; bytes of the wire
 * from the kernel where there is a wire. (transfer none) */
const RtTraffic *rt_bus_get_traffic  (RtBus               *self);
const RtBusTally *rt_bus_get_tally   (RtBus               *self);
/* Begins when the bus is open. NULL with %RT_BUS_ERROR_UNSUPPORTED or _INVALID. (transfer full) */
RtBusSubscription *rt_bus_subscribe  (RtBus                  *self,
                                      const RtBusTarget      *target,
                                      const RtBusSubscribing *how,
                                      GError                **error);

G_END_DECLS
