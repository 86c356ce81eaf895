/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-worker.h"

/* Somebody who died is looked for when its descriptors were closed, which is just before its
 * lock is gone, and once more. */
#define BURY_SOON_US  (20 * 1000)
#define BURY_LATER_US (500 * 1000)
#define RETENTION_US  G_USEC_PER_SEC
/* How often to look where the kernel has no more watches to give. */
#define BLIND_MS      50
/* What is done in one transaction at most. */
#define MAX_OPS       2000

static void
clear_op (RtEmbeddedOp *op)
{
  if (op->target != NULL)
    rt_embedded_target_unref (op->target);
  g_clear_pointer (&op->message, rt_bus_message_unref);
  g_clear_pointer (&op->consumer, rt_embedded_consumer_unref);
  g_clear_pointer (&op->session, rt_embedded_session_unref);
  g_free (op->group);
}

static void
clear_results (RtEmbeddedWorker *self)
{
  for (guint i = 0; i < self->results->len; i++)
    rt_embedded_result_clear (&g_array_index (self->results, RtEmbeddedResult, i));
  g_array_set_size (self->results, 0);
}

/* As if it had just begun. */
static void
reset (RtEmbeddedWorker *self)
{
  clear_results (self);
  g_hash_table_remove_all (self->queues);
  g_hash_table_remove_all (self->topics);
  g_ptr_array_set_size (self->consumers, 0);
  g_clear_pointer (&self->db, rt_embedded_db_free);
  g_clear_pointer (&self->members, rt_embedded_members_free);
  self->more = FALSE;
  self->bury_us = RT_EMBEDDED_NEVER;
  self->expiry_us = RT_EMBEDDED_NEVER;
}

/* The buses connect again, and send again what was not confirmed. */
static void
lose_all (RtEmbeddedWorker *self,
          const GError     *error)
{
  for (guint i = 0; i < self->consumers->len; i++)
    {
      RtEmbeddedConsumer *consumer = self->consumers->pdata[i];

      consumer->queue = NULL;
      consumer->topic = NULL;
    }
  for (guint i = 0; i < self->sessions->len; i++)
    {
      RtEmbeddedSession *session = self->sessions->pdata[i];
      RtEmbeddedResult result = { RT_EMBEDDED_LOST, .error = g_error_copy (error) };

      session->open = FALSE;
      rt_embedded_session_post (session, &result);
    }
  g_ptr_array_set_size (self->sessions, 0);
  reset (self);
}

static gboolean
open_file (RtEmbeddedWorker  *self,
           GError           **error)
{
  const char *path = rt_embedded_store_get_path (self->store);

  if (self->db != NULL)
    return TRUE;

  self->db = rt_embedded_db_new (path, error);
  if (self->db == NULL)
    return FALSE;

  self->members = rt_embedded_members_new (path, error);
  if (self->members == NULL || !rt_embedded_db_begin (self->db, error))
    return FALSE;

  rt_embedded_dead_bury (self, TRUE);
  self->expiry_stale = TRUE;
  self->version = rt_embedded_db_get_version (self->db);

  return rt_embedded_db_commit (self->db, error);
}

static void
open_session (RtEmbeddedWorker  *self,
              RtEmbeddedSession *session)
{
  g_autoptr (GError) error = NULL;
  RtEmbeddedResult result = { RT_EMBEDDED_OPENED };

  g_ptr_array_add (self->sessions, rt_embedded_session_ref (session));
  session->open = TRUE;
  if (open_file (self, &error))
    rt_embedded_session_post (session, &result);
  else
    lose_all (self, error);
}

/* What is not there any more takes itself out of its table. */
static void
make_stale (RtEmbeddedWorker *self)
{
  g_autoptr (GList) queues = g_hash_table_get_values (self->queues);
  g_autoptr (GList) topics = g_hash_table_get_values (self->topics);

  self->expiry_stale = TRUE;
  for (GList *l = queues; l != NULL; l = l->next)
    {
      RtEmbeddedQueue *queue = l->data;

      queue->stale = queue->ready = TRUE;
      if (queue->consumers->len > 0)
        rt_embedded_queue_find (self, queue->name);
    }
  for (GList *l = topics; l != NULL; l = l->next)
    {
      RtEmbeddedTopic *topic = l->data;

      topic->stale = topic->fresh = topic->regroup = TRUE;
      if (topic->consumers->len > 0)
        rt_embedded_topic_find (self, topic->name);
    }
}

/* What other processes did since. */
static void
look_around (RtEmbeddedWorker *self)
{
  gint64 version = rt_embedded_db_get_version (self->db);
  gint64 now = g_get_monotonic_time ();

  if (version != self->version)
    make_stale (self);
  self->version = version;
  if (self->bury_us <= now)
    {
      /* Soon after the first look comes the last. */
      self->bury_us = self->bury_us + BURY_SOON_US > now ? now + BURY_LATER_US : RT_EMBEDDED_NEVER;
      rt_embedded_dead_bury (self, FALSE);
    }
}

