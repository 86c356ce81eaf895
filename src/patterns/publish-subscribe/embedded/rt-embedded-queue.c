/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-worker.h"

#include <glib/gi18n.h>

#define SELECT_QUEUE "SELECT id, durable, max_priority, ttl_ms, dead_letter FROM queue WHERE name = ?1"
#define INSERT_QUEUE \
  "INSERT INTO queue (name, durable, max_priority, ttl_ms, dead_letter) VALUES (?1, ?2, ?3, ?4, ?5)"
#define SELECT_BOUND \
  "SELECT queue.name FROM binding JOIN queue ON queue.id = binding.queue WHERE exchange = ?1 AND routing_key = ?2"

void
rt_embedded_queue_free (RtEmbeddedQueue *self)
{
  g_ptr_array_unref (self->consumers);
  g_free (self->dead_letter);
  g_free (self->name);
  g_free (self);
}

/* It is gone, and its consumers with it. */
static void
forget (RtEmbeddedWorker *self,
        RtEmbeddedQueue  *queue)
{
  while (queue->consumers->len > 0)
    {
      RtEmbeddedConsumer *consumer = queue->consumers->pdata[0];
      RtEmbeddedResult result = { RT_EMBEDDED_ENDED, .session = consumer->session };

      result.consumer = rt_embedded_consumer_ref (consumer);
      result.error = rt_embedded_worker_not_found (queue->name);
      rt_embedded_worker_tell (self, result);
      rt_embedded_worker_drop_consumer (self, consumer);
    }
  g_hash_table_remove (self->queues, queue->name);
}

/* Into @queue, or a new one. */
static RtEmbeddedQueue *
read_queue (RtEmbeddedWorker *self,
            sqlite3_stmt     *statement,
            RtEmbeddedQueue  *queue,
            const char       *name)
{
  if (queue == NULL)
    {
      queue = g_new0 (RtEmbeddedQueue, 1);
      queue->name = g_strdup (name);
      queue->consumers = g_ptr_array_new ();
      queue->ready = TRUE;
      g_hash_table_insert (self->queues, queue->name, queue);
    }

  queue->id = sqlite3_column_int64 (statement, 0);
  queue->durable = sqlite3_column_int (statement, 1);
  queue->max_priority = (guint) sqlite3_column_int (statement, 2);
  queue->ttl_ms = sqlite3_column_int64 (statement, 3);
  g_free (queue->dead_letter);
  queue->dead_letter = rt_embedded_db_text (statement, 4);
  queue->stale = FALSE;
  sqlite3_reset (statement);

  return queue;
}

RtEmbeddedQueue *
rt_embedded_queue_find (RtEmbeddedWorker *self,
                        const char       *name)
{
  RtEmbeddedQueue *queue = g_hash_table_lookup (self->queues, name);
  sqlite3_stmt *statement;

  if (queue != NULL && !queue->stale)
    return queue;

  statement = rt_embedded_db_get (self->db, SELECT_QUEUE);
  rt_embedded_db_bind (statement, 1, name);
  if (!rt_embedded_db_step (self->db, statement))
    {
      if (queue != NULL && self->db->failed == 0)
        forget (self, queue);
      return NULL;
    }
  /* Removed and made again meanwhile: not what its consumers had. */
  if (queue != NULL && queue->id != sqlite3_column_int64 (statement, 0))
    {
      /* @name may be its own. */
      g_autofree char *kept = g_strdup (name);

      forget (self, queue);
      return read_queue (self, statement, NULL, kept);
    }

  return read_queue (self, statement, queue, name);
}

static void
insert_queue (RtEmbeddedWorker  *self,
              const RtBusTarget *target)
{
  sqlite3_stmt *statement = rt_embedded_db_get (self->db, INSERT_QUEUE);

  rt_embedded_db_bind (statement, 1, target->name);
  sqlite3_bind_int (statement, 2, target->durable != FALSE);
  sqlite3_bind_int (statement, 3, (int) target->max_priority);
  sqlite3_bind_int64 (statement, 4, target->ttl_ms);
  rt_embedded_db_bind (statement, 5, target->dead_letter);
  rt_embedded_db_step (self->db, statement);
}

RtEmbeddedQueue *
rt_embedded_queue_make (RtEmbeddedWorker  *self,
                        const RtBusTarget *target)
{
  RtEmbeddedQueue *queue = rt_embedded_queue_find (self, target->name);

  if (queue != NULL)
    return queue;

  insert_queue (self, target);
  if (target->dead_letter != NULL)
    {
      g_autoptr (RtBusTarget) letters = rt_bus_target_new (RT_BUS_QUEUE, target->dead_letter);

      if (rt_embedded_queue_find (self, letters->name) == NULL)
        insert_queue (self, letters);
    }

  return rt_embedded_queue_find (self, target->name);
}

static void
bind_queue (RtEmbeddedWorker  *self,
            RtEmbeddedQueue   *queue,
            const RtBusTarget *target)
{
  sqlite3_stmt *statement =
    rt_embedded_db_get (self->db, "INSERT OR IGNORE INTO binding (exchange, routing_key, queue) VALUES (?1, ?2, ?3)");

  rt_embedded_db_bind (statement, 1, target->exchange);
  rt_embedded_db_bind (statement, 2, target->routing_key != NULL ? target->routing_key : target->name);
  sqlite3_bind_int64 (statement, 3, queue->id);
  rt_embedded_db_step (self->db, statement);
}

