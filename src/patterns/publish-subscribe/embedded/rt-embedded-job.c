/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-worker.h"

/* Of bodies, read in one go. */
#define MAX_BATCH_BYTES (4 * 1024 * 1024)

#define SELECT_READY \
  "SELECT id, redelivered, born_us, number, ttl_ms, persistent, message_id, type, content_type, routing_key, body, " \
  "priority FROM job WHERE queue = ?1 AND consumer IS NULL ORDER BY priority DESC, id LIMIT ?2"
#define INSERT_JOB \
  "INSERT INTO job (queue, priority, consumer, redelivered, expires_us, born_us, number, ttl_ms, persistent, " \
  "message_id, type, content_type, routing_key, body) " \
  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
/* The dead letters' own time to live begins anew. */
#define COPY_JOB \
  "INSERT INTO job (queue, priority, consumer, redelivered, expires_us, born_us, number, ttl_ms, persistent, " \
  "message_id, type, content_type, routing_key, body) " \
  "SELECT ?2, min (priority, ?3), NULL, 0, ?4, born_us, number, ?5, persistent, " \
  "message_id, type, content_type, routing_key, body FROM job WHERE id = ?1"

/* Dead letters have no time to live of their own. Instead they have, below -1, where they expired
 * first since somebody rejected them, and how often since. */
#define HOP          (G_GINT64_CONSTANT (1) << 40)
#define MAX_HOPS     16
#define NO_TRACE     G_GINT64_CONSTANT (-1)
#define FIRST_TRACE  G_GINT64_CONSTANT (-2)

typedef struct {
  gint64        id;
  gboolean      redelivered;
  RtBusMessage *message;
} Job;

static RtEmbeddedConsumer *
next_with_room (RtEmbeddedQueue *queue)
{
  for (guint i = 0; i < queue->consumers->len; i++)
    {
      RtEmbeddedConsumer *consumer = queue->consumers->pdata[(queue->next + i) % queue->consumers->len];

      if (consumer->n_held < consumer->prefetch && rt_embedded_worker_has_room (consumer))
        {
          queue->next = (queue->next + i + 1) % queue->consumers->len;
          return consumer;
        }
    }

  return NULL;
}

static guint
get_room (RtEmbeddedQueue *queue)
{
  guint room = 0;

  for (guint i = 0; i < queue->consumers->len; i++)
    {
      RtEmbeddedConsumer *consumer = queue->consumers->pdata[i];

      if (rt_embedded_worker_has_room (consumer))
        room += consumer->prefetch - MIN (consumer->n_held, consumer->prefetch);
    }

  return room;
}

static gint64
get_expiry (const RtEmbeddedQueue *queue,
            const RtBusMessage    *message)
{
  gint64 ttl_ms = queue->ttl_ms;

  if (message != NULL && message->ttl_ms >= 0)
    ttl_ms = ttl_ms < 0 ? message->ttl_ms : MIN (ttl_ms, message->ttl_ms);

  return ttl_ms < 0 ? -1 : g_get_real_time () + MIN (ttl_ms, G_MAXINT64 / 4 / 1000) * 1000;
}

static void
hand_over (RtEmbeddedWorker   *self,
           RtEmbeddedConsumer *consumer,
           RtBusMessage       *message,
           gint64              id,
           gboolean            redelivered)
{
  consumer->n_held++;
  rt_embedded_worker_tell_delivered (self, consumer, message, -1, -1, redelivered, (guint64) id);
}

static void
bind_job (sqlite3_stmt    *statement,
          RtEmbeddedQueue *queue,
          RtBusMessage    *message)
{
  gsize size;
  const void *body = g_bytes_get_data (message->body, &size);

  sqlite3_bind_int64 (statement, 1, queue->id);
  sqlite3_bind_int64 (statement, 2, MIN (message->priority, queue->max_priority));
  sqlite3_bind_int64 (statement, 6, message->time_us);
  sqlite3_bind_int64 (statement, 7, (gint64) message->number);
  sqlite3_bind_int64 (statement, 8, message->ttl_ms);
  sqlite3_bind_int64 (statement, 9, message->persistent);
  rt_embedded_db_bind (statement, 10, message->id);
  rt_embedded_db_bind (statement, 11, message->type);
  rt_embedded_db_bind (statement, 12, message->content_type);
  rt_embedded_db_bind (statement, 13, message->key);
  sqlite3_bind_blob (statement, 14, size == 0 ? "" : body, (int) size, SQLITE_STATIC);
}

