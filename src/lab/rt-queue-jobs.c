/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-queue-jobs.h"

#include <json-glib/json-glib.h>

#include "core/rt-json.h"

/* Fewer in the queue than are known, so many measurements running, are those others took. */
#define N_MEASUREMENTS 4

struct _RtQueueEntry {
  RtQueueJob job;
  char      *id;       /* NULL: a stranger's, known only while it is in hand */
  GList      link;     /* in the queue */
  gboolean   ready;
  gboolean   seen;     /* it was delivered before */
};

struct _RtQueueJobs {
  GHashTable *by_id;   /* owns those with an id */
  GQueue      ready[RT_BUS_MAX_PRIORITY + 1];
  guint       n_ready;
  char       *prefix;  /* of the ids of its own */
  guint64     last_serial;
  guint       n_measured;
  gint64      surplus; /* the least of the last measurements */
};

static void
entry_free (gpointer data)
{
  RtQueueEntry *entry = data;

  g_free (entry->id);
  g_free (entry);
}

/**
 * rt_queue_jobs_new:
 *
 * Returns: (transfer full): no jobs yet
 */
RtQueueJobs *
rt_queue_jobs_new (void)
{
  RtQueueJobs *self = g_new0 (RtQueueJobs, 1);

  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  self->prefix = g_uuid_string_random ();

  return self;
}

/**
 * rt_queue_jobs_free:
 * @self: (transfer full): jobs, none of which is in anybody's hand
 */
void
rt_queue_jobs_free (RtQueueJobs *self)
{
  g_hash_table_unref (self->by_id);
  g_free (self->prefix);
  g_free (self);
}

static RtQueueEntry *
new_entry (RtQueueJobs *self,
           char        *id,
           gint64       number,
           guint        priority)
{
  RtQueueEntry *entry = g_new0 (RtQueueEntry, 1);

  entry->job.serial = ++self->last_serial;
  entry->job.number = number;
  entry->job.priority = MIN (priority, RT_BUS_MAX_PRIORITY);
  entry->id = id;
  entry->link.data = entry;
  if (id != NULL)
    g_hash_table_replace (self->by_id, id, entry);

  return entry;
}

static void
leave_queue (RtQueueJobs  *self,
             RtQueueEntry *entry)
{
  if (!entry->ready)
    return;

  g_queue_unlink (&self->ready[entry->job.priority], &entry->link);
  entry->ready = FALSE;
  self->n_ready--;
}

static void
drop (RtQueueJobs  *self,
      RtQueueEntry *entry)
{
  leave_queue (self, entry);
  if (entry->id == NULL)
    entry_free (entry);
  else
    g_hash_table_remove (self->by_id, entry->id);
}

/**
 * rt_queue_jobs_make:
 * @self: jobs
 * @number: what it says
 * @priority: 0 to %RT_BUS_MAX_PRIORITY
 *
 * Makes a job, `{"number": @number}`, and takes it to be in the queue.
 *
 * Returns: (transfer full): a message to publish
 */
RtBusMessage *
rt_queue_jobs_make (RtQueueJobs *self,
                    guint        number,
                    guint        priority)
{
  g_autofree char *body = g_strdup_printf ("{\"number\": %u}", number);
  gsize length = strlen (body);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&body), length);
  RtBusMessage *message = rt_bus_message_new (bytes);
  RtQueueEntry *entry;

  message->id = g_strdup_printf ("%s-%" G_GUINT64_FORMAT, self->prefix, self->last_serial + 1);
  message->content_type = g_strdup ("application/json");
  message->time_us = g_get_real_time ();
  message->priority = priority;
  message->persistent = TRUE;
  entry = new_entry (self, g_strdup (message->id), number, priority);
  g_queue_push_tail_link (&self->ready[entry->job.priority], &entry->link);
  entry->ready = TRUE;
  self->n_ready++;

  return message;
}

/**
 * rt_queue_jobs_fail:
 * @self: jobs
 * @message: one that it made, and that is not safe
 *
 * Takes it to be lost; where it is delivered after all, it is a stranger's.
 */
void
rt_queue_jobs_fail (RtQueueJobs        *self,
                    const RtBusMessage *message)
{
  RtQueueEntry *entry = g_hash_table_lookup (self->by_id, message->id);

  if (entry != NULL && entry->ready)
    drop (self, entry);
}

/* Of strangers, who may mean it as text. */
static gint64
read_number (GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JsonReader) reader = NULL;
  gint64 number = -1;
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  if (size == 0 || !rt_json_check (data, size, NULL) || !json_parser_load_from_data (parser, data, size, NULL))
    return -1;

  reader = json_reader_new (json_parser_get_root (parser));
  if (json_reader_is_object (reader) && json_reader_read_member (reader, "number") && json_reader_is_value (reader))
    {
      JsonNode *value = json_reader_get_value (reader);

      if (json_node_get_value_type (value) == G_TYPE_STRING)
        number = g_ascii_strtoll (json_node_get_string (value), NULL, 10);
      else
        number = json_node_get_int (value);
    }

  return number;
}

