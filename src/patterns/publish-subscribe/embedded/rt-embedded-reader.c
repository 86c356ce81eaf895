/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-worker.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/embedded/rt-embedded-schema.h"

#define SELECT_RECORDS \
  "SELECT id, born_us, number, -1, 1, message_id, type, content_type, key, body FROM record " \
  "WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
#define WRITE_COMMITTED \
  "INSERT INTO committed (topic, name, partition, position) VALUES (?1, ?2, ?3, ?4) " \
  "ON CONFLICT DO UPDATE SET position = excluded.position"

static gint64
resolve (const RtEmbeddedPartition *partition,
         gint64                     from)
{
  if (from == RT_BUS_FROM_BEGINNING)
    return partition->first;
  if (from == RT_BUS_FROM_END)
    return partition->next;

  return CLAMP (from, partition->first, partition->next);
}

/* Where it went on to before the connection was lost, or where it was to begin. */
static gint64
get_begin (RtEmbeddedConsumer        *consumer,
           const RtEmbeddedPartition *partition,
           guint                      number)
{
  gint64 position = -3;

  if (consumer->positions != NULL && number < consumer->positions->len)
    position = g_array_index (consumer->positions, gint64, number);

  return resolve (partition, position >= 0 ? position : consumer->from);
}

static void
commit_position (RtEmbeddedTape *tape,
                 gint64          position)
{
  tape->committed = position;
  tape->dirty = TRUE;
}

/* A group remembers where it began, too. */
static void
start_tape (RtEmbeddedWorker   *self,
            RtEmbeddedConsumer *consumer,
            guint               number)
{
  RtEmbeddedPartition *partition = &consumer->topic->partitions[number];
  RtEmbeddedTape *tape = &consumer->tapes[number];
  gint64 committed = consumer->group == NULL
                       ? -1 : rt_embedded_topic_get_committed (self, consumer->topic, consumer->group, number);

  tape->assigned = TRUE;
  tape->n_acknowledged = tape->n_delivered;
  tape->dirty = FALSE;
  tape->position = committed >= 0 ? CLAMP (committed, partition->first, partition->next)
                                  : get_begin (consumer, partition, number);
  if (consumer->group != NULL && committed < 0)
    commit_position (tape, tape->position);
}

static void
tell_assigned (RtEmbeddedWorker   *self,
               RtEmbeddedConsumer *consumer)
{
  RtEmbeddedResult result = { RT_EMBEDDED_ASSIGNED, .session = consumer->session };

  result.consumer = rt_embedded_consumer_ref (consumer);
  result.array = g_array_new (FALSE, FALSE, sizeof (int));
  for (int i = 0; i < (int) consumer->topic->n_partitions; i++)
    if (consumer->tapes[i].assigned)
      g_array_append_val (result.array, i);
  rt_embedded_worker_tell (self, result);
}

/* Where a reader without a group is, for it to go on there on another connection; -1 where it does
 * not read. */
static GArray *
list_positions (RtEmbeddedConsumer *consumer)
{
  GArray *positions = NULL;

  if (consumer->group != NULL)
    return NULL;

  positions = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < consumer->topic->n_partitions; i++)
    {
      gint64 position = consumer->tapes[i].assigned ? consumer->tapes[i].position : -1;

      g_array_append_val (positions, position);
    }

  return positions;
}

static GArray *
list_members (RtEmbeddedWorker   *self,
              RtEmbeddedConsumer *consumer)
{
  sqlite3_stmt *statement =
    rt_embedded_db_get (self->db, "SELECT id FROM member WHERE topic = ?1 AND name = ?2 ORDER BY id");
  GArray *members = g_array_new (FALSE, FALSE, sizeof (gint64));

  sqlite3_bind_int64 (statement, 1, consumer->topic->id);
  rt_embedded_db_bind (statement, 2, consumer->group);
  while (rt_embedded_db_step (self->db, statement))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (members, id);
    }

  return members;
}

static void
assign (RtEmbeddedWorker   *self,
        RtEmbeddedConsumer *consumer)
{
  g_autoptr (GArray) members = list_members (self, consumer);
  gboolean changed = FALSE;

  for (guint i = 0; i < consumer->topic->n_partitions && members->len > 0; i++)
    {
      gboolean mine = g_array_index (members, gint64, i % members->len) == consumer->id;

      if (mine == consumer->tapes[i].assigned)
        continue;

      changed = TRUE;
      if (mine)
        start_tape (self, consumer, i);
      else
        consumer->tapes[i].assigned = FALSE;
    }
  if (changed)
    tell_assigned (self, consumer);
}

