/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-move.h"

#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"

#define N_SEEKS 4

RtKafkaMove *
rt_kafka_move_new (RtKafkaMoveKind          kind,
                   RtKafkaHandle           *handle,
                   RtKafkaReader           *reader,
                   const char              *topic,
                   const RtBusSubscribing  *how,
                   RtKafkaPartitions       *partitions)
{
  RtKafkaMove *self = g_new0 (RtKafkaMove, 1);

  self->kind = kind;
  self->handle = rt_kafka_handle_ref (handle);
  self->reader = rt_kafka_reader_ref (reader);
  self->topic = g_strdup (topic);
  self->has_group = how->group != NULL;
  self->from = how->from;
  self->partition = how->partition;
  self->partitions = partitions;

  return self;
}

static void
free_move (RtKafkaMove *self)
{
  g_clear_pointer (&self->partitions, rd_kafka_topic_partition_list_destroy);
  rt_kafka_reader_unref (self->reader);
  rt_kafka_handle_unref (self->handle);
  g_free (self->topic);
  g_free (self);
}

/* Each message goes to a queue of its own kind: it can wait there until there is room. */
static void
forward (RtKafkaMove *self)
{
  for (int i = 0; i < self->partitions->cnt; i++)
    {
      rd_kafka_queue_t *queue = rd_kafka_queue_get_partition (rt_kafka_handle_get (self->handle), self->topic,
                                                              self->partitions->elems[i].partition);

      if (queue == NULL)
        continue;
      rd_kafka_queue_forward (queue, rt_kafka_handle_get_messages (self->handle));
      rd_kafka_queue_destroy (queue);
    }
}

static gboolean
list_partitions (RtKafkaMove  *self,
                 GError      **error)
{
  g_autoptr (RtKafkaPartitions) all = rt_kafka_offsets_list (rt_kafka_handle_get (self->handle), self->topic, error);

  if (all == NULL)
    return FALSE;

  if (self->partition < 0)
    {
      self->partitions = g_steal_pointer (&all);
      return TRUE;
    }
  if (rd_kafka_topic_partition_list_find (all, self->topic, self->partition) == NULL)
    return rt_kafka_succeeded (RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, error);

  self->partitions = rd_kafka_topic_partition_list_new (1);
  rd_kafka_topic_partition_list_add (self->partitions, self->topic, self->partition);

  return TRUE;
}

/* Where a group goes on, or, where it has been nowhere yet, @from: as an offset, so that nothing that
 * comes in meanwhile is missed. */
static gboolean
find_places (RtKafkaMove  *self,
             GError      **error)
{
  rd_kafka_t *kafka = rt_kafka_handle_get (self->handle);

  if (self->has_group && self->partitions->cnt > 0 &&
      !rt_kafka_succeeded (rd_kafka_committed (kafka, self->partitions, RT_KAFKA_ANSWER_TIMEOUT_MS), error))
    return FALSE;

  for (int i = 0; i < self->partitions->cnt; i++)
    if (!self->has_group || self->partitions->elems[i].offset < 0)
      self->partitions->elems[i].offset = self->from;

  return rt_kafka_offsets_resolve (kafka, self->partitions, error);
}

/* So that a group that begins at the end has begun, and what nobody read is not skipped. */
static void
store (RtKafkaMove *self)
{
  if (self->has_group && self->partitions->cnt > 0)
    rd_kafka_offsets_store (rt_kafka_handle_get (self->handle), self->partitions);
}

static gboolean
take (RtKafkaMove  *self,
      GError      **error)
{
  rd_kafka_t *kafka = rt_kafka_handle_get (self->handle);

  if (self->partitions == NULL && !list_partitions (self, error))
    return FALSE;

  forward (self);
  if (!find_places (self, error))
    {
      /* A group waits for the answer, whatever it is. */
      if (self->has_group)
        rd_kafka_assign (kafka, self->partitions);
      return FALSE;
    }
  if (!rt_kafka_succeeded (rd_kafka_assign (kafka, self->partitions), error))
    return FALSE;

  store (self);

  return TRUE;
}

/* librdkafka 2.0 now and then gives no answer to the first, however long one waits; going there twice
 * does no harm. */
static rd_kafka_error_t *
seek (RtKafkaMove *self)
{
  rd_kafka_error_t *failed = NULL;

  for (guint i = 0; i < N_SEEKS; i++)
    {
      g_clear_pointer (&failed, rd_kafka_error_destroy);
      failed = rd_kafka_seek_partitions (rt_kafka_handle_get (self->handle), self->partitions,
                                         RT_KAFKA_ANSWER_TIMEOUT_MS / N_SEEKS);
      if (failed == NULL || rd_kafka_error_code (failed) != RD_KAFKA_RESP_ERR__TIMED_OUT)
        break;
    }

  return failed;
}

static gboolean
go_there (RtKafkaMove  *self,
          GError      **error)
{
  rd_kafka_error_t *failed = seek (self);

  if (failed != NULL)
    {
      g_propagate_error (error, rt_kafka_error_take (failed));
      return FALSE;
    }

  for (int i = 0; i < self->partitions->cnt; i++)
    if (!rt_kafka_succeeded (self->partitions->elems[i].err, error))
      return FALSE;

  store (self);

  return TRUE;
}

static gboolean
move (RtKafkaMove  *self,
      GError      **error)
{
  rd_kafka_t *kafka = rt_kafka_handle_get (self->handle);

  switch (self->kind)
    {
    case RT_KAFKA_MOVE_TAKE:
      return take (self, error);

    case RT_KAFKA_MOVE_GIVE_UP:
      return rt_kafka_succeeded (rd_kafka_assign (kafka, NULL), error);

    case RT_KAFKA_MOVE_SEEK:
      return rt_kafka_offsets_resolve (kafka, self->partitions, error) && go_there (self, error);

    case RT_KAFKA_MOVE_TIME:
      return rt_kafka_offsets_find_time (kafka, self->partitions, self->time_us, error) && go_there (self, error);

    case RT_KAFKA_MOVE_RESUME:
      return go_there (self, error);

    default:
      g_assert_not_reached ();
    }
}

static void
move_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  GError *error = NULL;

  RtKafkaMove *self = data;

  rt_kafka_reader_settle (self->reader);
  self->done = move (self, &error);
  if (self->done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Without a source: the thread can be the last to let go of the task, and must not be of a consumer. */
void
rt_kafka_move_run (RtKafkaMove         *self,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_name (task, "move of a consumer");
  g_task_set_task_data (task, self, (GDestroyNotify) free_move);
  g_task_run_in_thread (task, move_in_thread);
}
