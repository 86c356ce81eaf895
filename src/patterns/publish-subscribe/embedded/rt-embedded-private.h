/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/embedded/rt-embedded-db.h"
#include "patterns/publish-subscribe/embedded/rt-embedded-members.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"

G_BEGIN_DECLS

/* The halves of an embedded bus, on both sides of the thread that owns the file:
 *
 *   RtEmbeddedBus ─ RtEmbeddedSession ─(RtEmbeddedOp)→ RtEmbeddedStore ─ RtEmbeddedWorker
 *        ↑                   └──(RtEmbeddedResult)─────────────────────────────┘
 *
 * What is under way is bounded by what a bus may have unconfirmed, by its calls, and by the
 * prefetch of its subscriptions and RT_EMBEDDED_MAX_WAITING_BYTES. */
#define RT_EMBEDDED_MAX_WAITING_BYTES (16 * 1024 * 1024)  /* bodies on their way to a main context */

typedef struct _RtEmbeddedStore    RtEmbeddedStore;
typedef struct _RtEmbeddedWorker   RtEmbeddedWorker;
typedef struct _RtEmbeddedSession  RtEmbeddedSession;
typedef struct _RtEmbeddedConsumer RtEmbeddedConsumer;
typedef struct _RtEmbeddedQueue    RtEmbeddedQueue;
typedef struct _RtEmbeddedTopic    RtEmbeddedTopic;

typedef enum {
  RT_EMBEDDED_OPEN,        /* the session begins: the file is opened where it is not */
  RT_EMBEDDED_CLOSE,       /* the session ends, with all its consumers */
  RT_EMBEDDED_DECLARE,
  RT_EMBEDDED_REMOVE,
  RT_EMBEDDED_MEASURE,
  RT_EMBEDDED_PUBLISH,
  RT_EMBEDDED_BEGIN,
  RT_EMBEDDED_END,
  RT_EMBEDDED_ACKNOWLEDGE,
  RT_EMBEDDED_REJECT,
  RT_EMBEDDED_SEEK,
  RT_EMBEDDED_SEEK_TIME,
  RT_EMBEDDED_ROOM,        /* what waited is delivered */
  RT_EMBEDDED_QUIT,        /* of the store itself */
} RtEmbeddedOpType;

typedef struct {
  RtEmbeddedOpType    type;
  gboolean            requeue;
  int                 partition;
  RtEmbeddedSession  *session;   /* a reference */
  RtEmbeddedConsumer *consumer;  /* a reference, or NULL */
  RtBusTarget        *target;    /* an rt_embedded_target_ref(), or NULL */
  RtBusMessage       *message;   /* a reference, or NULL */
  char               *group;
  guint64             tag;       /* of a message or of a call */
  guint64             handle;    /* of a delivery */
  gint64              position;  /* an offset, or a time */
} RtEmbeddedOp;

typedef enum {
  RT_EMBEDDED_OPENED,
  RT_EMBEDDED_CONFIRMED,
  RT_EMBEDDED_CALLED,      /* the call @tag is done */
  RT_EMBEDDED_BEGAN,
  RT_EMBEDDED_DELIVERED,
  RT_EMBEDDED_ASSIGNED,
  RT_EMBEDDED_SOUGHT,
  RT_EMBEDDED_ENDED,       /* the consumer's queue or topic is not there */
  RT_EMBEDDED_LOST,        /* the file cannot be used: all begins anew */
} RtEmbeddedResultType;

typedef struct {
  RtEmbeddedResultType type;
  int                  partition;
  guint64              tag;
  gint64               offset;
  RtEmbeddedSession   *session;   /* (unowned) while it waits for the commit, see @consumer */
  RtEmbeddedConsumer  *consumer;  /* a reference, or NULL */
  RtBusDelivery       *delivery;  /* a reference, or NULL */
  GArray              *array;     /* a reference, or NULL */
  GError              *error;
} RtEmbeddedResult;

