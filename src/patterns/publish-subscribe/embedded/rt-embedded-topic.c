/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-worker.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/embedded/rt-embedded-schema.h"

#define MAX_PARTITIONS 1000
/* What a record is counted beside its body. */
#define RECORD_BYTES 64

#define SELECT_TOPIC "SELECT id, n_partitions, retention_ms, retention_bytes FROM topic WHERE name = ?1"
#define INSERT_TOPIC "INSERT INTO topic (name, n_partitions, retention_ms, retention_bytes) VALUES (?1, ?2, ?3, ?4)"
#define SELECT_PARTITIONS "SELECT id, first, next, bytes FROM partition WHERE topic = ?1 ORDER BY number"
#define INSERT_RECORD \
  "INSERT INTO record (id, born_us, number, message_id, type, content_type, key, body) " \
  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"

void
rt_embedded_topic_free (RtEmbeddedTopic *self)
{
  g_ptr_array_unref (self->consumers);
  g_free (self->partitions);
  g_free (self->name);
  g_free (self);
}

static void
forget (RtEmbeddedWorker *self,
        RtEmbeddedTopic  *topic)
{
  while (topic->consumers->len > 0)
    {
      RtEmbeddedConsumer *consumer = topic->consumers->pdata[0];
      RtEmbeddedResult result = { RT_EMBEDDED_ENDED, .session = consumer->session };

      result.consumer = rt_embedded_consumer_ref (consumer);
      result.error = rt_embedded_worker_not_found (topic->name);
      rt_embedded_worker_tell (self, result);
      rt_embedded_worker_drop_consumer (self, consumer);
    }
  g_hash_table_remove (self->topics, topic->name);
}

static void
read_partitions (RtEmbeddedWorker *self,
                 RtEmbeddedTopic  *topic)
{
  sqlite3_stmt *statement = rt_embedded_db_get (self->db, SELECT_PARTITIONS);

  sqlite3_bind_int64 (statement, 1, topic->id);
  for (guint i = 0; i < topic->n_partitions && rt_embedded_db_step (self->db, statement); i++)
    topic->partitions[i] = (RtEmbeddedPartition) {
      sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1),
      sqlite3_column_int64 (statement, 2), sqlite3_column_int64 (statement, 3), FALSE,
    };
  sqlite3_reset (statement);
}

static RtEmbeddedTopic *
read_topic (RtEmbeddedWorker *self,
            sqlite3_stmt     *statement,
            RtEmbeddedTopic  *topic,
            const char       *name)
{
  if (topic == NULL)
    {
      topic = g_new0 (RtEmbeddedTopic, 1);
      topic->name = g_strdup (name);
      topic->consumers = g_ptr_array_new ();
      topic->n_partitions = (guint) sqlite3_column_int (statement, 1);
      topic->partitions = g_new0 (RtEmbeddedPartition, topic->n_partitions);
      g_hash_table_insert (self->topics, topic->name, topic);
    }

  topic->id = sqlite3_column_int64 (statement, 0);
  topic->retention_ms = sqlite3_column_int64 (statement, 2);
  topic->retention_bytes = sqlite3_column_int64 (statement, 3);
  topic->stale = FALSE;
  sqlite3_reset (statement);
  read_partitions (self, topic);

  return topic;
}

RtEmbeddedTopic *
rt_embedded_topic_find (RtEmbeddedWorker *self,
                        const char       *name)
{
  RtEmbeddedTopic *topic = g_hash_table_lookup (self->topics, name);
  sqlite3_stmt *statement;

  if (topic != NULL && !topic->stale)
    return topic;

  statement = rt_embedded_db_get (self->db, SELECT_TOPIC);
  rt_embedded_db_bind (statement, 1, name);
  if (!rt_embedded_db_step (self->db, statement))
    {
      if (topic != NULL && self->db->failed == 0)
        forget (self, topic);
      return NULL;
    }
  if (topic != NULL && topic->id != sqlite3_column_int64 (statement, 0))
    {
      /* @name may be its own. */
      g_autofree char *kept = g_strdup (name);

      forget (self, topic);
      return read_topic (self, statement, NULL, kept);
    }

  return read_topic (self, statement, topic, name);
}

static void
insert_topic (RtEmbeddedWorker  *self,
              const RtBusTarget *target)
{
  sqlite3_stmt *statement = rt_embedded_db_get (self->db, INSERT_TOPIC);
  guint n_partitions = MAX (target->n_partitions, 1);
  gint64 id;

  rt_embedded_db_bind (statement, 1, target->name);
  sqlite3_bind_int64 (statement, 2, n_partitions);
  sqlite3_bind_int64 (statement, 3, target->retention_ms);
  sqlite3_bind_int64 (statement, 4, target->retention_bytes);
  rt_embedded_db_step (self->db, statement);
  id = sqlite3_last_insert_rowid (self->db->sqlite);
  for (guint i = 0; i < n_partitions; i++)
    rt_embedded_db_run (self->db, "INSERT INTO partition (topic, number, first, next, bytes) VALUES (?1, ?2, 0, 0, 0)",
                        2, id, (gint64) i);
}