void
rt_embedded_job_add (RtEmbeddedWorker *self,
                     RtEmbeddedQueue  *queue,
                     RtBusMessage     *message)
{
  sqlite3_stmt *statement = rt_embedded_db_get (self->db, INSERT_JOB);
  /* Nothing waits before it: it goes into a hand right away. */
  RtEmbeddedConsumer *consumer = queue->ready ? NULL : next_with_room (queue);
  gint64 expiry = get_expiry (queue, message);

  if (statement == NULL)
    return;

  bind_job (statement, queue, message);
  if (consumer != NULL)
    sqlite3_bind_int64 (statement, 3, consumer->id);
  else
    sqlite3_bind_null (statement, 3);
  sqlite3_bind_int64 (statement, 4, consumer != NULL);
  if (expiry >= 0)
    sqlite3_bind_int64 (statement, 5, expiry);
  else
    sqlite3_bind_null (statement, 5);
  rt_embedded_db_step (self->db, statement);

  if (consumer != NULL)
    hand_over (self, consumer, message, sqlite3_last_insert_rowid (self->db->sqlite), FALSE);
  else
    {
      queue->ready = TRUE;
      if (expiry >= 0)
        self->expiry_us = MIN (self->expiry_us, expiry);
    }
}

/* The rows are read before any is changed: they are in the order of an index that changes. */
static GArray *
read_ready (RtEmbeddedWorker *self,
            RtEmbeddedQueue  *queue,
            guint             n_jobs,
            gboolean         *all)
{
  GArray *jobs = g_array_sized_new (FALSE, FALSE, sizeof (Job), n_jobs);
  sqlite3_stmt *statement = rt_embedded_db_get (self->db, SELECT_READY);
  gsize n_bytes = 0;

  sqlite3_bind_int64 (statement, 1, queue->id);
  sqlite3_bind_int64 (statement, 2, n_jobs);
  while (n_bytes < MAX_BATCH_BYTES && rt_embedded_db_step (self->db, statement))
    {
      Job job = { sqlite3_column_int64 (statement, 0), sqlite3_column_int (statement, 1) != 0,
                  rt_embedded_message_read (statement, 2) };

      n_bytes += g_bytes_get_size (job.message->body);
      job.message->priority = (guint) sqlite3_column_int (statement, 11);
      g_array_append_val (jobs, job);
    }
  sqlite3_reset (statement);
  *all = n_bytes < MAX_BATCH_BYTES && jobs->len < n_jobs;

  return jobs;
}

static void
lease (RtEmbeddedWorker   *self,
       RtEmbeddedConsumer *consumer,
       const Job          *job)
{
  rt_embedded_db_run (self->db, "UPDATE job SET consumer = ?2, redelivered = 1 WHERE id = ?1", 2,
                      job->id, consumer->id);
  hand_over (self, consumer, job->message, job->id, job->redelivered);
}

void
rt_embedded_jobs_lease (RtEmbeddedWorker *self,
                        RtEmbeddedQueue  *queue)
{
  guint room = MIN (get_room (queue), RT_EMBEDDED_MAX_BATCH);
  gboolean all;
  GArray *jobs;

  if (!queue->ready || room == 0)
    return;

  jobs = read_ready (self, queue, room, &all);
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = &g_array_index (jobs, Job, i);
      RtEmbeddedConsumer *consumer = next_with_room (queue);

      /* No room any more: they stay as they are. */
      if (consumer == NULL)
        all = FALSE;
      else
        lease (self, consumer, job);
      rt_bus_message_unref (job->message);
    }
  queue->ready = !all;
  self->more |= queue->ready && get_room (queue) > 0;
  g_array_unref (jobs);
}

static gboolean
let_go (RtEmbeddedConsumer *consumer)
{
  if (consumer->queue == NULL || consumer->n_held == 0)
    return FALSE;

  consumer->n_held--;

  return TRUE;
}

void
rt_embedded_job_acknowledge (RtEmbeddedWorker   *self,
                             const RtEmbeddedOp *op)
{
  if (let_go (op->consumer))
    rt_embedded_db_run (self->db, "DELETE FROM job WHERE id = ?1 AND consumer = ?2", 2,
                        (gint64) op->handle, op->consumer->id);
}

/* Where it has come from by expiring alone; 0 where it would go round for ever. */
static gint64
follow (RtEmbeddedWorker *self,
        gint64            id,
        gint64            from,
        gint64            to)
{
  gint64 trace = rt_embedded_db_ask (self->db, NO_TRACE, "SELECT ttl_ms FROM job WHERE id = ?1", 1, id);
  gint64 origin = trace <= FIRST_TRACE ? (FIRST_TRACE - trace) % HOP : from;
  gint64 n_hops = trace <= FIRST_TRACE ? (FIRST_TRACE - trace) / HOP + 1 : 1;

  return to == origin || n_hops > MAX_HOPS ? 0 : FIRST_TRACE - n_hops * HOP - origin;
}