/* What each member of this process has of its group: all processes come to the same. */
void
rt_embedded_readers_regroup (RtEmbeddedWorker *self,
                             RtEmbeddedTopic  *topic)
{
  topic->regroup = FALSE;
  topic->fresh = TRUE;
  /* What members let go they have written, so that others go on from there. */
  rt_embedded_readers_write (self, topic);
  for (guint i = 0; i < topic->consumers->len; i++)
    {
      RtEmbeddedConsumer *consumer = topic->consumers->pdata[i];

      if (consumer->group != NULL)
        assign (self, consumer);
    }
}

static void
join (RtEmbeddedWorker   *self,
      RtEmbeddedConsumer *consumer)
{
  sqlite3_stmt *statement =
    rt_embedded_db_get (self->db, "INSERT INTO member (slot, topic, name) VALUES (?1, ?2, ?3)");

  sqlite3_bind_int64 (statement, 1, self->members->slot);
  sqlite3_bind_int64 (statement, 2, consumer->topic->id);
  rt_embedded_db_bind (statement, 3, consumer->group);
  rt_embedded_db_step (self->db, statement);
  consumer->id = sqlite3_last_insert_rowid (self->db->sqlite);
  consumer->topic->regroup = TRUE;
}

void
rt_embedded_reader_begin (RtEmbeddedWorker   *self,
                          RtEmbeddedConsumer *consumer)
{
  RtEmbeddedTopic *topic = rt_embedded_topic_find (self, consumer->target->name);
  RtEmbeddedResult result = { RT_EMBEDDED_BEGAN, .session = consumer->session };

  result.consumer = rt_embedded_consumer_ref (consumer);
  if (topic == NULL || consumer->only >= (int) topic->n_partitions)
    {
      result.type = RT_EMBEDDED_ENDED;
      result.error = rt_embedded_worker_not_found (consumer->target->name);
      rt_embedded_worker_tell (self, result);
      rt_embedded_worker_drop_consumer (self, consumer);
      return;
    }

  consumer->topic = topic;
  consumer->tapes = g_new0 (RtEmbeddedTape, topic->n_partitions);
  g_ptr_array_add (topic->consumers, consumer);
  topic->fresh = TRUE;
  for (guint i = 0; consumer->group == NULL && i < topic->n_partitions; i++)
    if (consumer->only < 0 || consumer->only == (int) i)
      start_tape (self, consumer, i);
  result.array = list_positions (consumer);
  rt_embedded_worker_tell (self, result);
  if (consumer->group != NULL)
    join (self, consumer);
  else
    tell_assigned (self, consumer);
}

void
rt_embedded_reader_leave (RtEmbeddedWorker   *self,
                          RtEmbeddedConsumer *consumer)
{
  rt_embedded_readers_write (self, consumer->topic);
  if (consumer->group != NULL)
    {
      rt_embedded_db_run (self->db, "DELETE FROM member WHERE id = ?1", 1, consumer->id);
      consumer->topic->regroup = TRUE;
    }
}

void
rt_embedded_reader_acknowledge (RtEmbeddedWorker   *self,
                                const RtEmbeddedOp *op)
{
  RtEmbeddedConsumer *consumer = op->consumer;
  RtEmbeddedTape *tape;

  if (consumer->topic == NULL || op->partition < 0 || op->partition >= (int) consumer->topic->n_partitions)
    return;
  tape = &consumer->tapes[op->partition];
  /* From before a seek or a rebalance it means nothing any more. */
  if (!tape->assigned || op->handle <= tape->n_acknowledged)
    return;

  tape->n_acknowledged = op->handle;
  consumer->topic->fresh = TRUE;
  if (consumer->group != NULL)
    commit_position (tape, op->position + 1);
}

void
rt_embedded_readers_write (RtEmbeddedWorker *self,
                           RtEmbeddedTopic  *topic)
{
  for (guint i = 0; i < topic->consumers->len; i++)
    {
      RtEmbeddedConsumer *consumer = topic->consumers->pdata[i];

      for (guint number = 0; number < topic->n_partitions; number++)
        {
          RtEmbeddedTape *tape = &consumer->tapes[number];
          sqlite3_stmt *statement;

          if (!tape->dirty)
            continue;

          statement = rt_embedded_db_get (self->db, WRITE_COMMITTED);
          sqlite3_bind_int64 (statement, 1, topic->id);
          rt_embedded_db_bind (statement, 2, consumer->group);
          sqlite3_bind_int64 (statement, 3, number);
          sqlite3_bind_int64 (statement, 4, tape->committed);
          rt_embedded_db_step (self->db, statement);
          tape->dirty = FALSE;
        }
    }
}