/* What is asked for now is how it is kept from now on. */
static void
set_retention (RtEmbeddedWorker  *self,
               RtEmbeddedTopic   *topic,
               const RtBusTarget *target)
{
  if (target->retention_ms >= 0)
    topic->retention_ms = target->retention_ms;
  if (target->retention_bytes >= 0)
    topic->retention_bytes = target->retention_bytes;
  rt_embedded_db_run (self->db, "UPDATE topic SET retention_ms = ?2, retention_bytes = ?3 WHERE id = ?1", 3,
                      topic->id, topic->retention_ms, topic->retention_bytes);
  self->retention_us = 0;
}

void
rt_embedded_topic_declare (RtEmbeddedWorker   *self,
                           const RtEmbeddedOp *op)
{
  RtEmbeddedTopic *topic = rt_embedded_topic_find (self, op->target->name);
  GError *error = NULL;

  if (op->target->n_partitions > MAX_PARTITIONS)
    error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_INVALID, _("A log has at most %d partitions."), MAX_PARTITIONS);
  else if (topic == NULL)
    insert_topic (self, op->target);
  else if (op->target->n_partitions != 0 && op->target->n_partitions != topic->n_partitions)
    error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                         _("“%s” exists and is declared otherwise: declare it as it is, or choose another name."),
                         op->target->name);
  else if (op->target->retention_ms >= 0 || op->target->retention_bytes >= 0)
    set_retention (self, topic, op->target);
  rt_embedded_worker_tell_called (self, op, NULL, error);
}

void
rt_embedded_topic_remove (RtEmbeddedWorker   *self,
                          const RtEmbeddedOp *op)
{
  RtEmbeddedTopic *topic = rt_embedded_topic_find (self, op->target->name);

  if (topic != NULL)
    {
      for (guint i = 0; i < topic->n_partitions; i++)
        rt_embedded_db_run (self->db, "DELETE FROM record WHERE id >= ?1 AND id < ?2", 2,
                            RT_EMBEDDED_RECORD (topic->partitions[i].id, 0),
                            RT_EMBEDDED_RECORD (topic->partitions[i].id + 1, 0));
      rt_embedded_db_run (self->db, "DELETE FROM partition WHERE topic = ?1", 1, topic->id);
      rt_embedded_db_run (self->db, "DELETE FROM committed WHERE topic = ?1", 1, topic->id);
      rt_embedded_db_run (self->db, "DELETE FROM member WHERE topic = ?1", 1, topic->id);
      rt_embedded_db_run (self->db, "DELETE FROM topic WHERE id = ?1", 1, topic->id);
      forget (self, topic);
    }
  rt_embedded_worker_tell_called (self, op, NULL, NULL);
}

gint64
rt_embedded_topic_get_committed (RtEmbeddedWorker *self,
                                 RtEmbeddedTopic  *topic,
                                 const char       *group,
                                 guint             partition)
{
  sqlite3_stmt *statement =
    rt_embedded_db_get (self->db, "SELECT position FROM committed WHERE topic = ?1 AND name = ?2 AND partition = ?3");
  gint64 position = -1;

  sqlite3_bind_int64 (statement, 1, topic->id);
  rt_embedded_db_bind (statement, 2, group);
  sqlite3_bind_int64 (statement, 3, partition);
  if (rt_embedded_db_step (self->db, statement))
    position = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  return position;
}

void
rt_embedded_topic_measure (RtEmbeddedWorker   *self,
                           const RtEmbeddedOp *op)
{
  RtEmbeddedTopic *topic = rt_embedded_topic_find (self, op->target->name);
  GArray *array;

  if (topic == NULL)
    {
      rt_embedded_worker_tell_called (self, op, NULL, rt_embedded_worker_not_found (op->target->name));
      return;
    }

  rt_embedded_readers_write (self, topic);
  array = g_array_new (FALSE, FALSE, sizeof (RtBusPartition));
  for (guint i = 0; i < topic->n_partitions; i++)
    {
      RtBusPartition partition = { (int) i, topic->partitions[i].first, topic->partitions[i].next, -1, -1, -1 };

      if (op->group != NULL)
        partition.committed = rt_embedded_topic_get_committed (self, topic, op->group, i);
      g_array_append_val (array, partition);
    }
  rt_embedded_worker_tell_called (self, op, array, NULL);
}