/* To the dead letters of its queue, or nowhere: also where it would come back to where it expired
 * before, and nobody rejected it meanwhile. */
static void
bury (RtEmbeddedWorker *self,
      gint64            id,
      RtEmbeddedQueue  *queue,
      gboolean          expired)
{
  if (queue != NULL && queue->dead_letter != NULL)
    {
      g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_QUEUE, queue->dead_letter);
      /* Which may be gone with the next line, where another made it anew. */
      gint64 from = queue->id;
      RtEmbeddedQueue *letters = rt_embedded_queue_make (self, target);
      gint64 trace = letters != NULL && expired ? follow (self, id, from, letters->id) : NO_TRACE;

      if (letters != NULL && trace != 0)
        {
          gint64 expiry = get_expiry (letters, NULL);

          rt_embedded_db_run (self->db, COPY_JOB, 5, id, letters->id, (gint64) letters->max_priority, expiry, trace);
          if (expiry < 0)
            rt_embedded_db_run (self->db, "UPDATE job SET expires_us = NULL WHERE id = last_insert_rowid ()", 0);
          else
            self->expiry_us = MIN (self->expiry_us, expiry);
          letters->ready = TRUE;
          self->more = TRUE;
        }
    }

  rt_embedded_db_run (self->db, "DELETE FROM job WHERE id = ?1", 1, id);
}

void
rt_embedded_job_reject (RtEmbeddedWorker   *self,
                        const RtEmbeddedOp *op)
{
  gint64 id = (gint64) op->handle;

  if (!let_go (op->consumer))
    return;

  if (op->requeue)
    {
      rt_embedded_db_run (self->db, "UPDATE job SET consumer = NULL WHERE id = ?1 AND consumer = ?2", 2,
                          id, op->consumer->id);
      op->consumer->queue->ready = TRUE;
      self->expiry_stale = TRUE;
    }
  else if (rt_embedded_db_ask (self->db, 0, "SELECT 1 FROM job WHERE id = ?1 AND consumer = ?2", 2,
                               id, op->consumer->id) != 0)
    bury (self, id, op->consumer->queue, FALSE);
}

void
rt_embedded_jobs_give_back (RtEmbeddedWorker   *self,
                            RtEmbeddedConsumer *consumer)
{
  rt_embedded_db_run (self->db, "UPDATE job SET consumer = NULL WHERE queue = ?1 AND consumer = ?2", 2,
                      consumer->queue->id, consumer->id);
  rt_embedded_db_run (self->db, "DELETE FROM consumer WHERE id = ?1", 1, consumer->id);
  consumer->queue->ready = TRUE;
  consumer->n_held = 0;
  self->expiry_stale = TRUE;
}

static RtEmbeddedQueue *
find_queue (RtEmbeddedWorker *self,
            gint64            id)
{
  sqlite3_stmt *statement = rt_embedded_db_get (self->db, "SELECT name FROM queue WHERE id = ?1");
  g_autofree char *name = NULL;

  sqlite3_bind_int64 (statement, 1, id);
  if (rt_embedded_db_step (self->db, statement))
    name = rt_embedded_db_text (statement, 0);

  return name == NULL ? NULL : rt_embedded_queue_find (self, name);
}

void
rt_embedded_jobs_expire (RtEmbeddedWorker *self)
{
  gint64 now = g_get_real_time ();

  for (guint n = 0; n < RT_EMBEDDED_MAX_BATCH; n++)
    {
      gint64 id;

      if (self->expiry_stale)
        self->expiry_us = rt_embedded_db_ask (self->db, RT_EMBEDDED_NEVER,
                                              "SELECT min (expires_us) FROM job "
                                              "WHERE expires_us IS NOT NULL AND consumer IS NULL", 0);
      self->expiry_stale = FALSE;
      if (self->expiry_us > now)
        return;

      id = rt_embedded_db_ask (self->db, 0,
                               "SELECT id FROM job WHERE expires_us <= ?1 AND consumer IS NULL "
                               "ORDER BY expires_us LIMIT 1", 1, now);
      if (id != 0)
        bury (self, id, find_queue (self, rt_embedded_db_ask (self->db, 0, "SELECT queue FROM job WHERE id = ?1",
                                                              1, id)), TRUE);
      self->expiry_stale = TRUE;
    }

  self->more = TRUE;
}