static gint64
find_time (RtEmbeddedWorker          *self,
           const RtEmbeddedPartition *partition,
           gint64                     time_us)
{
  gint64 id = rt_embedded_db_ask (self->db, -1,
                                  "SELECT id FROM record WHERE id >= ?1 AND id < ?2 AND born_us >= ?3 "
                                  "ORDER BY id LIMIT 1", 3,
                                  RT_EMBEDDED_RECORD (partition->id, partition->first),
                                  RT_EMBEDDED_RECORD (partition->id, partition->next), time_us);

  return id < 0 ? partition->next : RT_EMBEDDED_OFFSET (id);
}

void
rt_embedded_reader_seek (RtEmbeddedWorker   *self,
                         const RtEmbeddedOp *op)
{
  RtEmbeddedConsumer *consumer = op->consumer;
  RtEmbeddedResult result = { RT_EMBEDDED_SOUGHT, op->partition, op->tag, 0, consumer->session };
  gboolean found = FALSE;

  for (guint i = 0; consumer->topic != NULL && i < consumer->topic->n_partitions; i++)
    {
      RtEmbeddedPartition *partition = &consumer->topic->partitions[i];
      RtEmbeddedTape *tape = &consumer->tapes[i];

      if (op->partition >= 0 ? op->partition != (int) i || !tape->assigned : !tape->assigned)
        continue;

      found = TRUE;
      tape->position = op->type == RT_EMBEDDED_SEEK_TIME ? find_time (self, partition, op->position)
                                                         : resolve (partition, op->position);
      tape->n_acknowledged = tape->n_delivered;
      if (consumer->group != NULL)
        commit_position (tape, tape->position);
      consumer->topic->fresh = TRUE;
    }
  if (!found && op->partition >= 0)
    result.error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND,
                                _("The subscription does not have partition %d."), op->partition);
  if (consumer->topic == NULL)
    return;

  result.consumer = rt_embedded_consumer_ref (consumer);
  result.array = list_positions (consumer);
  rt_embedded_worker_tell (self, result);
}

static guint
count_held (RtEmbeddedConsumer *consumer)
{
  guint64 n_held = 0;

  for (guint i = 0; i < consumer->topic->n_partitions; i++)
    if (consumer->tapes[i].assigned)
      n_held += consumer->tapes[i].n_delivered - consumer->tapes[i].n_acknowledged;

  return (guint) n_held;
}

static guint
read_tape (RtEmbeddedWorker   *self,
           RtEmbeddedConsumer *consumer,
           guint               number,
           guint               room)
{
  RtEmbeddedPartition *partition = &consumer->topic->partitions[number];
  RtEmbeddedTape *tape = &consumer->tapes[number];
  sqlite3_stmt *statement;
  guint n_read = 0;

  /* What it did not read in time is gone. */
  tape->position = MAX (tape->position, partition->first);
  if (!tape->assigned || tape->position >= partition->next)
    return 0;

  statement = rt_embedded_db_get (self->db, SELECT_RECORDS);
  sqlite3_bind_int64 (statement, 1, RT_EMBEDDED_RECORD (partition->id, tape->position));
  sqlite3_bind_int64 (statement, 2, RT_EMBEDDED_RECORD (partition->id, partition->next));
  sqlite3_bind_int64 (statement, 3, room);
  while (rt_embedded_worker_has_room (consumer) && rt_embedded_db_step (self->db, statement))
    {
      gint64 offset = RT_EMBEDDED_OFFSET (sqlite3_column_int64 (statement, 0));
      g_autoptr (RtBusMessage) message = rt_embedded_message_read (statement, 1);

      tape->position = offset + 1;
      rt_embedded_worker_tell_delivered (self, consumer, message, (int) number, offset, FALSE, ++tape->n_delivered);
      n_read++;
    }
  sqlite3_reset (statement);

  return n_read;
}

void
rt_embedded_readers_read (RtEmbeddedWorker *self,
                          RtEmbeddedTopic  *topic)
{
  if (!topic->fresh)
    return;

  topic->fresh = FALSE;
  for (guint i = 0; i < topic->consumers->len; i++)
    {
      RtEmbeddedConsumer *consumer = topic->consumers->pdata[i];
      guint n_held = count_held (consumer);
      guint room = consumer->prefetch - MIN (n_held, consumer->prefetch);
      guint most = MIN (room, RT_EMBEDDED_MAX_BATCH);

      /* Each time another one first, so that none waits for ever. */
      consumer->turn++;
      for (guint n = 0; n < topic->n_partitions && most > 0; n++)
        most -= read_tape (self, consumer, (consumer->turn + n) % topic->n_partitions, most);
      if (most == 0 && room > RT_EMBEDDED_MAX_BATCH)
        {
          topic->fresh = TRUE;
          self->more = TRUE;
        }
    }
}