static void
append (RtEmbeddedWorker    *self,
        RtEmbeddedPartition *partition,
        RtBusMessage        *message)
{
  sqlite3_stmt *statement = rt_embedded_db_get (self->db, INSERT_RECORD);
  gsize size;
  const void *body = g_bytes_get_data (message->body, &size);

  sqlite3_bind_int64 (statement, 1, RT_EMBEDDED_RECORD (partition->id, partition->next));
  sqlite3_bind_int64 (statement, 2, message->time_us);
  sqlite3_bind_int64 (statement, 3, (gint64) message->number);
  rt_embedded_db_bind (statement, 4, message->id);
  rt_embedded_db_bind (statement, 5, message->type);
  rt_embedded_db_bind (statement, 6, message->content_type);
  rt_embedded_db_bind (statement, 7, message->key);
  sqlite3_bind_blob (statement, 8, size == 0 ? "" : body, (int) size, SQLITE_STATIC);
  rt_embedded_db_step (self->db, statement);
  partition->next++;
  partition->bytes += (gint64) size + RECORD_BYTES;
  partition->dirty = TRUE;
}

void
rt_embedded_topic_publish (RtEmbeddedWorker   *self,
                           const RtEmbeddedOp *op)
{
  RtEmbeddedTopic *topic = rt_embedded_topic_find (self, op->target->name);
  RtEmbeddedResult result = { RT_EMBEDDED_CONFIRMED, -1, op->tag, -1, op->session };

  if (topic != NULL)
    {
      guint number = op->message->key != NULL ? g_str_hash (op->message->key) : topic->turn++;
      RtEmbeddedPartition *partition;

      result.partition = (int) (number % topic->n_partitions);
      partition = &topic->partitions[result.partition];
      result.offset = partition->next;
      append (self, partition, op->message);
      topic->fresh = TRUE;
    }
  else
    result.error = rt_embedded_worker_not_found (op->target->name);
  rt_embedded_worker_tell (self, result);
}

/* How many of the oldest are too many, or too old. */
static gint64
find_first (RtEmbeddedWorker    *self,
            RtEmbeddedTopic     *topic,
            RtEmbeddedPartition *partition,
            gint64               oldest_us)
{
  sqlite3_stmt *statement =
    rt_embedded_db_get (self->db, "SELECT id, born_us, length (body) FROM record WHERE id >= ?1 AND id < ?2 "
                                  "ORDER BY id LIMIT ?3");
  gint64 first = partition->first;

  sqlite3_bind_int64 (statement, 1, RT_EMBEDDED_RECORD (partition->id, first));
  sqlite3_bind_int64 (statement, 2, RT_EMBEDDED_RECORD (partition->id, partition->next));
  sqlite3_bind_int64 (statement, 3, RT_EMBEDDED_MAX_BATCH);
  while (rt_embedded_db_step (self->db, statement))
    {
      gboolean too_many = topic->retention_bytes >= 0 && partition->bytes > topic->retention_bytes;

      if (!too_many && sqlite3_column_int64 (statement, 1) >= oldest_us)
        break;
      first = RT_EMBEDDED_OFFSET (sqlite3_column_int64 (statement, 0)) + 1;
      partition->bytes -= sqlite3_column_int64 (statement, 2) + RECORD_BYTES;
    }
  sqlite3_reset (statement);

  return first;
}

void
rt_embedded_topic_retain (RtEmbeddedWorker *self,
                          RtEmbeddedTopic  *topic)
{
  gint64 now = g_get_real_time ();
  gboolean by_age = topic->retention_ms >= 0 && now >= self->retention_us;
  gint64 oldest_us = by_age ? now - topic->retention_ms * 1000 : G_MININT64;

  for (guint i = 0; i < topic->n_partitions; i++)
    {
      RtEmbeddedPartition *partition = &topic->partitions[i];
      gint64 first = partition->first;

      if (!by_age && (topic->retention_bytes < 0 || partition->bytes <= topic->retention_bytes))
        continue;

      first = find_first (self, topic, partition, oldest_us);
      if (first == partition->first)
        continue;

      rt_embedded_db_run (self->db, "DELETE FROM record WHERE id >= ?1 AND id < ?2", 2,
                          RT_EMBEDDED_RECORD (partition->id, partition->first),
                          RT_EMBEDDED_RECORD (partition->id, first));
      self->more |= first - partition->first >= RT_EMBEDDED_MAX_BATCH;
      partition->first = first;
      partition->dirty = TRUE;
    }
}

void
rt_embedded_topic_write (RtEmbeddedWorker *self,
                         RtEmbeddedTopic  *topic)
{
  for (guint i = 0; i < topic->n_partitions; i++)
    {
      RtEmbeddedPartition *partition = &topic->partitions[i];

      if (partition->dirty)
        rt_embedded_db_run (self->db, "UPDATE partition SET first = ?2, next = ?3, bytes = ?4 WHERE id = ?1", 4,
                            partition->id, partition->first, partition->next, partition->bytes);
      partition->dirty = FALSE;
    }
}