/* What one connection of a bus has on both sides. */
struct _RtEmbeddedSession {
  gatomicrefcount  ref_count;
  RtEmbeddedStore *store;      /* a reference, of the main context's */

  /* Between the threads. */
  GMutex           mutex;
  GArray          *results;    /* of RtEmbeddedResult */
  gboolean         signalled;
  int              event;      /* an eventfd */
  int              n_bytes;    /* of bodies told and not delivered; atomic */
  int              starved;    /* whether that was too much; atomic */

  /* Of the main context. */
  RtBus           *bus;        /* (unowned); NULL once it is closed */
  RtPoller        *poller;
  RtPollerWatch   *watch;
  RtDeferred       deferred;
  GArray          *taken;      /* results under way */
  guint            n_done;     /* of those */
  GHashTable      *calls;      /* tag → GTask */
  guint64          last_call;

  /* Of the worker. */
  gboolean         open;
};

/* A subscription on both sides. */
typedef struct {
  gboolean assigned;
  gint64   position;       /* the offset to be read next */
  gint64   committed;      /* of a group, to be written */
  gboolean dirty;
  guint64  n_delivered;    /* handles, which count the deliveries of the partition */
  guint64  n_acknowledged;
} RtEmbeddedTape;

struct _RtEmbeddedConsumer {
  gatomicrefcount    ref_count;

  /* Of the main context. */
  RtBusSubscription *owner;       /* (unowned); NULL once it has ended */

  /* Set before the worker knows it. */
  RtBusTarget       *target;
  char              *group;
  guint              prefetch;
  gint64             from;
  int                only;        /* partition; -1 all */
  GArray            *positions;   /* of gint64, by partition: where to go on; -3 as @from says */

  /* Of the worker. */
  RtEmbeddedSession *session;     /* (unowned); NULL while it has not begun */
  RtEmbeddedQueue   *queue;
  RtEmbeddedTopic   *topic;
  gint64             id;          /* as a consumer or a member */
  guint              n_held;      /* of a queue */
  RtEmbeddedTape    *tapes;       /* of a log: one a partition */
  guint              turn;        /* the partition read first */
};

/* Threads. */
RtEmbeddedStore *rt_embedded_store_get       (const char         *path);
void             rt_embedded_store_unref     (RtEmbeddedStore    *self);
const char      *rt_embedded_store_get_path  (RtEmbeddedStore    *self);
/* Takes all that @op refers to. */
void             rt_embedded_store_push      (RtEmbeddedStore    *self,
                                              const RtEmbeddedOp *op);
/* For its thread: takes what there is, into an empty array; waits for it, or for one of the other
 * descriptors, at most @timeout_ms (-1: for ever). */
void             rt_embedded_store_take      (RtEmbeddedStore    *self,
                                              GArray            **ops,
                                              int                 notify,
                                              int                 timeout_ms);
gpointer         rt_embedded_worker_run      (gpointer            store);

RtEmbeddedSession *rt_embedded_session_ref   (RtEmbeddedSession  *self);
void             rt_embedded_session_unref   (RtEmbeddedSession  *self);
/* For the worker: @results of this session, which it takes. */
void             rt_embedded_session_post    (RtEmbeddedSession  *self,
                                              const RtEmbeddedResult *result);
/* Of the RtBusTarget that ops have in common. */
RtBusTarget     *rt_embedded_target_new      (const RtBusTarget  *target);
RtBusTarget     *rt_embedded_target_ref      (RtBusTarget        *self);
void             rt_embedded_target_unref    (RtBusTarget        *self);
void             rt_embedded_result_clear    (RtEmbeddedResult   *self);
RtEmbeddedConsumer *rt_embedded_consumer_ref (RtEmbeddedConsumer *self);
void             rt_embedded_consumer_unref  (RtEmbeddedConsumer *self);

G_END_DECLS
