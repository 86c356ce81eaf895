/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-private.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How long the end of the process waits for what was handed in. */
#define PATIENCE_US (5 * G_USEC_PER_SEC)

/**
 * RtEmbeddedStore:
 *
 * A file and the thread that owns it, for all buses of the process that use it. The last one to
 * let go ends the thread, which finishes what it was handed.
 */
struct _RtEmbeddedStore {
  char    *path;
  guint    n_refs;      /* of the registry's lock */
  GMutex   mutex;
  GArray  *ops;         /* of RtEmbeddedOp */
  gboolean sleeping;
  int      event;
};

static GMutex registry_mutex;
static GCond thread_ended;
static GHashTable *stores;   /* path → RtEmbeddedStore, those not let go */
static guint n_threads;
static gboolean leaving;     /* the process ends, and its stores with it */

/* What was handed in last, acknowledgements above all, is done before the process ends, whether or
 * not its buses were closed. */
static void
wait_for_threads (void)
{
  const RtEmbeddedOp quit = { RT_EMBEDDED_QUIT };
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;
  GHashTableIter iter;
  gpointer store;

  g_mutex_lock (&registry_mutex);
  leaving = TRUE;
  g_hash_table_iter_init (&iter, stores);
  while (g_hash_table_iter_next (&iter, NULL, &store))
    rt_embedded_store_push (store, &quit);
  g_hash_table_remove_all (stores);
  while (n_threads > 0 && g_cond_wait_until (&thread_ended, &registry_mutex, deadline))
    ;
  g_mutex_unlock (&registry_mutex);
}

static void
free_store (RtEmbeddedStore *self)
{
  close (self->event);
  g_array_unref (self->ops);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

static gpointer
run (gpointer data)
{
  rt_embedded_worker_run (data);
  free_store (data);

  g_mutex_lock (&registry_mutex);
  n_threads--;
  g_cond_broadcast (&thread_ended);
  g_mutex_unlock (&registry_mutex);

  return NULL;
}

static RtEmbeddedStore *
new_store (const char *path)
{
  RtEmbeddedStore *self = g_new0 (RtEmbeddedStore, 1);

  self->path = g_strdup (path);
  self->ops = g_array_new (FALSE, FALSE, sizeof (RtEmbeddedOp));
  self->event = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  g_mutex_init (&self->mutex);
  g_hash_table_insert (stores, self->path, self);
  n_threads++;
  g_thread_unref (g_thread_new ("embedded-bus", run, self));

  return self;
}

RtEmbeddedStore *
rt_embedded_store_get (const char *path)
{
  RtEmbeddedStore *self;

  g_mutex_lock (&registry_mutex);
  if (stores == NULL)
    {
      stores = g_hash_table_new (g_str_hash, g_str_equal);
      atexit (wait_for_threads);
    }
  self = g_hash_table_lookup (stores, path);
  if (self == NULL)
    self = new_store (path);
  self->n_refs++;
  g_mutex_unlock (&registry_mutex);

  return self;
}

void
rt_embedded_store_unref (RtEmbeddedStore *self)
{
  RtEmbeddedOp quit = { RT_EMBEDDED_QUIT };
  gboolean last;

  g_mutex_lock (&registry_mutex);
  last = !leaving && --self->n_refs == 0;
  if (last)
    g_hash_table_remove (stores, self->path);
  g_mutex_unlock (&registry_mutex);

  if (last)
    rt_embedded_store_push (self, &quit);
}

const char *
rt_embedded_store_get_path (RtEmbeddedStore *self)
{
  return self->path;
}

static void
wake (int event)
{
  const guint64 one = 1;

  while (write (event, &one, sizeof one) < 0 && errno == EINTR)
    ;
}

void
rt_embedded_store_push (RtEmbeddedStore    *self,
                        const RtEmbeddedOp *op)
{
  gboolean sleeping;

  g_mutex_lock (&self->mutex);
  g_array_append_vals (self->ops, op, 1);
  sleeping = self->sleeping;
  self->sleeping = FALSE;
  /* Under the lock: once it knows of the end, the thread frees all of this. */
  if (sleeping)
    wake (self->event);
  g_mutex_unlock (&self->mutex);
}

static gboolean
swap (RtEmbeddedStore  *self,
      GArray          **ops,
      gboolean          sleep)
{
  gboolean any;

  g_mutex_lock (&self->mutex);
  any = self->ops->len > 0;
  if (any)
    {
      GArray *taken = self->ops;

      self->ops = *ops;
      *ops = taken;
    }
  self->sleeping = !any && sleep;
  g_mutex_unlock (&self->mutex);

  return any;
}

void
rt_embedded_store_take (RtEmbeddedStore  *self,
                        GArray          **ops,
                        int               notify,
                        int               timeout_ms)
{
  struct pollfd fds[] = { { self->event, POLLIN, 0 }, { notify, POLLIN, 0 } };
  guint64 ignored;

  if (swap (self, ops, timeout_ms != 0) || timeout_ms == 0)
    return;

  /* A negative descriptor is passed over. */
  poll (fds, G_N_ELEMENTS (fds), timeout_ms);
  while (read (self->event, &ignored, sizeof ignored) > 0)
    ;
  swap (self, ops, FALSE);
}