void
rt_embedded_queue_declare (RtEmbeddedWorker   *self,
                           const RtEmbeddedOp *op)
{
  const RtBusTarget *target = op->target;
  RtEmbeddedQueue *queue = rt_embedded_queue_make (self, target);
  GError *error = NULL;

  if (queue == NULL)
    return;

  if (!queue->durable != !target->durable || queue->max_priority != target->max_priority ||
      queue->ttl_ms != target->ttl_ms || g_strcmp0 (queue->dead_letter, target->dead_letter) != 0)
    error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                         _("“%s” exists and is declared otherwise: declare it as it is, or choose another name."),
                         target->name);
  else if (target->exchange != NULL)
    bind_queue (self, queue, target);
  rt_embedded_worker_tell_called (self, op, NULL, error);
}

void
rt_embedded_queue_remove (RtEmbeddedWorker   *self,
                          const RtEmbeddedOp *op)
{
  RtEmbeddedQueue *queue = rt_embedded_queue_find (self, op->target->name);

  if (queue != NULL)
    {
      rt_embedded_db_run (self->db, "DELETE FROM job WHERE queue = ?1", 1, queue->id);
      rt_embedded_db_run (self->db, "DELETE FROM binding WHERE queue = ?1", 1, queue->id);
      rt_embedded_db_run (self->db, "DELETE FROM consumer WHERE queue = ?1", 1, queue->id);
      rt_embedded_db_run (self->db, "DELETE FROM queue WHERE id = ?1", 1, queue->id);
      forget (self, queue);
    }
  rt_embedded_worker_tell_called (self, op, NULL, NULL);
}

void
rt_embedded_queue_measure (RtEmbeddedWorker   *self,
                           const RtEmbeddedOp *op)
{
  RtEmbeddedQueue *queue = rt_embedded_queue_find (self, op->target->name);
  RtBusPartition partition = { .committed = -1 };
  GArray *array;

  if (queue == NULL)
    {
      rt_embedded_worker_tell_called (self, op, NULL, rt_embedded_worker_not_found (op->target->name));
      return;
    }

  partition.ready = rt_embedded_db_ask (self->db, 0, "SELECT count(*) FROM job WHERE queue = ?1 AND consumer IS NULL",
                                        1, queue->id);
  partition.unacknowledged =
    rt_embedded_db_ask (self->db, 0, "SELECT count(*) FROM job WHERE queue = ?1 AND consumer IS NOT NULL", 1, queue->id);
  array = g_array_new (FALSE, FALSE, sizeof (RtBusPartition));
  g_array_append_val (array, partition);
  rt_embedded_worker_tell_called (self, op, array, NULL);
}

/* To all that are bound with its key. */
static guint
publish_to_exchange (RtEmbeddedWorker   *self,
                     const RtEmbeddedOp *op)
{
  const RtBusTarget *target = op->target;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *key = op->message->key;
  sqlite3_stmt *statement = rt_embedded_db_get (self->db, SELECT_BOUND);
  guint n_taken = 0;

  if (key == NULL)
    key = target->routing_key != NULL ? target->routing_key : target->name;
  rt_embedded_db_bind (statement, 1, target->exchange);
  rt_embedded_db_bind (statement, 2, key);
  while (rt_embedded_db_step (self->db, statement))
    g_ptr_array_add (names, rt_embedded_db_text (statement, 0));
  for (guint i = 0; i < names->len; i++)
    {
      RtEmbeddedQueue *queue = rt_embedded_queue_find (self, names->pdata[i]);

      /* Where the transaction has failed nothing is found any more. */
      if (queue == NULL)
        break;
      rt_embedded_job_add (self, queue, op->message);
      n_taken++;
    }

  return n_taken;
}

/* An exchange routes to those with priorities and to those without. */
static GError *
publish_to_queue (RtEmbeddedWorker   *self,
                  const RtEmbeddedOp *op)
{
  RtEmbeddedQueue *queue = op->target->exchange == NULL ? rt_embedded_queue_find (self, op->target->name) : NULL;

  if (queue != NULL && queue->max_priority == 0 && op->message->priority > 0)
    return rt_bus_error_new_plain (queue->name);
  if (queue != NULL)
    rt_embedded_job_add (self, queue, op->message);
  else if (op->target->exchange == NULL || publish_to_exchange (self, op) == 0)
    return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_RETURNED,
                        _("No queue takes messages for “%s”: declare one."), op->target->name);

  return NULL;
}

void
rt_embedded_queue_publish (RtEmbeddedWorker   *self,
                           const RtEmbeddedOp *op)
{
  RtEmbeddedResult result = { RT_EMBEDDED_CONFIRMED, -1, op->tag, -1, op->session };

  result.error = publish_to_queue (self, op);
  rt_embedded_worker_tell (self, result);
}

void
rt_embedded_queue_begin (RtEmbeddedWorker   *self,
                         RtEmbeddedConsumer *consumer)
{
  RtEmbeddedQueue *queue = rt_embedded_queue_find (self, consumer->target->name);
  RtEmbeddedResult result = { RT_EMBEDDED_BEGAN, .session = consumer->session };

  result.consumer = rt_embedded_consumer_ref (consumer);
  if (queue == NULL)
    {
      result.type = RT_EMBEDDED_ENDED;
      result.error = rt_embedded_worker_not_found (consumer->target->name);
      rt_embedded_worker_tell (self, result);
      rt_embedded_worker_drop_consumer (self, consumer);
      return;
    }

  rt_embedded_db_run (self->db, "INSERT INTO consumer (slot, queue) VALUES (?1, ?2)", 2,
                      (gint64) self->members->slot, queue->id);
  consumer->id = sqlite3_last_insert_rowid (self->db->sqlite);
  consumer->queue = queue;
  g_ptr_array_add (queue->consumers, consumer);
  queue->ready = TRUE;
  rt_embedded_worker_tell (self, result);
}