static void
serve_consumers (RtEmbeddedWorker *self)
{
  GHashTableIter iter;
  gpointer value;

  rt_embedded_jobs_expire (self);
  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    rt_embedded_jobs_lease (self, value);

  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      RtEmbeddedTopic *topic = value;

      if (topic->stale)
        continue;
      rt_embedded_topic_retain (self, topic);
      if (topic->regroup)
        rt_embedded_readers_regroup (self, topic);
      rt_embedded_readers_read (self, topic);
      rt_embedded_readers_write (self, topic);
      rt_embedded_topic_write (self, topic);
    }
  if (self->retention_us <= g_get_real_time ())
    self->retention_us = g_get_real_time () + RETENTION_US;
}

static void
tell_results (RtEmbeddedWorker *self)
{
  for (guint i = 0; i < self->results->len; i++)
    {
      RtEmbeddedResult *result = &g_array_index (self->results, RtEmbeddedResult, i);

      if (result->session->open)
        rt_embedded_session_post (result->session, result);
      else
        rt_embedded_result_clear (result);
    }
  g_array_set_size (self->results, 0);
}

static void
transact (RtEmbeddedWorker   *self,
          const RtEmbeddedOp *ops,
          guint               n_ops)
{
  g_autoptr (GError) error = NULL;
  int changes = sqlite3_total_changes (self->db->sqlite);

  self->more = FALSE;
  if (rt_embedded_db_begin (self->db, &error))
    {
      look_around (self);
      for (guint i = 0; i < n_ops; i++)
        if (ops[i].session != NULL && ops[i].session->open)
          rt_embedded_worker_apply (self, &ops[i]);
      serve_consumers (self);
      rt_embedded_db_commit (self->db, &error);
    }
  if (error != NULL)
    {
      lose_all (self, error);
      return;
    }

  tell_results (self);
  if (sqlite3_total_changes (self->db->sqlite) != changes)
    rt_embedded_members_poke (self->members);
}

static gboolean
keeps_by_age (RtEmbeddedWorker *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((RtEmbeddedTopic *) value)->retention_ms >= 0)
      return TRUE;

  return FALSE;
}

/* ms until something is due by itself. */
static int
get_timeout (RtEmbeddedWorker *self)
{
  gint64 us = RT_EMBEDDED_NEVER;

  if (self->db == NULL)
    return -1;
  if (self->more)
    return 0;

  if (self->expiry_us != RT_EMBEDDED_NEVER)
    us = MIN (us, self->expiry_us - g_get_real_time ());
  if (keeps_by_age (self))
    us = MIN (us, self->retention_us - g_get_real_time ());
  if (self->bury_us != RT_EMBEDDED_NEVER)
    us = MIN (us, self->bury_us - g_get_monotonic_time ());
  if (self->members->notify < 0)
    us = MIN (us, BLIND_MS * 1000);

  return us == RT_EMBEDDED_NEVER ? -1 : (int) CLAMP (us / 1000 + 1, 0, 60 * 1000);
}

static gboolean
is_due (RtEmbeddedWorker *self)
{
  return self->more || self->expiry_us <= g_get_real_time () || self->bury_us <= g_get_monotonic_time () ||
         (keeps_by_age (self) && self->retention_us <= g_get_real_time ()) ||
         rt_embedded_db_get_version (self->db) != self->version;
}

static void
work (RtEmbeddedWorker *self,
      GArray           *ops)
{
  for (guint i = 0; i < ops->len; i++)
    {
      const RtEmbeddedOp *op = &g_array_index (ops, RtEmbeddedOp, i);

      if (op->type == RT_EMBEDDED_OPEN)
        open_session (self, op->session);
      self->quit |= op->type == RT_EMBEDDED_QUIT;
    }
  if (self->db == NULL)
    return;
  if (rt_embedded_members_drain (self->members))
    self->bury_us = g_get_monotonic_time () + (self->members->notify < 0 ? BURY_LATER_US : BURY_SOON_US);
  if (ops->len == 0 && is_due (self))
    transact (self, NULL, 0);

  for (guint i = 0; i < ops->len && self->db != NULL; i += MAX_OPS)
    transact (self, &g_array_index (ops, RtEmbeddedOp, i), MIN (ops->len - i, MAX_OPS));
}

static void
init_worker (RtEmbeddedWorker *self,
             RtEmbeddedStore  *store)
{
  *self = (RtEmbeddedWorker) { .store = store, .bury_us = RT_EMBEDDED_NEVER, .expiry_us = RT_EMBEDDED_NEVER };
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_embedded_session_unref);
  self->consumers = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_embedded_consumer_unref);
  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) rt_embedded_queue_free);
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) rt_embedded_topic_free);
  self->results = g_array_new (FALSE, FALSE, sizeof (RtEmbeddedResult));
}

gpointer
rt_embedded_worker_run (gpointer data)
{
  RtEmbeddedStore *store = data;
  GArray *ops = g_array_new (FALSE, FALSE, sizeof (RtEmbeddedOp));
  RtEmbeddedWorker self;

  init_worker (&self, store);
  while (!self.quit)
    {
      rt_embedded_store_take (store, &ops, self.members == NULL ? -1 : self.members->notify, get_timeout (&self));
      work (&self, ops);
      for (guint i = 0; i < ops->len; i++)
        clear_op (&g_array_index (ops, RtEmbeddedOp, i));
      g_array_set_size (ops, 0);
    }

  g_array_unref (ops);
  reset (&self);
  g_ptr_array_unref (self.sessions);
  g_ptr_array_unref (self.consumers);
  g_hash_table_unref (self.queues);
  g_hash_table_unref (self.topics);
  g_array_unref (self.results);

  return NULL;
}
