/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/embedded/rt-embedded-private.h"

G_BEGIN_DECLS

/* Read or written in one go, so that a transaction does not take long. */
#define RT_EMBEDDED_MAX_BATCH 1000
#define RT_EMBEDDED_NEVER     G_MAXINT64

/**
 * RtEmbeddedWorker:
 *
 * What the thread of a store knows. All of it, and all that the functions below do, is within one
 * transaction; what comes of it is told when that is safe. Where it fails all begins anew.
 */
struct _RtEmbeddedWorker {
  RtEmbeddedStore   *store;
  RtEmbeddedDb      *db;          /* NULL while no session needs it */
  RtEmbeddedMembers *members;
  GPtrArray         *sessions;    /* open ones, with references */
  GPtrArray         *consumers;   /* of them, with references */
  GHashTable        *queues;      /* name → RtEmbeddedQueue */
  GHashTable        *topics;      /* name → RtEmbeddedTopic */
  GArray            *results;     /* of RtEmbeddedResult, to be told after the commit */
  gint64             version;     /* of the file, as it was looked at last */
  gint64             expiry_us;   /* when the next job expires; since 1970 */
  gboolean           expiry_stale;
  gint64             retention_us; /* when the age of records is looked at next */
  gint64             bury_us;     /* when to look for the dead next; monotonic */
  gboolean           more;        /* there is work left for another transaction */
  gboolean           quit;
};

struct _RtEmbeddedQueue {
  gint64     id;
  char      *name;
  gboolean   durable;
  guint      max_priority;
  gint64     ttl_ms;
  char      *dead_letter;
  GPtrArray *consumers;  /* (unowned) of this process */
  guint      next;       /* whose turn it is */
  gboolean   stale;      /* another process may have changed it */
  gboolean   ready;      /* there may be jobs that nobody has */
};

typedef struct {
  gint64   id;
  gint64   first;
  gint64   next;
  gint64   bytes;
  gboolean dirty;
} RtEmbeddedPartition;

struct _RtEmbeddedTopic {
  gint64               id;
  char                *name;
  guint                n_partitions;
  gint64               retention_ms;
  gint64               retention_bytes;
  RtEmbeddedPartition *partitions;
  guint                turn;       /* of messages without a key */
  GPtrArray           *consumers;  /* (unowned) of this process */
  gboolean             stale;
  gboolean             fresh;      /* there may be something its consumers have not read */
  gboolean             regroup;    /* members came or went */
};

void rt_embedded_worker_apply       (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
/* What is told; @result is taken over. */
void rt_embedded_worker_tell        (RtEmbeddedWorker   *self,
                                     RtEmbeddedResult    result);
void rt_embedded_worker_tell_called (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op,
                                     GArray             *array,
                                     GError             *error);
void rt_embedded_worker_tell_delivered (RtEmbeddedWorker   *self,
                                     RtEmbeddedConsumer *consumer,
                                     RtBusMessage       *message,
                                     int                 partition,
                                     gint64              offset,
                                     gboolean            redelivered,
                                     guint64             handle);
/* FALSE: its main context has enough to do; it says RT_EMBEDDED_ROOM once it has done it. */
gboolean rt_embedded_worker_has_room  (RtEmbeddedConsumer *consumer);
void rt_embedded_worker_drop_consumer (RtEmbeddedWorker   *self,
                                     RtEmbeddedConsumer *consumer);
GError *rt_embedded_worker_not_found (const char        *name);

/* Columns: born_us, number, ttl_ms, persistent, message_id, type, content_type, key, body. */
RtBusMessage *rt_embedded_message_read (sqlite3_stmt       *statement,
                                     int                 column);

/* Queues. */
RtEmbeddedQueue *rt_embedded_queue_find (RtEmbeddedWorker  *self,
                                     const char         *name);
void rt_embedded_queue_free         (RtEmbeddedQueue    *queue);
RtEmbeddedQueue *rt_embedded_queue_make (RtEmbeddedWorker  *self,
                                     const RtBusTarget  *target);
void rt_embedded_queue_declare      (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_queue_remove       (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_queue_measure      (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_queue_publish      (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_queue_begin        (RtEmbeddedWorker   *self,
                                     RtEmbeddedConsumer *consumer);
/* Jobs. */
void rt_embedded_job_add            (RtEmbeddedWorker   *self,
                                     RtEmbeddedQueue    *queue,
                                     RtBusMessage       *message);
void rt_embedded_job_acknowledge    (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_job_reject         (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_jobs_lease         (RtEmbeddedWorker   *self,
                                     RtEmbeddedQueue    *queue);
void rt_embedded_jobs_expire        (RtEmbeddedWorker   *self);
void rt_embedded_jobs_give_back     (RtEmbeddedWorker   *self,
                                     RtEmbeddedConsumer *consumer);

/* Topics. */
RtEmbeddedTopic *rt_embedded_topic_find (RtEmbeddedWorker  *self,
                                     const char         *name);
void rt_embedded_topic_free         (RtEmbeddedTopic    *topic);
void rt_embedded_topic_declare      (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_topic_remove       (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_topic_measure      (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_topic_publish      (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
gint64 rt_embedded_topic_get_committed (RtEmbeddedWorker *self,
                                     RtEmbeddedTopic    *topic,
                                     const char         *group,
                                     guint               partition);
void rt_embedded_topic_retain       (RtEmbeddedWorker   *self,
                                     RtEmbeddedTopic    *topic);
void rt_embedded_topic_write        (RtEmbeddedWorker   *self,
                                     RtEmbeddedTopic    *topic);
/* Readers. */
void rt_embedded_reader_begin       (RtEmbeddedWorker   *self,
                                     RtEmbeddedConsumer *consumer);
void rt_embedded_reader_leave       (RtEmbeddedWorker   *self,
                                     RtEmbeddedConsumer *consumer);
void rt_embedded_reader_acknowledge (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_reader_seek        (RtEmbeddedWorker   *self,
                                     const RtEmbeddedOp *op);
void rt_embedded_readers_regroup    (RtEmbeddedWorker   *self,
                                     RtEmbeddedTopic    *topic);
void rt_embedded_readers_read       (RtEmbeddedWorker   *self,
                                     RtEmbeddedTopic    *topic);
void rt_embedded_readers_write      (RtEmbeddedWorker   *self,
                                     RtEmbeddedTopic    *topic);

/* What processes that died left; with @own what was left in the slot of this one, which begins. */
void rt_embedded_dead_bury          (RtEmbeddedWorker   *self,
                                     gboolean            own);

G_END_DECLS
