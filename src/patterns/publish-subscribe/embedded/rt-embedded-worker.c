/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-worker.h"

#include <glib/gi18n.h>

GError *
rt_embedded_worker_not_found (const char *name)
{
  return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND, _("There is no “%s”: declare it first."), name);
}

void
rt_embedded_worker_tell (RtEmbeddedWorker *self,
                         RtEmbeddedResult  result)
{
  g_array_append_val (self->results, result);
}

void
rt_embedded_worker_tell_called (RtEmbeddedWorker   *self,
                                const RtEmbeddedOp *op,
                                GArray             *array,
                                GError             *error)
{
  RtEmbeddedResult result = { RT_EMBEDDED_CALLED, .tag = op->tag, .session = op->session };

  result.array = array;
  result.error = error;
  rt_embedded_worker_tell (self, result);
}

void
rt_embedded_worker_tell_delivered (RtEmbeddedWorker   *self,
                                   RtEmbeddedConsumer *consumer,
                                   RtBusMessage       *message,
                                   int                 partition,
                                   gint64              offset,
                                   gboolean            redelivered,
                                   guint64             handle)
{
  RtEmbeddedResult result = { RT_EMBEDDED_DELIVERED, .session = consumer->session };

  result.consumer = rt_embedded_consumer_ref (consumer);
  result.delivery = rt_bus_delivery_new (message);
  result.delivery->partition = partition;
  result.delivery->offset = offset;
  result.delivery->redelivered = redelivered;
  result.delivery->handle = handle;
  g_atomic_int_add (&consumer->session->n_bytes, (int) g_bytes_get_size (message->body));
  rt_embedded_worker_tell (self, result);
}

gboolean
rt_embedded_worker_has_room (RtEmbeddedConsumer *consumer)
{
  RtEmbeddedSession *session = consumer->session;

  if (g_atomic_int_get (&session->n_bytes) < RT_EMBEDDED_MAX_WAITING_BYTES)
    return TRUE;

  g_atomic_int_set (&session->starved, TRUE);

  /* It may have delivered so much just now that it does not look any more. */
  return g_atomic_int_get (&session->n_bytes) < RT_EMBEDDED_MAX_WAITING_BYTES / 2;
}

RtBusMessage *
rt_embedded_message_read (sqlite3_stmt *statement,
                          int           column)
{
  int body = column + 8;
  const void *data = sqlite3_column_blob (statement, body);
  g_autoptr (GBytes) bytes = g_bytes_new (data, (gsize) sqlite3_column_bytes (statement, body));
  RtBusMessage *message = rt_bus_message_new (bytes);

  message->time_us = sqlite3_column_int64 (statement, column);
  message->number = (guint64) sqlite3_column_int64 (statement, column + 1);
  message->ttl_ms = MAX (sqlite3_column_int64 (statement, column + 2), -1);
  message->persistent = sqlite3_column_int (statement, column + 3) != 0;
  message->id = rt_embedded_db_text (statement, column + 4);
  message->type = rt_embedded_db_text (statement, column + 5);
  message->content_type = rt_embedded_db_text (statement, column + 6);
  message->key = rt_embedded_db_text (statement, column + 7);

  return message;
}

/* Without a word in the file. */
void
rt_embedded_worker_drop_consumer (RtEmbeddedWorker   *self,
                                  RtEmbeddedConsumer *consumer)
{
  if (consumer->queue != NULL)
    g_ptr_array_remove (consumer->queue->consumers, consumer);
  if (consumer->topic != NULL)
    g_ptr_array_remove (consumer->topic->consumers, consumer);
  consumer->queue = NULL;
  consumer->topic = NULL;
  g_ptr_array_remove (self->consumers, consumer);
}

static void
end_consumer (RtEmbeddedWorker   *self,
              RtEmbeddedConsumer *consumer)
{
  if (consumer->queue != NULL)
    rt_embedded_jobs_give_back (self, consumer);
  else if (consumer->topic != NULL)
    rt_embedded_reader_leave (self, consumer);
  rt_embedded_worker_drop_consumer (self, consumer);
}

static void
begin_consumer (RtEmbeddedWorker   *self,
                const RtEmbeddedOp *op)
{
  op->consumer->session = op->session;
  g_ptr_array_add (self->consumers, rt_embedded_consumer_ref (op->consumer));
  if (op->consumer->target->kind == RT_BUS_QUEUE)
    rt_embedded_queue_begin (self, op->consumer);
  else
    rt_embedded_reader_begin (self, op->consumer);
}

static void
close_session (RtEmbeddedWorker  *self,
               RtEmbeddedSession *session)
{
  for (guint i = self->consumers->len; i > 0; i--)
    {
      RtEmbeddedConsumer *consumer = self->consumers->pdata[i - 1];

      if (consumer->session == session)
        end_consumer (self, consumer);
    }
  session->open = FALSE;
  g_ptr_array_remove (self->sessions, session);
}

/* Queues know by themselves that they have something. */
static void
offer_again (RtEmbeddedWorker *self)
{
  GHashTableIter iter;
  gpointer topic;

  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, &topic))
    ((RtEmbeddedTopic *) topic)->fresh = TRUE;
}

static void
apply_to_target (RtEmbeddedWorker   *self,
                 const RtEmbeddedOp *op)
{
  static void (* const ways[][2]) (RtEmbeddedWorker   *self,
                                   const RtEmbeddedOp *op) = {
    [RT_EMBEDDED_DECLARE] = { rt_embedded_queue_declare, rt_embedded_topic_declare },
    [RT_EMBEDDED_REMOVE] = { rt_embedded_queue_remove, rt_embedded_topic_remove },
    [RT_EMBEDDED_MEASURE] = { rt_embedded_queue_measure, rt_embedded_topic_measure },
    [RT_EMBEDDED_PUBLISH] = { rt_embedded_queue_publish, rt_embedded_topic_publish },
  };

  ways[op->type][op->target->kind == RT_BUS_LOG] (self, op);
}

void
rt_embedded_worker_apply (RtEmbeddedWorker   *self,
                          const RtEmbeddedOp *op)
{
  switch (op->type)
    {
    case RT_EMBEDDED_DECLARE:
    case RT_EMBEDDED_REMOVE:
    case RT_EMBEDDED_MEASURE:
    case RT_EMBEDDED_PUBLISH:
      apply_to_target (self, op);
      break;
    case RT_EMBEDDED_BEGIN:
      begin_consumer (self, op);
      break;
    case RT_EMBEDDED_END:
      if (g_ptr_array_find (self->consumers, op->consumer, NULL))
        end_consumer (self, op->consumer);
      break;
    case RT_EMBEDDED_ACKNOWLEDGE:
      if (op->consumer->queue != NULL)
        rt_embedded_job_acknowledge (self, op);
      else
        rt_embedded_reader_acknowledge (self, op);
      break;
    case RT_EMBEDDED_REJECT:
      rt_embedded_job_reject (self, op);
      break;
    case RT_EMBEDDED_SEEK:
    case RT_EMBEDDED_SEEK_TIME:
      rt_embedded_reader_seek (self, op);
      break;
    case RT_EMBEDDED_CLOSE:
      close_session (self, op->session);
      break;
    case RT_EMBEDDED_ROOM:
      offer_again (self);
      break;
    case RT_EMBEDDED_OPEN:
    case RT_EMBEDDED_QUIT:
    default:
      break;
    }
}