/* One that it made and that is done, or that another desk made. */
static gboolean
is_known (RtQueueJobs        *self,
          const RtBusMessage *message)
{
  return message->id != NULL && g_str_has_prefix (message->id, self->prefix);
}

/**
 * rt_queue_jobs_deliver:
 * @self: jobs
 * @delivery: what somebody was given
 * @is_new: (out): whether nobody was given it before
 *
 * Takes it out of the queue, into somebody's hand.
 *
 * Returns: (transfer none): the job, until rt_queue_jobs_done() or rt_queue_jobs_return()
 */
RtQueueEntry *
rt_queue_jobs_deliver (RtQueueJobs         *self,
                       const RtBusDelivery *delivery,
                       gboolean            *is_new)
{
  const RtBusMessage *message = delivery->message;
  RtQueueEntry *entry = message->id != NULL ? g_hash_table_lookup (self->by_id, message->id) : NULL;

  *is_new = entry != NULL ? !entry->seen : !delivery->redelivered && !is_known (self, message);
  /* In two hands at a time: the one has lost it, and does not know it yet. */
  if (entry != NULL && !entry->ready)
    entry = NULL;
  if (entry == NULL)
    entry = new_entry (self, message->id != NULL && !g_hash_table_contains (self->by_id, message->id)
                               ? g_strdup (message->id) : NULL,
                       read_number (message->body), message->priority);
  leave_queue (self, entry);
  entry->seen = TRUE;
  entry->job.redelivered = delivery->redelivered;
  entry->job.kept = FALSE;

  return entry;
}

/**
 * rt_queue_jobs_done:
 * @self: jobs
 * @entry: (transfer full): one in somebody's hand
 *
 * It was acknowledged or rejected, and is there no more.
 */
void
rt_queue_jobs_done (RtQueueJobs  *self,
                    RtQueueEntry *entry)
{
  drop (self, entry);
}

/**
 * rt_queue_jobs_return:
 * @self: jobs
 * @entry: (transfer full): one in somebody's hand
 *
 * Its holder is gone: it goes back into the queue. Those of one hand are returned last first.
 */
void
rt_queue_jobs_return (RtQueueJobs  *self,
                      RtQueueEntry *entry)
{
  if (entry->id == NULL)
    {
      drop (self, entry);
      return;
    }

  entry->job.redelivered = TRUE;
  entry->job.kept = FALSE;
  g_queue_push_head_link (&self->ready[entry->job.priority], &entry->link);
  entry->ready = TRUE;
  self->n_ready++;
}

/**
 * rt_queue_entry_get_job:
 * @entry: an entry
 *
 * Returns: (transfer none): what is known of its job
 */
const RtQueueJob *
rt_queue_entry_get_job (RtQueueEntry *entry)
{
  return &entry->job;
}

/**
 * rt_queue_entry_keep:
 * @entry: an entry that a consumer holds
 *
 * Marks it as one that the consumer looked at and does not acknowledge.
 */
void
rt_queue_entry_keep (RtQueueEntry *entry)
{
  entry->job.kept = TRUE;
}

/**
 * rt_queue_jobs_get_n_ready:
 * @self: jobs
 *
 * Returns: how many are in the queue, as far as one knows
 */
guint
rt_queue_jobs_get_n_ready (RtQueueJobs *self)
{
  return self->n_ready;
}

static void
drop_first (RtQueueJobs *self)
{
  for (int priority = RT_BUS_MAX_PRIORITY; priority >= 0; priority--)
    {
      RtQueueEntry *entry = g_queue_peek_head (&self->ready[priority]);

      if (entry != NULL)
        {
          drop (self, entry);
          return;
        }
    }
}

/**
 * rt_queue_jobs_measured:
 * @self: jobs
 * @ready: how many the broker says are in the queue; -1 unknown
 *
 * Forgets jobs that somebody else took. What is on its way to a hand of one's own is no such job,
 * so several measurements have to agree.
 */
void
rt_queue_jobs_measured (RtQueueJobs *self,
                        gint64       ready)
{
  gint64 surplus = (gint64) self->n_ready - ready;

  if (ready < 0 || surplus <= 0)
    {
      self->n_measured = 0;
      return;
    }

  self->surplus = self->n_measured == 0 ? surplus : MIN (surplus, self->surplus);
  if (++self->n_measured < N_MEASUREMENTS)
    return;

  for (self->n_measured = 0; self->surplus > 0; self->surplus--)
    drop_first (self);
}

/**
 * rt_queue_jobs_list:
 * @self: jobs
 * @jobs: (out caller-allocates) (array length=max): where to put them
 * @max: how many at the most
 *
 * Lists the jobs in the queue, the next to be delivered first.
 *
 * Returns: how many there are in @jobs
 */
guint
rt_queue_jobs_list (RtQueueJobs *self,
                    RtQueueJob  *jobs,
                    guint        max)
{
  guint n = 0;

  for (int priority = RT_BUS_MAX_PRIORITY; priority >= 0; priority--)
    for (GList *l = self->ready[priority].head; l != NULL && n < max; l = l->next)
      jobs[n++] = ((RtQueueEntry *) l->data)->job;

  return n;
}
